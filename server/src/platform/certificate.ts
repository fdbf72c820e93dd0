// A certificate as sent, read into the shape of the report. Whether to trust it is decided elsewhere.

import { createHash, type X509Certificate } from "node:crypto";
import { AsnArray, AsnConvert, AsnPropTypes, AsnType, AsnTypeTypes } from "@peculiar/asn1-schema";
import { Certificate, type Extension } from "@peculiar/asn1-x509";
import type { CertificateReport } from "../probe/certificate-report.js";

/** Names of signature algorithms as OpenSSL spells them, by object identifier (RFC 8017, 5758, 8410, 9881; RFC 3279 for the old ones). */
export const SIGNATURE_ALGORITHMS: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.2": "md2WithRSAEncryption",
  "1.2.840.113549.1.1.4": "md5WithRSAEncryption",
  "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
  "1.2.840.113549.1.1.10": "rsassaPss",
  "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
  "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
  "1.2.840.113549.1.1.13": "sha512WithRSAEncryption",
  "1.2.840.113549.1.1.14": "sha224WithRSAEncryption",
  "1.2.840.10040.4.3": "dsaWithSHA1",
  "2.16.840.1.101.3.4.3.2": "dsa_with_SHA256",
  "1.2.840.10045.4.1": "ecdsa-with-SHA1",
  "1.2.840.10045.4.3.1": "ecdsa-with-SHA224",
  "1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
  "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
  "1.2.840.10045.4.3.4": "ecdsa-with-SHA512",
  "1.3.101.112": "ED25519",
  "1.3.101.113": "ED448",
  "2.16.840.1.101.3.4.3.17": "ML-DSA-44",
  "2.16.840.1.101.3.4.3.18": "ML-DSA-65",
  "2.16.840.1.101.3.4.3.19": "ML-DSA-87",
};

/** Bits of the keys whose type alone fixes their size (RFC 8032 §5.1.5 and §5.2.5). */
export const KEY_BITS: Readonly<Record<string, number>> = { ed25519: 256, ed448: 456 };

/**
 * Reads the certificate `leaf`, followed by `chain` as sent. Null where a field cannot be read: TLS libraries accept more
 * than can be shown, dates that are none for example.
 */
export function readCertificate(leaf: X509Certificate, chain: readonly X509Certificate[]): CertificateReport | null {
  const parts = derParts(leaf.raw);
  const notBefore = isoDate(leaf.validFrom);
  const notAfter = isoDate(leaf.validTo);
  if (parts === null || notBefore === null || notAfter === null) return null;
  return {
    subject: oneLine(leaf.subject),
    issuer: oneLine(leaf.issuer),
    san: subjectAltNames(leaf.subjectAltName),
    notBefore,
    notAfter,
    ...key(leaf),
    signature: SIGNATURE_ALGORITHMS[parts.signature] ?? parts.signature,
    sha256: sha256(leaf.raw),
    sha1: createHash("sha1").update(leaf.raw).digest("hex"),
    spkiSha256: sha256(parts.spki),
    mustStaple: demandsStapling(parts.extensions),
    certificateTimestamps: parts.extensions.some(({ extnID }) => extnID === TIMESTAMPS),
    chain: chain.map((certificate) => oneLine(certificate.subject)),
  };
}

/** Signed certificate timestamps (RFC 6962 §3.3). */
const TIMESTAMPS = "1.3.6.1.4.1.11129.2.4.2";
/** TLS features, a sequence of extension numbers (RFC 7633 §4.1), and the number of `status_request` among them. */
const TLS_FEATURES = "1.3.6.1.5.5.7.1.24";
const STATUS_REQUEST = 5;

class Features extends AsnArray<number> {}
AsnType({ type: AsnTypeTypes.Sequence, itemType: AsnPropTypes.Integer })(Features);

function demandsStapling(extensions: readonly Extension[]): boolean {
  const features = extensions.find(({ extnID }) => extnID === TLS_FEATURES);
  if (features === undefined) return false;
  try {
    return Array.from(AsnConvert.parse(features.extnValue.buffer, Features)).includes(STATUS_REQUEST);
  } catch {
    return false;
  }
}

/** The certificates that a connection received, the server's own first, in the order sent. */
export function* sentCertificates(first: X509Certificate | undefined): Generator<X509Certificate> {
  for (let certificate = first; certificate !== undefined; certificate = certificate.issuerCertificate)
    yield certificate;
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Node writes one attribute per line, control characters and separators escaped (RFC 4514 §2.4), and nothing for an empty name. */
export function oneLine(name: string | undefined): string {
  return (name ?? "").replaceAll("\n", ", ");
}

function isoDate(text: string): string | null {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** Type and size; the type is `unknown` where this program's TLS library has no such keys. */
function key(certificate: X509Certificate): Pick<CertificateReport, "keyType" | "keyBits"> {
  try {
    const { asymmetricKeyType: keyType = "unknown", asymmetricKeyDetails: details } = certificate.publicKey;
    // OpenSSL's curve names carry the size of the field: prime256v1, secp384r1, brainpoolP512r1.
    const curveBits = /\d{3}/u.exec(details?.namedCurve ?? "")?.[0];
    const keyBits = details?.modulusLength ?? KEY_BITS[keyType] ?? (curveBits === undefined ? null : Number(curveBits));
    return { keyType, keyBits };
  } catch {
    return { keyType: "unknown", keyBits: null };
  }
}

/**
 * Names out of Node's one string, `DNS:a, IP Address:192.0.2.1, URI:"quoted, as JSON"`: host names and addresses bare, other
 * kinds with their label.
 */
function subjectAltNames(text: string | undefined): readonly string[] {
  const names = (text ?? "").matchAll(/(?:^|, )([^:,"]+):("(?:[^"\\]|\\.)*"|[^,]*)/gu);
  return Array.from(names, ([, label = "", quoted = ""]) => {
    const value = quoted.startsWith('"') ? (JSON.parse(quoted) as string) : quoted;
    return label === "DNS" || label === "IP Address" ? value : `${label}:${value}`;
  });
}

interface DerParts {
  /** Object identifier of the signature algorithm. */
  readonly signature: string;
  /** Its parameters, DER. */
  readonly signatureParameters: ArrayBuffer | null;
  readonly spki: Uint8Array;
  readonly extensions: readonly Extension[];
}

/** What node:crypto does not show of a certificate (RFC 5280 §4.1): the signature algorithm and the key as it stands there. */
export function derParts(der: Uint8Array): DerParts | null {
  try {
    const { signatureAlgorithm, tbsCertificate } = AsnConvert.parse(der, Certificate);
    const spki = AsnConvert.serialize(tbsCertificate.subjectPublicKeyInfo);
    return {
      signature: signatureAlgorithm.algorithm,
      signatureParameters: signatureAlgorithm.parameters ?? null,
      spki: new Uint8Array(spki),
      extensions: tbsCertificate.extensions ?? [],
    };
  } catch {
    return null;
  }
}
