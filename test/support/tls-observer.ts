// What a mail server really offers: found by handshakes of Node's own TLS library, one version and a set of suites at a time.

import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { connect, createSecureContext, type SecureVersion } from "node:tls";
import { evaluateCipherString, tls13Suites } from "../../server/src/core/tls/openssl-cipher-string.js";
import { suiteByIana, type CipherSuite } from "../../server/src/core/tls/suites.js";
import { compareVersions } from "../../server/src/core/tls/versions.js";

export const VERSIONS = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const satisfies readonly SecureVersion[];

const TIMEOUT_MS = 20_000;

/** Every group of the library that a server can choose, so that none fails for the client's sake. */
const GROUPS =
  "X25519:P-256:X448:P-521:P-384:secp256k1:secp224r1:brainpoolP256r1:brainpoolP384r1:brainpoolP512r1:ffdhe2048:ffdhe3072";

function canOffer(name: string): boolean {
  try {
    createSecureContext({ ciphers: `${name}:@SECLEVEL=0` });
    return true;
  } catch {
    return false;
  }
}

const known = evaluateCipherString("ALL:COMPLEMENTOFALL", "openssl-3.0").suites;
/** Pre-shared keys and SRP need more than a suite; Postfix sets up neither. */
const older = known.filter(({ kx }) => !/PSK$|^SRP$/.test(kx));
/** Suites up to TLS 1.2 that the client knows how to ask for, and those of the same library that it does not. */
const offered = older.filter(({ openssl }) => canOffer(openssl ?? ""));
export const NOT_OFFERED: readonly string[] = older.filter((suite) => !offered.includes(suite)).map(({ iana }) => iana);

/** Those of TLS 1.3: the library's own choice, and the ones that a server has to ask for. */
const MODERN: readonly CipherSuite[] = [
  ...tls13Suites("openssl-3.0"),
  ...["TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256"].flatMap((name) => suiteByIana(name) ?? []),
];

/** The suites that a client can ask for in a version. */
function candidates(version: (typeof VERSIONS)[number]): readonly CipherSuite[] {
  if (version === "TLSv1.3") return MODERN;
  return offered.filter(
    ({ minVersion, maxVersion }) =>
      compareVersions(minVersion, version) <= 0 && compareVersions(version, maxVersion) <= 0,
  );
}

export interface Target {
  readonly port: number;
  /** TLS from the first byte. */
  readonly implicit: boolean;
  /** Asks for TLS in another protocol than SMTP; false where the server refuses. */
  readonly startTls?: (socket: Socket) => Promise<boolean>;
  /** The client's own address, where the server makes a difference. */
  readonly from?: string;
}

/** What came of a handshake. */
export interface Agreed {
  readonly suite: string;
  /** Bits of the prime, where one was used. */
  readonly dhBits: number | null;
}

export interface Offer {
  readonly version: (typeof VERSIONS)[number];
  /** OpenSSL names, the preferred first. */
  readonly ciphers: readonly string[];
  readonly groups?: string;
}

let handshakes = 0;
export const handshakeCount = (): number => handshakes;

export async function open(port: number, from?: string): Promise<Socket> {
  const socket = connectTcp({ port, host: "127.0.0.1", ...(from !== undefined && { localAddress: from }) });
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error("time-out")));
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** Reads replies until `count` have come, or the server hangs up. */
export function replies(socket: Socket, count: number): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const found: string[] = [];
    let [rest, reply] = ["", ""];
    const end = (): void => {
      socket.off("data", onData).off("close", end);
      resolve(found);
    };
    const onData = (chunk: Buffer): void => {
      const lines = (rest + chunk.toString("latin1")).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        reply += `${line}\n`;
        if (line[3] === "-") continue;
        found.push(reply);
        reply = "";
      }
      if (found.length >= count) end();
    };
    socket.on("data", onData).on("close", end);
    if (socket.destroyed) end();
  });
}

/** A server that greets nobody has stopped with a fatal error: nothing can be said of it. */
export async function greeting(socket: Socket): Promise<void> {
  const [first] = await replies(socket, 1);
  if (first?.startsWith("220") !== true) throw new Error("the server greets nobody");
}

