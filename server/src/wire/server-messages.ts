// Certificate, CertificateStatus and CertificateRequest of SSL 3.0 to TLS 1.2. What stands in a certificate is not read here.

import { versionNumber } from "../core/tls/versions.js";
import { ByteReader, type Read } from "./byte-reader.js";
import type { CertificateRequest } from "./facts.js";
import { MAX_AUTHORITIES, MAX_CERTIFICATES } from "./limits.js";

/** CertificateStatusType of an OCSP response (RFC 6066 §8). */
const OCSP = 1;

/** RFC 5246 §7.4.2. */
export function readCertificate(body: Uint8Array): Read<readonly Uint8Array[]> {
  const reader = new ByteReader(body);
  const value = reader.vectorList(3, 3, "certificates", MAX_CERTIFICATES);
  reader.end("message");
  return { value, problem: reader.problem };
}

/** RFC 6066 §8. */
export function readCertificateStatus(body: Uint8Array): Read<Uint8Array> {
  const reader = new ByteReader(body);
  const type = reader.uint8("status type");
  if (reader.problem === null && type !== OCSP) reader.fail(`status type: ${type} was not asked for`);
  const value = reader.vector(3, "response");
  reader.end("message");
  return { value, problem: reader.problem };
}

/** RFC 5246 §7.4.4; before TLS 1.2 without signature algorithms (RFC 4346 §7.4.4). */
export function readCertificateRequest(body: Uint8Array, version: number): Read<CertificateRequest> {
  const reader = new ByteReader(body);
  const certificateTypes = [...reader.vector(1, "certificate types")];
  const signed = version >= versionNumber("TLSv1.2");
  const signatureAlgorithms = signed ? reader.uint16List(2, "signature algorithms") : [];
  const authorities = reader.vectorList(2, 2, "authorities", MAX_AUTHORITIES);
  reader.end("message");
  return { value: { certificateTypes, signatureAlgorithms, authorities }, problem: reader.problem };
}
