// Certificates and keys for the examples of rules: facts as a file would give them, nothing secret, nothing real.

import type { NamedCertificate, PemObject, PublicKeyFacts } from "./named-file.js";

/** P-256, by a word that tells it from others. */
function keyFacts(name: string): PublicKeyFacts {
  return { keyType: "ec", keyBits: 256, curve: "secp256r1", spkiSha256: name };
}

/** A certificate of mx.example.com by an intermediate, valid from October 2026 for a year, but for `changes`. */
export function certificate(changes: Partial<NamedCertificate> = {}): PemObject {
  return {
    kind: "certificate",
    certificate: {
      ...keyFacts("mx"),
      signatureHash: "sha256",
      subject: "CN=mx.example.com",
      issuer: "CN=Intermediate",
      notBefore: Date.UTC(2026, 9, 1),
      notAfter: Date.UTC(2027, 9, 1),
      sha256: `${changes.subject ?? "CN=mx.example.com"} certificate`,
      dnsNames: ["mx.example.com"],
      isIssuer: false,
      extendedKeyUsage: ["serverAuth"],
      ...changes,
    },
  };
}

/** What issued it, itself issued by a root. */
export const INTERMEDIATE = certificate({
  ...{ subject: "CN=Intermediate", issuer: "CN=Root", spkiSha256: "intermediate", dnsNames: [], isIssuer: true },
  ...{ notBefore: Date.UTC(2020, 0, 1), notAfter: Date.UTC(2035, 0, 1) },
});

/** The private key that goes with the certificate of that name. */
export function key(name = "mx", changes: Partial<PublicKeyFacts> = {}): PemObject {
  return { kind: "private-key", key: { ...keyFacts(name), ...changes }, encrypted: false };
}

/** Key, certificate and intermediate in one file, in the order of chain_files. */
export function chainOf(changes: Partial<NamedCertificate> = {}): readonly PemObject[] {
  const { keyType = "ec", keyBits = 256 } = changes;
  return [key(changes.spkiSha256 ?? "mx", { keyType, keyBits }), certificate(changes), INTERMEDIATE];
}
