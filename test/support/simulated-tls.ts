// A TLS server made of data: a configuration and a hello in, a flight or the end of the connection out. No sockets, no cryptography.

import {
  compareVersions,
  type CipherSuite,
  type NamedGroup,
  type ProtocolVersion,
  type SignatureAlgorithm,
  suiteById,
  versionByNumber,
  versionNumber,
} from "../../server/src/core/api.js";
import { build } from "../../server/src/wire/byte-writer.js";
import { alertRecord, EXTENSION, type ClientHelloOptions } from "../../server/src/wire/api.js";
import { HANDSHAKE } from "../../server/src/wire/numbers.js";
import { helloRetryRequest, join, message, serverHello, vector16 } from "../wire/support/build-flight.js";
import { parseClientHello } from "../wire/support/parse-client-hello.js";

/** What a server is set up to do. */
export interface TlsSetup {
  /** By version, in the server's order; a version that is not there is off. */
  readonly suites: ReadonlyMap<ProtocolVersion, readonly CipherSuite[]>;
  readonly preference: "server" | "client";
  /** Of TLS 1.3, and of the versions before. */
  readonly groups: { readonly modern: readonly NamedGroup[]; readonly classic: readonly NamedGroup[] };
  readonly signatureAlgorithms: readonly SignatureAlgorithm[];
  /** How it says no: properly, or like Dovecot by closing the connection. */
  readonly refusal: "alert" | "silence";
  /** Choices that it cannot live up to: it breaks off. */
  readonly breaksOn?: (suite: CipherSuite, version: ProtocolVersion) => boolean;
}

/** What the server does; after `close` and `reset` the connection is gone. */
export type TlsReply = { readonly send: Uint8Array } | "close" | "reset";

/** Kinds of key that sign for an authentication. */
const SIGNERS: Readonly<Record<string, readonly SignatureAlgorithm["key"][]>> = {
  RSA: ["rsa", "rsa-pss"],
  ECDSA: ["ecdsa", "ed25519", "ed448"],
};

/** alert numbers (RFC 8446 §6.2). */
const HANDSHAKE_FAILURE = 40;
const PROTOCOL_VERSION = 70;

/** Stands for a certificate: nobody reads it. */
const CERTIFICATE = Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x07);
/** An odd number of 1,024 bits that is nobody else's. */
const PRIME = Uint8Array.from({ length: 128 }, (_, at) => (at === 0 ? 0xf1 : 2 * at + 1));

export function answerHello(setup: TlsSetup, hello: Uint8Array): TlsReply {
  if ((hello[0] ?? 0) >= 0x80) return answerSsl2(setup, hello);
  const { options } = parseClientHello(hello);
  const version = negotiatedVersion(setup, options);
  if (version === null) return refuse(setup, PROTOCOL_VERSION);
  const chosen = chooseSuite(setup, version, options);
  if (chosen === null) return refuse(setup, HANDSHAKE_FAILURE);
  if (setup.breaksOn?.(chosen, version) === true) return setup.refusal === "silence" ? "close" : "reset";
  return { send: version === "TLSv1.3" ? modern(setup, chosen, options) : classic(setup, chosen, version, options) };
}

type Options = Partial<ClientHelloOptions>;

function refuse({ refusal }: TlsSetup, alert: number): TlsReply {
  return refusal === "silence" ? "close" : { send: alertRecord(versionNumber("TLSv1.2"), "fatal", alert) };
}

/** The newest that both have; a server without TLS 1.3 does not know `supported_versions`. */
function negotiatedVersion({ suites }: TlsSetup, { version, supportedVersions }: Options): ProtocolVersion | null {
  const offered = (candidate: ProtocolVersion): boolean =>
    supportedVersions !== undefined && suites.has("TLSv1.3")
      ? supportedVersions.includes(candidate)
      : candidate !== "TLSv1.3" && compareVersions(candidate, version ?? "SSLv3") <= 0;
  const common = [...suites.keys()].filter((candidate) => candidate !== "SSLv2" && offered(candidate));
  return common.sort(compareVersions).at(-1) ?? null;
}

function chooseSuite(setup: TlsSetup, version: ProtocolVersion, options: Options): CipherSuite | null {
  const own = setup.suites.get(version) ?? [];
  const offered = (options.suites ?? []).flatMap((id) => suiteById(id) ?? []);
  const [first, second] = setup.preference === "server" ? [own, offered] : [offered, own];
  return first.find((suite) => second.includes(suite) && usable(setup, suite, version, options)) ?? null;
}

function usable(setup: TlsSetup, suite: CipherSuite, version: ProtocolVersion, options: Options): boolean {
  if (version === "TLSv1.3") return chooseGroup(setup.groups.modern, options) !== null;
  if (suite.kx.startsWith("ECDHE") && chooseGroup(setup.groups.classic, options) === null) return false;
  return version !== "TLSv1.2" || !signs(suite) || chooseAlgorithm(setup, suite, options) !== null;
}

/** Whether the key exchange is signed with one of `SIGNERS`. */
export function signs({ kx, auth }: CipherSuite): boolean {
  return (kx === "ECDHE" || kx === "DHE") && Object.hasOwn(SIGNERS, auth);
}