/** Up to the point where TLS begins; null where the server refuses. */
export async function ready({ port, implicit, startTls, from }: Target): Promise<Socket | null> {
  const socket = await open(port, from);
  if (implicit) return socket;
  if (startTls !== undefined) {
    if (await startTls(socket)) return socket;
    socket.destroy();
    return null;
  }
  await greeting(socket);
  // One after the other: a server may take exception to what comes before its answer (RFC 2920 §3.1).
  socket.write("EHLO test\r\n");
  await replies(socket, 1);
  socket.write("STARTTLS\r\n");
  const [answer] = await replies(socket, 1);
  if (answer?.startsWith("220") === true) return socket;
  socket.destroy();
  return null;
}

/** One handshake; null where it fails. */
export async function handshake(target: Target, { version, ciphers, groups = GROUPS }: Offer): Promise<Agreed | null> {
  handshakes += 1;
  const socket = await ready(target);
  if (socket === null) return null;
  return new Promise((resolve) => {
    const secure = connect({
      socket,
      rejectUnauthorized: false,
      minVersion: version,
      maxVersion: version,
      // The list for TLS 1.2 and older may not be empty, even where it does not count.
      ciphers: [...ciphers, ...(version === "TLSv1.3" ? ["ALL"] : []), "@SECLEVEL=0"].join(":"),
      ecdhCurve: groups,
    });
    const end = (agreed: Agreed | null): void => {
      resolve(agreed);
      secure.destroy();
      socket.destroy();
    };
    secure.once("secureConnect", () => {
      const key = secure.getEphemeralKeyInfo();
      const dhBits = key !== null && "type" in key && key.type === "DH" ? key.size : null;
      end({ suite: secure.getCipher().standardName, dhBits });
    });
    secure.once("error", () => {
      end(null);
    });
    secure.once("close", () => {
      end(null);
    });
  });
}

/** Handshakes until the server accepts none of what is left of `suites`. */
async function accepted(
  target: Target,
  version: Offer["version"],
  suites: readonly CipherSuite[],
): Promise<readonly Agreed[]> {
  const found: Agreed[] = [];
  let left = suites;
  while (left.length > 0) {
    const ciphers = left.map(({ openssl }) => openssl ?? "");
    const agreed = await handshake(target, { version, ciphers });
    if (agreed === null || !left.some(({ iana }) => iana === agreed.suite)) break;
    found.push(agreed);
    left = left.filter(({ iana }) => iana !== agreed.suite);
  }
  return found;
}

/**
 * All suites of a version. What is left after a refusal is asked for once more by kinds: a server that chooses a suite and then fails
 * would hide others behind it.
 */
export async function acceptedSuites(target: Target, version: Offer["version"]): Promise<readonly Agreed[]> {
  const all = candidates(version);
  const found = [...(await accepted(target, version, all))];
  const left = all.filter(({ iana }) => !found.some(({ suite }) => suite === iana));
  const kinds = new Set(left.map(({ kx, auth }) => `${kx} ${auth}`));
  for (const kind of kinds) {
    found.push(
      ...(await accepted(
        target,
        version,
        left.filter(({ kx, auth }) => `${kx} ${auth}` === kind),
      )),
    );
  }
  return found;
}

/** What EHLO shows before TLS, and whether mail is taken without it. */
export interface Announced {
  readonly starttls: boolean;
  readonly plainLogin: boolean;
  /** MAIL is answered with 530, or no mail is taken for a recipient that was asked for. */
  readonly demanded: boolean;
}

/** `recipient`: asked for as well, where the server may take exception only there; anything but 2xx then counts. */
export async function announced(port: number, recipient?: string): Promise<Announced> {
  const socket = await open(port);
  await greeting(socket);
  socket.write("EHLO test\r\n");
  const [ehlo = ""] = await replies(socket, 1);
  socket.write("MAIL FROM:<>\r\n");
  const [mail = ""] = await replies(socket, 1);
  let demanded = mail.startsWith("530");
  if (recipient !== undefined) {
    socket.write(`RCPT TO:<${recipient}>\r\n`);
    const [rcpt = ""] = await replies(socket, 1);
    demanded = !mail.startsWith("2") || !rcpt.startsWith("2");
  }
  socket.destroy();
  return {
    starttls: /^250[- ]STARTTLS$/m.test(ehlo),
    plainLogin: /^250[- ]AUTH .*\b(?:PLAIN|LOGIN)\b/m.test(ehlo),
    demanded,
  };
}
