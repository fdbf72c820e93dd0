// What PEM blocks hold: certificates, and of private keys the public half alone. No byte of a private key leaves this file,
// and no reason gives content away.

import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from "node:crypto";
import { AsnArray, AsnConvert, AsnPropTypes, AsnType, AsnTypeTypes } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  BasicConstraints,
  ExtendedKeyUsage,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_subjectAltName,
  SubjectAlternativeName,
  type Extension,
} from "@peculiar/asn1-x509";
import { groupByOpenSsl, type NamedCertificate, type PemObject, type PublicKeyFacts } from "../core/api.js";
import { derParts, KEY_BITS, oneLine, sha256, SIGNATURE_ALGORITHMS } from "./certificate.js";
import { pemBlocks, type PemBlock } from "./pem-blocks.js";

/** Bundles of all public authorities have some 150; more blocks than this are no file of a mail server. */
export const MAX_BLOCKS = 1000;

/** OpenSSL takes chains of at most 100 KiB from a peer (SSL_MAX_CERT_LIST_DEFAULT); a 16384-bit RSA key has 9 KiB. */
const MAX_DER_BYTES = 128 * 1024;

type Block = Extract<PemBlock, { ok: true }>;

/** `broken`: why the object cannot be read. */
type Reading<T> = { readonly value: T } | { readonly broken: string };

const CERTIFICATE_LABELS: ReadonlySet<string> = new Set(["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"]);
const KEY_LABELS: ReadonlySet<string> = new Set([
  "PRIVATE KEY",
  "RSA PRIVATE KEY",
  "EC PRIVATE KEY",
  "DSA PRIVATE KEY",
]);
const DH_LABELS: ReadonlySet<string> = new Set(["DH PARAMETERS", "X9.42 DH PARAMETERS"]);

/** The key types of the contract by those of node:crypto; a key bound to RSA-PSS is an RSA key. */
const KEY_TYPES: Readonly<Record<string, PublicKeyFacts["keyType"]>> = {
  rsa: "rsa",
  "rsa-pss": "rsa",
  ec: "ec",
  dsa: "dsa",
  ed25519: "ed25519",
  ed448: "ed448",
};

/** Key algorithms that every supported Node reads (RFC 3279, 4055, 5480, 8410): a key of these that fails is damaged. */
const READABLE_KEYS: ReadonlySet<string> = new Set([
  "1.2.840.113549.1.1.1",
  "1.2.840.113549.1.1.10",
  "1.2.840.10040.4.1",
  "1.2.840.10045.2.1",
  "1.3.101.112",
  "1.3.101.113",
]);

/** Digests by object identifier (RFC 8017 appendix B.1), for RSASSA-PSS. */
const DIGESTS: Readonly<Record<string, string>> = {
  "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.4": "sha224",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};

/** Purposes by object identifier (RFC 5280 §4.2.1.12). */
const PURPOSES: Readonly<Record<string, string>> = {
  "1.3.6.1.5.5.7.3.1": "serverAuth",
  "1.3.6.1.5.5.7.3.2": "clientAuth",
  "2.5.29.37.0": "anyExtendedKeyUsage",
};

/** A SEQUENCE by its elements, whatever they are. */
class Elements extends AsnArray<ArrayBuffer> {}
AsnType({ type: AsnTypeTypes.Sequence, itemType: AsnPropTypes.Any })(Elements);

/** The PEM objects of a file; null where there are more blocks than anybody needs. Never throws. */
export function pemObjects(bytes: Buffer): readonly PemObject[] | null {
  const objects: PemObject[] = [];
  for (const block of pemBlocks(bytes)) {
    if (objects.length === MAX_BLOCKS) return null;
    objects.push(block.ok ? pemObject(block) : { kind: "broken", label: block.label, reason: block.reason });
    if (block.ok) block.der.fill(0);
  }
  return objects;
}