export function canSign({ key }: SignatureAlgorithm, { auth }: CipherSuite): boolean {
  return SIGNERS[auth]?.includes(key) === true;
}

/** Without the extension the client takes any. */
function chooseGroup(own: readonly NamedGroup[], { groups }: Options): NamedGroup | null {
  return own.find(({ id }) => groups === undefined || groups.includes(id)) ?? null;
}

function chooseAlgorithm(
  { signatureAlgorithms }: TlsSetup,
  suite: CipherSuite,
  { signatureAlgorithms: offered = [] }: Options,
): SignatureAlgorithm | null {
  return signatureAlgorithms.find((one) => canSign(one, suite) && offered.includes(one.id)) ?? null;
}

const bytes = (count: number): Uint8Array => new Uint8Array(count).fill(7);

function modern({ groups }: TlsSetup, suite: CipherSuite, options: Options): Uint8Array {
  const { keyShares = [], sessionId = new Uint8Array(0) } = options;
  const shared = groups.modern.find(({ id }) => keyShares.some(({ group }) => group === id));
  const group = (shared ?? chooseGroup(groups.modern, options))?.id ?? 0;
  const version = [EXTENSION.supportedVersions, Uint8Array.of(3, 4)] as const;
  const number = build((out) => out.uint16(group));
  if (shared === undefined) {
    return helloRetryRequest({ suite: suite.id, sessionId, extensions: [version, [EXTENSION.keyShare, number]] });
  }
  const share = build((out) => out.uint16(group).vector(2, (key) => key.bytes(bytes(32))));
  return serverHello({ suite: suite.id, sessionId, extensions: [version, [EXTENSION.keyShare, share]] });
}

function classic(setup: TlsSetup, suite: CipherSuite, version: ProtocolVersion, options: Options): Uint8Array {
  const renegotiation = [EXTENSION.renegotiationInfo, Uint8Array.of(0)] as const;
  const answers = options.renegotiationInfo === true || options.renegotiationScsv === true ? [renegotiation] : null;
  const hello = serverHello({ version: versionNumber(version), suite: suite.id, extensions: answers });
  const certificate = message(HANDSHAKE.certificate, (out) =>
    out.vector(3, (list) => list.vector(3, (der) => der.bytes(CERTIFICATE))),
  );
  const parameters = keyExchange(setup, suite, version, options);
  return join(
    hello,
    ...(suite.anonymous || suite.auth === "PSK" ? [] : [certificate]),
    ...(parameters === null ? [] : [message(HANDSHAKE.serverKeyExchange, (out) => out.bytes(parameters))]),
    message(HANDSHAKE.serverHelloDone, () => undefined),
  );
}

function keyExchange(
  setup: TlsSetup,
  suite: CipherSuite,
  version: ProtocolVersion,
  options: Options,
): Uint8Array | null {
  const hint = suite.kx.endsWith("HE_PSK") ? vector16([]) : new Uint8Array(0);
  const parameters = keyParameters(setup, suite, options);
  if (parameters === null) return null;
  const unsigned = suite.anonymous || suite.kx.endsWith("HE_PSK");
  const scheme = chooseAlgorithm(setup, suite, options)?.id ?? 0;
  const signature = unsigned ? [] : [...(version === "TLSv1.2" ? [scheme >> 8, scheme & 0xff] : []), 0, 2, 7, 7];
  return join(hint, parameters, Uint8Array.from(signature));
}

function keyParameters({ groups }: TlsSetup, suite: CipherSuite, options: Options): Uint8Array | null {
  switch (suite.kx) {
    case "ECDHE":
    case "ECDHE_PSK": {
      const group = chooseGroup(groups.classic, options)?.id ?? 0;
      return build((out) =>
        out
          .uint8(3)
          .uint16(group)
          .vector(1, (point) => point.bytes(bytes(65))),
      );
    }
    case "DHE":
    case "DHE_PSK":
      return join(vector16(PRIME), vector16([2]), vector16(bytes(128)));
    case "RSA":
      return suite.export ? join(vector16(bytes(64)), vector16([1, 0, 1])) : null;
    default:
      return null;
  }
}

/** SERVER-HELLO with what both have (draft-hickman-netscape-ssl-00 §2.6). */
function answerSsl2(setup: TlsSetup, hello: Uint8Array): TlsReply {
  const own = setup.suites.get("SSLv2");
  const view = Buffer.from(hello);
  if (own === undefined || versionByNumber(view.readUInt16BE(3)) !== "SSLv2") return "close";
  const length = view.readUInt16BE(5);
  const kinds = new Set<number>();
  for (let at = 11; at < 11 + length; at += 3) kinds.add(view.readUIntBE(at, 3));
  const common = own.filter(({ id }) => kinds.has(id));
  const body = build((out) => {
    out.uint8(4).uint8(0).uint8(1).uint16(versionNumber("SSLv2"));
    out
      .uint16(CERTIFICATE.length)
      .uint16(common.length * 3)
      .uint16(16)
      .bytes(CERTIFICATE);
    for (const { id } of common) out.uint24(id);
    out.bytes(bytes(16));
  });
  return { send: build((out) => out.uint16(0x8000 | body.length).bytes(body)) };
}
