// Whether a server's answer fits the hello that it answers, and itself. Everything here could be read: it only contradicts.

import { suiteById } from "../core/tls/suites.js";
import { versionNumber } from "../core/tls/versions.js";
import type { HelloRetryRequest, Oddity, ServerHello, ServerKeyExchange, Ssl2ServerHello } from "./facts.js";
import { EXTENSION } from "./numbers.js";
import type { Offer } from "./offer.js";

const TLS13 = versionNumber("TLSv1.3");

/** `retry`: the HelloRetryRequest that came before, if one did. */
export function serverHelloOddities(hello: ServerHello, offer: Offer, retry: HelloRetryRequest | null): Oddity[] {
  const tls13 = hello.versionNumber === TLS13;
  return [
    ...unless(offer.versions.includes(hello.versionNumber), "version-not-offered", hello.versionNumber),
    ...suiteOddities(hello.suite, offer),
    ...unless(offer.compression.includes(hello.compression), "compression-not-offered", hello.compression),
    ...extensionOddities(hello.extensions, offer.extensions),
    ...unless(suiteFits(hello.suite, tls13), "suite-of-other-version", hello.suite),
    ...(tls13 ? tls13Oddities(hello, offer) : []),
    ...(retry === null ? [] : afterRetryOddities(hello, retry)),
  ];
}

/** RFC 8446 §4.1.4. A cookie comes unasked. */
export function retryOddities(retry: HelloRetryRequest, offer: Offer): Oddity[] {
  const { suite, versionNumber: version, selectedGroup: group } = retry;
  return [
    ...unless(offer.versions.includes(version), "version-not-offered", version),
    ...suiteOddities(suite, offer),
    ...extensionOddities(retry.extensions, [...offer.extensions, EXTENSION.cookie]),
    ...unless(group === null || offer.groups.includes(group), "group-not-offered", group),
    ...unless(group === null || !offer.keyShares.includes(group), "key-share-mismatch", group),
  ];
}

export function keyExchangeOddities(exchange: ServerKeyExchange, offer: Offer): Oddity[] {
  if (exchange.kind === "unread") return [];
  const group = exchange.kind === "ecdhe" ? exchange.group : null;
  const scheme = exchange.signature?.scheme ?? null;
  return [
    ...unless(allowed(group, offer.groups), "group-not-offered", group),
    ...unless(allowed(scheme, offer.signatureAlgorithms), "signature-algorithm-not-offered", scheme),
  ];
}

export function ssl2Oddities({ cipherKinds }: Ssl2ServerHello, offer: Offer): Oddity[] {
  return cipherKinds.flatMap((kind) => suiteOddities(kind, offer));
}

function unless(fits: boolean, kind: Oddity["kind"], value: number | null): Oddity[] {
  return fits ? [] : [{ kind, value }];
}

/** A client that names none leaves the choice to the server. */
function allowed(value: number | null, offered: readonly number[]): boolean {
  return value === null || offered.length === 0 || offered.includes(value);
}

function suiteOddities(suite: number, offer: Offer): Oddity[] {
  return unless(offer.suites.includes(suite), "suite-not-offered", suite);
}

function extensionOddities(sent: ReadonlyMap<number, Uint8Array>, offered: readonly number[]): Oddity[] {
  return [...sent.keys()].flatMap((type) => unless(offered.includes(type), "extension-not-offered", type));
}

/** A suite that is not known is not judged. */
function suiteFits(suite: number, tls13: boolean): boolean {
  const known = suiteById(suite);
  return known === undefined || (known.minVersion === "TLSv1.3") === tls13;
}

function tls13Oddities({ sessionId, keyShareGroup }: ServerHello, offer: Offer): Oddity[] {
  const sent = offer.sessionId;
  const same = sent.length === sessionId.length && sent.every((byte, at) => byte === sessionId[at]);
  return [
    ...unless(same, "session-id-changed", null),
    ...unless(keyShareGroup === null || offer.keyShares.includes(keyShareGroup), "key-share-mismatch", keyShareGroup),
  ];
}

function afterRetryOddities(hello: ServerHello, retry: HelloRetryRequest): Oddity[] {
  return [
    ...unless(hello.suite === retry.suite, "suite-changed-after-retry", hello.suite),
    ...unless(hello.versionNumber === retry.versionNumber, "version-changed-after-retry", hello.versionNumber),
  ];
}
