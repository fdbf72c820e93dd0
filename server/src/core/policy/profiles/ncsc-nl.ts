// NCSC-NL, Security guidelines for TLS 2025-05, as Internet.nl applies them. Its four levels are the grades of all profiles.

import type { Citation, Outcome, Profile } from "../profile.js";
import { BRAINPOOL_CURVES, BRAINPOOL_GROUPS, ECDHE, HYBRID_GROUPS, NIST_CURVES, suites } from "./vocabulary.js";

const SOURCE = {
  title: "NCSC-NL Security guidelines for Transport Layer Security 2025-05",
  url: "https://www.ncsc.nl/en/transport-layer-security-tls/security-guidelines-for-transport-layer-security-2025-05",
};

const INTERNET_NL = {
  title: "Internet.nl, checks/tasks/tls/tls_constants.py",
  url: "https://github.com/internetstandards/Internet.nl/blob/main/checks/tasks/tls/tls_constants.py",
};

const cite = (section: string): Citation => ({ ...SOURCE, section, via: INTERNET_NL });

const GOOD = { grade: "good", word: "good" } as const;
const SUFFICIENT = { grade: "sufficient", word: "sufficient" } as const;
const PHASE_OUT = { grade: "phase-out", word: "phase out" } as const;
const INSUFFICIENT: Outcome = { grade: "insufficient", word: "insufficient" };

export const ncscNl: Profile = {
  id: "ncsc-nl",
  title: "NCSC-NL",
  edition: "2025-05",
  source: SOURCE,
  requirements: [
    {
      id: "versions",
      subject: "versions",
      citation: cite("3.3.1"),
      cases: [
        { ...GOOD, values: ["TLSv1.3"] },
        { ...SUFFICIENT, values: ["TLSv1.2"] },
      ],
      otherwise: INSUFFICIENT,
    },
    {
      id: "suites",
      subject: "suites",
      citation: cite("appendix B (from 3.3.3 and 3.3.4)"),
      cases: [
        { ...GOOD, values: suites("TLS_", "AES_256_GCM_SHA384 CHACHA20_POLY1305_SHA256") },
        {
          ...SUFFICIENT,
          values: [
            ...suites("TLS_", "AES_128_GCM_SHA256 AES_128_CCM_SHA256"),
            ...suites(ECDHE, "CHACHA20_POLY1305_SHA256 AES_256_GCM_SHA384 AES_128_GCM_SHA256"),
            ...suites("TLS_ECDHE_ECDSA_WITH_", "AES_256_CCM AES_128_CCM"),
          ],
        },
        {
          ...PHASE_OUT,
          values: [
            ...suites(`${ECDHE} TLS_DHE_RSA_WITH_`, "CAMELLIA_256_GCM_SHA384 CAMELLIA_128_GCM_SHA256"),
            ...suites(`${ECDHE} TLS_DHE_RSA_WITH_`, "CAMELLIA_128_CBC_SHA256 ARIA_256_GCM_SHA384 ARIA_256_CBC_SHA384"),
            ...suites(`${ECDHE} TLS_DHE_RSA_WITH_`, "ARIA_128_GCM_SHA256 ARIA_128_CBC_SHA256 AES_128_CBC_SHA256"),
            ...suites(ECDHE, "CAMELLIA_256_CBC_SHA384 AES_256_CBC_SHA384"),
            ...suites("TLS_DHE_RSA_WITH_", "CAMELLIA_256_CBC_SHA256 AES_256_CBC_SHA256 CHACHA20_POLY1305_SHA256"),
            ...suites("TLS_DHE_RSA_WITH_", "AES_256_GCM_SHA384 AES_256_CCM AES_128_GCM_SHA256 AES_128_CCM"),
          ],
        },
      ],
      otherwise: INSUFFICIENT,
    },
    {
      id: "groups",
      subject: "groups",
      citation: cite("3.3.2.1, 3.3.3"),
      cases: [
        { ...GOOD, values: HYBRID_GROUPS, citation: { ...SOURCE, section: "3.3.3" } },
        { ...SUFFICIENT, values: [...NIST_CURVES, ...BRAINPOOL_GROUPS, "x25519", "x448"] },
        { ...PHASE_OUT, values: ["secp224r1", "ffdhe3072", "ffdhe4096", "ffdhe6144", "ffdhe8192"] },
      ],
      otherwise: INSUFFICIENT,
    },
    {
      id: "dh-bits",
      subject: "dh-bits",
      citation: cite("3.3.3.1"),
      cases: [
        {
          grade: "undetermined",
          word: "phase out or insufficient",
          note: "Only the groups ffdhe3072 and larger are to be phased out, any other prime is insufficient; the size does not tell them apart.",
          atLeast: 3072,
        },
      ],
      otherwise: INSUFFICIENT,
    },
    {
      id: "certificate-key",
      subject: "certificate-key",
      citation: cite("3.3.2.1"),
      cases: [
        { ...SUFFICIENT, keyType: "rsa", atLeast: 3072 },
        { ...PHASE_OUT, keyType: "rsa", atLeast: 2048 },
        { ...SUFFICIENT, keyType: "ec", curves: [...NIST_CURVES, ...BRAINPOOL_CURVES] },
        { ...PHASE_OUT, keyType: "ec", curves: ["secp224r1"] },
        { ...SUFFICIENT, keyType: "ed25519" },
        { ...SUFFICIENT, keyType: "ed448" },
      ],
      otherwise: INSUFFICIENT,
    },
    {
      id: "certificate-signature",
      subject: "certificate-signature",
      citation: cite("3.3.2, 3.3.5"),
      cases: [
        { ...SUFFICIENT, values: ["sha256", "sha384", "sha512"] },
        { ...PHASE_OUT, values: ["sha224"] },
      ],
      otherwise: INSUFFICIENT,
    },
  ],
};