function pemObject(block: Block): PemObject {
  const { label, header, der } = block;
  const broken = (reason: string): PemObject => ({ kind: "broken", label, reason });
  if (label === "ENCRYPTED PRIVATE KEY") return { kind: "private-key", key: null, encrypted: true };
  const isKey = KEY_LABELS.has(label);
  if (isKey && header === "encrypted") return { kind: "private-key", key: null, encrypted: true };
  if (!isKey && !CERTIFICATE_LABELS.has(label) && !DH_LABELS.has(label)) return { kind: "other", label };
  if (header === "encrypted") return broken("it is encrypted");
  if (header === "other") return broken("it has a header that OpenSSL does not know");
  if (der.length > MAX_DER_BYTES) return { kind: "other", label };
  const extent = content(der);
  if (extent === null) return broken("it is cut off or is not DER");
  // Trusted certificates are followed by what they are trusted for.
  if (extent.end !== der.length && label !== "TRUSTED CERTIFICATE") return broken("bytes follow its end");
  if (isKey) {
    const key = privateKey(block);
    return "broken" in key ? broken(key.broken) : { kind: "private-key", key: key.value, encrypted: false };
  }
  if (DH_LABELS.has(label)) {
    const bits = primeBits(der);
    return bits === null ? broken("it has no prime") : { kind: "dh-parameters", bits };
  }
  const certificate = namedCertificate(block);
  if ("broken" in certificate) return broken(certificate.broken);
  return certificate.value === null
    ? { kind: "other", label }
    : { kind: "certificate", certificate: certificate.value };
}

/** Where the content of a DER element begins and ends (X.690 §8.1.3); null where it does not fit or is of indefinite length. */
function content(der: Uint8Array): { readonly start: number; readonly end: number } | null {
  const first = der[1];
  if (first === undefined || first === 0x80) return null;
  const extra = first < 0x80 ? 0 : first & 0x7f;
  if (extra > 4) return null;
  let length = extra === 0 ? first : 0;
  for (const byte of der.subarray(2, 2 + extra)) length = length * 256 + byte;
  const start = 2 + extra;
  return start + length <= der.length ? { start, end: start + length } : null;
}

/** Written anew, so that OpenSSL sees this block and nothing else of the file. The caller wipes it. */
function asPem({ label, der }: Block): Buffer {
  // Without a header, OpenSSL takes lines of any length.
  return Buffer.from(`-----BEGIN ${label}-----\n${der.toString("base64")}\n-----END ${label}-----\n`, "latin1");
}

function privateKey(block: Block): Reading<PublicKeyFacts | null> {
  const pem = asPem(block);
  try {
    const key = createPublicKey(createPrivateKey({ key: pem, format: "pem" }));
    return { value: publicFacts(key, key.export({ type: "spki", format: "der" })) };
  } catch {
    const algorithm = block.label === "PRIVATE KEY" ? pkcs8Algorithm(block.der) : null;
    if (algorithm !== null && !READABLE_KEYS.has(algorithm)) return { value: null };
    return { broken: "it is damaged" };
  } finally {
    pem.fill(0);
  }
}

/** The second element of a PrivateKeyInfo (RFC 5958 §2). */
function pkcs8Algorithm(der: Uint8Array): string | null {
  try {
    const [, algorithm] = AsnConvert.parse(der, Elements);
    return algorithm === undefined ? null : AsnConvert.parse(algorithm, AlgorithmIdentifier).algorithm;
  } catch {
    return null;
  }
}

/** Null for keys of kinds that are not known. */
function publicFacts(key: KeyObject, spki: Uint8Array): PublicKeyFacts | null {
  const { asymmetricKeyType = "", asymmetricKeyDetails: details } = key;
  const keyType = KEY_TYPES[asymmetricKeyType];
  const curveName = details?.namedCurve ?? "";
  const group = groupByOpenSsl(curveName);
  // OpenSSL's curve names carry the size of the field: brainpoolP512t1.
  const fieldBits = group?.bits ?? Number(/\d{3}/u.exec(curveName)?.[0] ?? 0);
  const keyBits = details?.modulusLength ?? KEY_BITS[asymmetricKeyType] ?? fieldBits;
  if (keyType === undefined || keyBits === 0) return null;
  return { keyType, keyBits, ...(group === undefined ? {} : { curve: group.iana }), spkiSha256: sha256(spki) };
}

