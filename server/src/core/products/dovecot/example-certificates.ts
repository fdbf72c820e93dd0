// A certificate and keys for the examples of rules: facts as files would give them, nothing secret, nothing real.

import type { PemObject, PublicKeyFacts } from "../../posture/named-file.js";

const OWN: PublicKeyFacts = { keyType: "ec", keyBits: 256, curve: "secp256r1", spkiSha256: "mx" };

/** Of mx.example.com, signed by its own key, valid for ten years from 2020. */
export const CERTIFICATE: PemObject = {
  kind: "certificate",
  certificate: {
    ...OWN,
    signatureHash: "sha256",
    subject: "CN=mx.example.com",
    issuer: "CN=mx.example.com",
    notBefore: Date.UTC(2020, 0, 1),
    notAfter: Date.UTC(2030, 0, 1),
    sha256: "mx certificate",
    dnsNames: ["mx.example.com"],
    isIssuer: false,
    extendedKeyUsage: ["serverAuth"],
  },
};

/** The key of CERTIFICATE. */
export const KEY: PemObject = { kind: "private-key", key: OWN, encrypted: false };

export const OTHER_KEY: PemObject = { kind: "private-key", key: { ...OWN, spkiSha256: "other" }, encrypted: false };
