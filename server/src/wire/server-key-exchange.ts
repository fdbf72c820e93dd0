// ServerKeyExchange of SSL 3.0 to TLS 1.2: the group or prime, and how it is signed. No arithmetic, no verification.

import type { CipherSuite } from "../core/tls/suites.js";
import { versionNumber } from "../core/tls/versions.js";
import { ByteReader, type Read } from "./byte-reader.js";
import type { ParameterSignature, ServerKeyExchange } from "./facts.js";

/** ECCurveType (RFC 8422 §5.4). */
const NAMED_CURVE = 3;

interface Context {
  readonly reader: ByteReader;
  /** Nobody signs the parameters of an anonymous suite, nor those that a pre-shared key proves. */
  readonly signed: boolean;
  readonly version: number;
}

/** The suite decides the layout: RFC 5246 §7.4.3, RFC 8422 §5.4, RFC 4279 §3, RFC 5489 §2; RSA_EXPORT: RFC 2246 §7.4.3. */
export function readServerKeyExchange(
  body: Uint8Array,
  suite: CipherSuite | undefined,
  version: number,
): Read<ServerKeyExchange> {
  const reader = new ByteReader(body);
  const withHint = suite?.kx === "DHE_PSK" || suite?.kx === "ECDHE_PSK";
  const context: Context = { reader, signed: !withHint && suite?.anonymous === false, version };
  if (withHint) reader.vector(2, "identity hint");
  const value = readParameters(body, suite, context);
  return { value, problem: reader.problem };
}

function readParameters(body: Uint8Array, suite: CipherSuite | undefined, context: Context): ServerKeyExchange {
  switch (suite?.kx) {
    case "ECDHE":
    case "ECDHE_PSK":
      return readEcdhe(context);
    case "DHE":
    case "DHE_PSK":
      return readDhe(context);
    case "RSA":
      return readRsaExport(context);
    default:
      return { kind: "unread", length: body.length };
  }
}

function readEcdhe(context: Context): ServerKeyExchange {
  const { reader } = context;
  if (reader.uint8("curve type") !== NAMED_CURVE)
    return { kind: "ecdhe", group: null, publicKeyLength: null, signature: null };
  const group = reader.uint16("named curve");
  const publicKeyLength = reader.vector(1, "public key").length;
  return { kind: "ecdhe", group, publicKeyLength, signature: readSignature(context) };
}

function readDhe(context: Context): ServerKeyExchange {
  const prime = withoutZeros(context.reader.vector(2, "prime"));
  const generator = withoutZeros(context.reader.vector(2, "generator"));
  const publicValue = withoutZeros(context.reader.vector(2, "public value"));
  return { kind: "dhe", prime, generator, publicValue, bits: bitLength(prime), signature: readSignature(context) };
}

function readRsaExport(context: Context): ServerKeyExchange {
  const modulus = withoutZeros(context.reader.vector(2, "modulus"));
  context.reader.vector(2, "exponent");
  return { kind: "rsa-export", modulus, bits: bitLength(modulus), signature: readSignature(context) };
}

function readSignature({ reader, signed, version }: Context): ParameterSignature | null {
  if (!signed) {
    reader.end("parameters");
    return null;
  }
  const scheme = version >= versionNumber("TLSv1.2") ? reader.uint16("signature algorithm") : null;
  const { length } = reader.vector(2, "signature");
  reader.end("message");
  return { scheme, length };
}

function withoutZeros(number: Uint8Array): Uint8Array {
  const start = number.findIndex((byte) => byte !== 0);
  return number.slice(start < 0 ? number.length : start);
}

/** Of a number without leading zeros. */
function bitLength(number: Uint8Array): number {
  const [first = 0] = number;
  return number.length === 0 ? 0 : number.length * 8 - Math.clz32(first) + 24;
}
