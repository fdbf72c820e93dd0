// Certificates as a server sent them, for reports and for rules. Whether to trust them is decided elsewhere.

import { X509Certificate } from "node:crypto";
import type { NamedCertificate } from "../core/api.js";
import type { SentCertificate } from "../probe/transport.js";
import { readCertificate } from "./certificate.js";
import { certificateFacts } from "./pem.js";

/** Reads certificates (DER) in the order sent; null where the first one, the server's own, cannot be read. */
export function readSentChain(chain: readonly Uint8Array[]): SentCertificate | null {
  const [leaf, ...issuers] = chain.map(parse);
  if (leaf === undefined || leaf === null) return null;
  const readable = issuers.filter((issuer) => issuer !== null);
  const report = readCertificate(leaf, readable);
  if (report === null) return null;
  const own = factsOf(leaf);
  return {
    report,
    facts: own === null ? null : { ...own, chain: readable.flatMap((issuer) => factsOf(issuer) ?? []) },
  };
}

function parse(der: Uint8Array): X509Certificate | null {
  try {
    return new X509Certificate(der);
  } catch {
    return null;
  }
}

function factsOf(certificate: X509Certificate): NamedCertificate | null {
  const read = certificateFacts(certificate);
  return "value" in read ? read.value : null;
}
