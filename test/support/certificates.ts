// Throw-away certificates for servers under test: an authority, what it issues, and what is wrong with it on purpose.
// Small enough to be encoded by hand; needs no program and no package.

import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";

/** A key with its certificate and those to send after it, all PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
  /** `cert` and the certificates of `chain`, as a server sends them. */
  readonly fullChain: string;
}

export interface Authority extends Identity {
  readonly name: string;
  readonly privateKey: KeyObject;
}

interface CertificateOptions {
  /** Common name of the subject; the first of `names` by default. */
  readonly subject?: string;
  /** Host names and IPv4 addresses of the subject alternative name. */
  readonly names?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Written in place of the end of the validity, whatever it says. */
  readonly notAfterText?: string;
  readonly keys?: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
  /** PEM certificates to send after this one. */
  readonly chain?: readonly string[];
  /** Demands a stapled OCSP response (RFC 7633). */
  readonly mustStaple?: boolean;
  /** Holds timestamps of public logs (RFC 6962 §3.3); nobody reads what is in them. */
  readonly timestamps?: boolean;
  /** May issue certificates itself. */
  readonly ca?: boolean;
}

const DAY = 86_400_000;

/** 1.3.6.1.5.5.7.1.24 and 1.3.6.1.4.1.11129.2.4.2. */
const MUST_STAPLE = [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x18];
const TIMESTAMPS = [0x2b, 0x06, 0x01, 0x04, 0x01, 0xd6, 0x79, 0x02, 0x04, 0x02];

/** A root that no one trusts unless told to. */
export function createAuthority(name = "Test CA"): Authority {
  const keys = ecKeys();
  const identity = certify({ subject: name, names: [], keys, ca: true }, name, keys.privateKey);
  return { ...identity, name, privateKey: keys.privateKey };
}

/** A certificate signed by `authority`. */
export function issue(authority: Authority, options: CertificateOptions): Identity {
  return certify({ chain: [authority.cert], ...options }, authority.name, authority.privateKey);
}

/** A certificate signed with its own key. */
export function selfSigned(options: CertificateOptions): Identity {
  const keys = options.keys ?? ecKeys();
  return certify({ ...options, keys }, subjectOf(options), keys.privateKey);
}

/** Diffie-Hellman parameters with generator 2 (PKCS #3), PEM. */
export function dhParameters(prime: Uint8Array): string {
  const unsigned = Buffer.concat([Uint8Array.of(0), prime]);
  return pem("DH PARAMETERS", sequence(der(0x02, unsigned), der(0x02, Uint8Array.of(2))));
}

function certify(options: CertificateOptions, issuer: string, issuerKey: KeyObject): Identity {
  const { names = [], ca = false, chain = [], keys = ecKeys() } = options;
  const notBefore = options.notBefore ?? new Date(Date.now() - DAY);
  const notAfter = options.notAfterText ?? utcTime(options.notAfter ?? new Date(Date.now() + 30 * DAY));
  const algorithm = signatureAlgorithm(issuerKey);
  const extensions = [
    ...(options.mustStaple === true ? [extension(MUST_STAPLE, sequence(der(0x02, Uint8Array.of(5))))] : []),
    ...(options.timestamps === true ? [extension(TIMESTAMPS, der(0x04, new Uint8Array(2)))] : []),
    ...(ca ? [extension([0x55, 0x1d, 0x13], sequence(der(0x01, Uint8Array.of(0xff))))] : []),
    ...(names.length > 0 ? [extension([0x55, 0x1d, 0x11], sequence(...names.map(generalName)))] : []),
  ];
  const tbs = sequence(
    der(0xa0, der(0x02, Uint8Array.of(2))),
    der(0x02, Uint8Array.of(1, ...crypto.getRandomValues(new Uint8Array(15)))),
    algorithm,
    distinguishedName(issuer),
    sequence(der(0x17, ascii(utcTime(notBefore))), der(0x17, ascii(notAfter))),
    distinguishedName(subjectOf(options)),
    keys.publicKey.export({ type: "spki", format: "der" }),
    ...(extensions.length > 0 ? [der(0xa3, sequence(...extensions))] : []),
  );
  const signature = sign(issuerKey.asymmetricKeyType === "ed25519" ? null : "sha256", tbs, issuerKey);
  const cert = pem("CERTIFICATE", sequence(tbs, algorithm, der(0x03, Uint8Array.of(0), signature)));
  const key = keys.privateKey.export({ type: "pkcs8", format: "pem" });
  return { key: String(key), cert, fullChain: [cert, ...chain].join("") };
}

function ecKeys(): { privateKey: KeyObject; publicKey: KeyObject } {
  return generateKeyPairSync("ec", { namedCurve: "prime256v1" });
}

function subjectOf({ subject, names = [] }: CertificateOptions): string {
  return subject ?? names[0] ?? "";
}

/** With SHA-256: ecdsa-with-SHA256, sha256WithRSAEncryption, dsa-with-sha256; or Ed25519. */
function signatureAlgorithm(key: KeyObject): Uint8Array {
  switch (key.asymmetricKeyType) {
    case "rsa":
      return sequence(oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b), der(0x05));
    case "ed25519":
      return sequence(oid(0x2b, 0x65, 0x70));
    case "dsa":
      return sequence(oid(0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x02));
    default:
      return sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
  }
}

function distinguishedName(commonName: string): Uint8Array {
  return sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, new TextEncoder().encode(commonName)))));
}

function generalName(name: string): Uint8Array {
  const v4 = /^\d+\.\d+\.\d+\.\d+$/u.test(name);
  return v4 ? der(0x87, Uint8Array.from(name.split("."), Number)) : der(0x82, ascii(name));
}

/** A critical extension. */
function extension(id: readonly number[], value: Uint8Array): Uint8Array {
  return sequence(oid(...id), der(0x01, Uint8Array.of(0xff)), der(0x04, value));
}

function utcTime(date: Date): string {
  return `${date.toISOString().slice(2, 19).replace(/\D/gu, "")}Z`;
}

function oid(...octets: readonly number[]): Uint8Array {
  return der(0x06, Uint8Array.from(octets));
}

function sequence(...contents: readonly Uint8Array[]): Uint8Array {
  return der(0x30, ...contents);
}

function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...length), content]);
}

function ascii(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

function pem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/gu) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
