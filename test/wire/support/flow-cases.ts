// The hellos whose answers are recorded in test/fixtures/wire, and how each flow is read.

import {
  clientHello,
  retriedClientHello,
  ssl2ClientHello,
  type ClientHelloOptions,
  type FlightFacts,
  type FlightState,
  type Hello,
  type KeyShare,
  ServerFlightReader,
  type Until,
} from "../../../server/src/wire/api.js";

export interface FlowCase {
  readonly hello: Hello;
  readonly until: Until;
  /** For a HelloRetryRequest: the options of the first hello, and the key for the second. */
  readonly retry?: { readonly options: ClientHelloOptions; readonly keyShare: KeyShare };
}

/** Fixed bytes: nothing in a recording is a secret. */
export const RANDOM = Uint8Array.from({ length: 32 }, (_, at) => at);

/** The base point of Curve25519 as public key: its private key is 1. */
const X25519: KeyShare = { group: 0x001d, publicKey: Uint8Array.of(9, ...new Uint8Array(31)) };

/** An encapsulation key of ML-KEM-768 whose coefficients are all zero, and the point above (draft-ietf-tls-ecdhe-mlkem §3). */
const X25519MLKEM768: KeyShare = {
  group: 0x11ec,
  publicKey: Uint8Array.of(...new Uint8Array(1184), ...X25519.publicKey),
};

const SIGNATURES = [0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0201];

const TLS12: ClientHelloOptions = {
  version: "TLSv1.2",
  random: RANDOM,
  suites: [],
  serverName: "mx.test",
  groups: [0x001d, 0x0017, 0x0018],
  pointFormats: [0],
  signatureAlgorithms: SIGNATURES,
  renegotiationInfo: true,
  extendedMasterSecret: true,
  encryptThenMac: true,
  sessionTicket: true,
};

const TLS13: ClientHelloOptions = {
  ...TLS12,
  suites: [0x1301, 0x1302, 0x1303],
  sessionId: Uint8Array.from({ length: 32 }, (_, at) => 0xe0 + at),
  supportedVersions: ["TLSv1.3", "TLSv1.2"],
  keyShares: [X25519],
};

const hello12 = (suite: number, changes: Partial<ClientHelloOptions> = {}): FlowCase => ({
  hello: clientHello({ ...TLS12, suites: [suite], ...changes }),
  until: "server-hello-done",
});

const hello13 = (changes: Partial<ClientHelloOptions> = {}): FlowCase => ({
  hello: clientHello({ ...TLS13, ...changes }),
  until: "server-hello-done",
});

const hello13Retry = (changes: Partial<ClientHelloOptions>, keyShare: KeyShare): FlowCase => ({
  ...hello13({ ...changes, keyShares: [] }),
  retry: { options: { ...TLS13, ...changes, keyShares: [] }, keyShare },
});

const KINDS = [0x010080, 0x020080, 0x030080, 0x040080, 0x050080, 0x060040, 0x0700c0];

/** SSL 3.0 has no extensions. */
const hello30 = (suite: number): FlowCase => ({
  hello: clientHello({ version: "SSLv3", random: RANDOM, suites: [suite], renegotiationScsv: true }),
  until: "server-hello-done",
});

/** By name of the recording. */
export const FLOW_CASES: Readonly<Record<string, FlowCase>> = {
  "openssl-ecdhe-rsa": hello12(0xc02f),
  "openssl-ecdhe-ecdsa": hello12(0xc02b),
  "openssl-dhe-rsa": hello12(0x009e),
  "openssl-static-rsa": hello12(0x003c),
  "openssl-tls11": hello12(0xc014, { version: "TLSv1.1" }),
  "openssl-tls10": hello12(0x0039, { version: "TLSv1" }),
  "openssl-null": hello12(0x003b),
  "openssl-anonymous": hello12(0x006c),
  "openssl-ocsp": hello12(0xc02f, { statusRequest: true }),
  "openssl-certificate-request": hello12(0xc02f),
  "openssl-alpn": hello12(0xc02f, { alpn: ["managesieve", "imap"] }),
  "openssl-no-common-suite": hello12(0x0004),
  "openssl-downgrade-alert": hello12(0xc02f, { fallbackScsv: true }),
  "openssl-tls13": hello13(),
  "openssl-tls13-retry": hello13Retry({}, X25519),
  "node24-mlkem": hello13({ groups: [X25519MLKEM768.group], keyShares: [X25519MLKEM768] }),
  "node24-mlkem-retry": hello13Retry({ groups: [X25519MLKEM768.group] }, X25519MLKEM768),
  "node010-ssl2": {
    hello: ssl2ClientHello({ cipherKinds: KINDS, challenge: RANDOM.slice(0, 16) }),
    until: "server-hello-done",
  },
  "node010-ssl2-no-cipher": {
    hello: ssl2ClientHello({ cipherKinds: [0xff8010], challenge: RANDOM.slice(0, 16) }),
    until: "server-hello-done",
  },
  "node010-ssl2-compatible": {
    hello: ssl2ClientHello({ version: "TLSv1", cipherKinds: [0x00002f, 0x000005], challenge: RANDOM }),
    until: "server-hello-done",
  },
  "node010-ssl3": hello30(0x0005),
  "node011-export-dhe": hello12(0x0014, { version: "TLSv1" }),
  "java-export-rsa": hello12(0x0003, { version: "TLSv1" }),
  "node011-heartbeat-refused": hello12(0x002f, { heartbeat: true }),
  "java-anonymous-dhe": hello12(0x001b, { version: "TLSv1" }),
  "smtp-greeting": hello12(0xc02f),
};

/** Reads a whole flow, cut at the given places. */
export function replay(
  flow: FlowCase,
  pieces: Iterable<Uint8Array>,
): { readonly state: FlightState; readonly facts: FlightFacts } {
  const reader = new ServerFlightReader(flow.hello.offer, flow.until);
  for (const piece of pieces) {
    reader.push(piece);
    const second = secondHello(flow, reader);
    if (second !== null) reader.resume(second.offer);
  }
  return { state: reader.state, facts: reader.facts };
}

/** The second hello, once the reader asks for one. */
export function secondHello({ retry }: FlowCase, reader: ServerFlightReader): Hello | null {
  const request = reader.facts.helloRetryRequest;
  if (reader.state.kind !== "retry" || retry === undefined || request === null) return null;
  return retriedClientHello(retry.options, request, retry.keyShare);
}