/** Size of the first element: the prime (PKCS #3 §9, RFC 2631 appendix A). Null where it is none. */
function primeBits(der: Uint8Array): number | null {
  try {
    const [first] = AsnConvert.parse(der, Elements);
    const element = new Uint8Array(first ?? []);
    const extent = content(element);
    if (element[0] !== 0x02 || extent === null) return null;
    const magnitude = element.subarray(extent.start, extent.end);
    const from = magnitude.findIndex((byte) => byte !== 0);
    const top = magnitude[from];
    // With the highest bit set in the first octet, the number is negative.
    if (top === undefined || (from === 0 && top > 0x7f)) return null;
    return (magnitude.length - from - 1) * 8 + (32 - Math.clz32(top));
  } catch {
    return null;
  }
}

/**
 * One certificate; null where its key is of a kind that is not known. Names are spelled as RFC 4514 escapes them, attributes in
 * the order of the certificate: equal strings are equal names, whichever string types they are encoded in.
 */
function namedCertificate(block: Block): Reading<NamedCertificate | null> {
  try {
    return certificateFacts(new X509Certificate(asPem(block)));
  } catch {
    return { broken: "it is damaged" };
  }
}

/** What `namedCertificate` says, of a certificate that is read already. */
export function certificateFacts(certificate: X509Certificate): Reading<NamedCertificate | null> {
  try {
    const parts = derParts(certificate.raw);
    const notBefore = Date.parse(certificate.validFrom);
    const notAfter = Date.parse(certificate.validTo);
    if (parts === null) return { broken: "it is damaged" };
    if (Number.isNaN(notBefore) || Number.isNaN(notAfter)) return { broken: "its dates cannot be read" };
    const key = certificateKey(certificate, parts.spki);
    if (key === null) return { value: null };
    const signatureHash = digestOf(parts.signature, parts.signatureParameters);
    return {
      value: {
        ...key,
        ...(signatureHash === null ? {} : { signatureHash }),
        subject: oneLine(certificate.subject),
        issuer: oneLine(certificate.issuer),
        notBefore,
        notAfter,
        sha256: sha256(certificate.raw),
        ...extensionFacts(parts.extensions),
      },
    };
  } catch {
    return { broken: "it is damaged" };
  }
}

function certificateKey(certificate: X509Certificate, spki: Uint8Array): PublicKeyFacts | null {
  try {
    return publicFacts(certificate.publicKey, spki);
  } catch {
    return null;
  }
}

/** Null for signatures that bring their own digest, and for unknown ones. */
function digestOf(signature: string, parameters: ArrayBuffer | null): string | null {
  const name = SIGNATURE_ALGORITHMS[signature] ?? "";
  if (name === "rsassaPss") return pssDigest(parameters);
  return /md\d|sha\d+/iu.exec(name)?.[0].toLowerCase() ?? null;
}

/** hashAlgorithm [0], SHA-1 where it is absent (RFC 8017 appendix A.2.3). */
function pssDigest(parameters: ArrayBuffer | null): string | null {
  const [first] = parameters === null ? [] : AsnConvert.parse(parameters, Elements);
  const element = new Uint8Array(first ?? []);
  if (element[0] !== 0xa0) return "sha1";
  const extent = content(element);
  if (extent === null) return null;
  const { algorithm } = AsnConvert.parse(element.slice(extent.start, extent.end), AlgorithmIdentifier);
  return DIGESTS[algorithm] ?? null;
}

/** Throws where an extension that is needed cannot be read. */
function extensionFacts(
  extensions: readonly Extension[],
): Pick<NamedCertificate, "dnsNames" | "isIssuer"> & { readonly extendedKeyUsage?: readonly string[] } {
  const value = (id: string): ArrayBuffer | undefined =>
    extensions.find(({ extnID }) => extnID === id)?.extnValue.buffer;
  const constraints = value(id_ce_basicConstraints);
  const names = value(id_ce_subjectAltName);
  const usage = value(id_ce_extKeyUsage);
  return {
    isIssuer: constraints !== undefined && AsnConvert.parse(constraints, BasicConstraints).cA,
    dnsNames: names === undefined ? [] : dnsNames(AsnConvert.parse(names, SubjectAlternativeName)),
    ...(usage === undefined
      ? {}
      : { extendedKeyUsage: Array.from(AsnConvert.parse(usage, ExtendedKeyUsage), (id) => PURPOSES[id] ?? id) }),
  };
}

function dnsNames(names: SubjectAlternativeName): readonly string[] {
  return Array.from(names).flatMap(({ dNSName }) => (dNSName === undefined ? [] : [dNSName.toLowerCase()]));
}
