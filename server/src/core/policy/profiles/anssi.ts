// ANSSI, Recommandations de sécurité relatives à TLS: a white list; what it does not name it implicitly advises against.

import type { Citation, Outcome, Profile } from "../profile.js";
import {
  BRAINPOOL_CURVES,
  BRAINPOOL_GROUPS,
  COMPLIANCE_DATASET,
  ECDHE,
  HYBRID_GROUPS,
  NIST_CURVES,
  suites,
} from "./vocabulary.js";

const SOURCE = {
  title: "ANSSI, Recommandations de sécurité relatives à TLS, v1.2 (2020-03-26)",
  url: "https://cyber.gouv.fr/sites/default/files/2017/07/anssi-guide-recommandations_de_securite_relatives_a_tls-v1.2.pdf",
};

const cite = (section: string): Citation => ({ ...SOURCE, section, via: COMPLIANCE_DATASET });

const RECOMMENDED = { grade: "good", word: "recommended" } as const;
const TOLERATED = { grade: "sufficient", word: "tolerated" } as const;
const NOT_LISTED: Outcome = { grade: "insufficient", word: "not listed" };

const CAMELLIA_ARIA_GCM = "CAMELLIA_128_GCM_SHA256 CAMELLIA_256_GCM_SHA384 ARIA_128_GCM_SHA256 ARIA_256_GCM_SHA384";
const CAMELLIA_ARIA_CBC = "CAMELLIA_128_CBC_SHA256 ARIA_128_CBC_SHA256 ARIA_256_CBC_SHA384";

export const anssi: Profile = {
  id: "anssi",
  title: "ANSSI",
  edition: "1.2",
  source: SOURCE,
  requirements: [
    {
      id: "versions",
      subject: "versions",
      citation: cite("2.1"),
      cases: [
        { ...RECOMMENDED, values: ["TLSv1.3"] },
        { ...TOLERATED, values: ["TLSv1.2"] },
      ],
      otherwise: { grade: "insufficient", word: "must not" },
    },
    {
      id: "suites",
      subject: "suites",
      citation: cite("appendix A.1"),
      cases: [
        {
          ...RECOMMENDED,
          values: [
            ...suites("TLS_", "AES_256_GCM_SHA384 AES_128_GCM_SHA256 CHACHA20_POLY1305_SHA256 AES_128_CCM_SHA256"),
            ...suites(ECDHE, "AES_128_GCM_SHA256 AES_256_GCM_SHA384 CHACHA20_POLY1305_SHA256"),
            ...suites("TLS_ECDHE_ECDSA_WITH_", "AES_128_CCM AES_256_CCM"),
          ],
        },
        {
          grade: "phase-out",
          word: "degraded",
          note: "Only where no recommended suite is possible.",
          citation: cite("appendix A.2"),
          values: [
            "TLS_AES_128_CCM_8_SHA256",
            ...suites(ECDHE, "AES_128_CBC_SHA256 AES_256_CBC_SHA384 CAMELLIA_256_CBC_SHA384"),
            ...suites(
              "TLS_DHE_RSA_WITH_",
              "CHACHA20_POLY1305_SHA256 AES_128_GCM_SHA256 AES_256_GCM_SHA384 AES_128_CCM",
            ),
            ...suites("TLS_DHE_RSA_WITH_", "AES_128_CBC_SHA256 AES_256_CBC_SHA256 CAMELLIA_256_CBC_SHA256"),
            ...suites(`${ECDHE} TLS_DHE_RSA_WITH_`, `${CAMELLIA_ARIA_GCM} ${CAMELLIA_ARIA_CBC}`),
          ],
        },
        {
          grade: "phase-out",
          word: "not recommended",
          citation: cite("appendix A"),
          values: [
            ...suites("TLS_ECDHE_PSK_WITH_", "AES_128_GCM_SHA256 AES_256_GCM_SHA384 AES_128_CCM_SHA256"),
            ...suites("TLS_DHE_PSK_WITH_", "AES_128_GCM_SHA256 AES_256_GCM_SHA384 AES_128_CCM AES_256_CCM"),
            ...suites("TLS_DHE_PSK_WITH_", `CHACHA20_POLY1305_SHA256 ${CAMELLIA_ARIA_GCM}`),
            ...suites("TLS_ECDHE_PSK_WITH_ TLS_DHE_PSK_WITH_", "AES_128_CBC_SHA256 AES_256_CBC_SHA384"),
            ...suites("TLS_ECDHE_PSK_WITH_ TLS_DHE_PSK_WITH_", `${CAMELLIA_ARIA_CBC} CAMELLIA_256_CBC_SHA384`),
          ],
        },
      ],
      otherwise: NOT_LISTED,
    },
    {
      id: "groups",
      subject: "groups",
      citation: cite("2.2, table 2.5"),
      cases: [
        { ...RECOMMENDED, values: NIST_CURVES },
        { grade: "sufficient", word: "accepted", values: ["x25519", "x448", ...BRAINPOOL_GROUPS] },
        { grade: "sufficient", word: "accepted", values: ["ffdhe3072", "ffdhe4096", "ffdhe6144", "ffdhe8192"] },
        { grade: "sufficient", word: "tolerated until 2030", values: ["ffdhe2048"] },
        { grade: "undetermined", word: "not mentioned", note: "It is newer than this edition.", values: HYBRID_GROUPS },
      ],
      otherwise: NOT_LISTED,
    },
    {
      id: "dh-bits",
      subject: "dh-bits",
      citation: cite("2.2"),
      cases: [
        { ...RECOMMENDED, atLeast: 3072 },
        { grade: "sufficient", word: "tolerated until 2030", atLeast: 2048 },
      ],
      otherwise: { grade: "insufficient", word: "must not" },
    },
    {
      id: "certificate-key",
      subject: "certificate-key",
      citation: cite("3.1"),
      cases: [
        { ...RECOMMENDED, keyType: "rsa", atLeast: 3072 },
        { grade: "sufficient", word: "accepted until 2030", keyType: "rsa", atLeast: 2048 },
        { ...RECOMMENDED, keyType: "ec", curves: [...NIST_CURVES, ...BRAINPOOL_CURVES] },
        { ...RECOMMENDED, keyType: "ed25519" },
        { ...RECOMMENDED, keyType: "ed448" },
      ],
      otherwise: NOT_LISTED,
    },
    {
      id: "certificate-signature",
      subject: "certificate-signature",
      citation: cite("3.1"),
      cases: [{ grade: "good", word: "must", values: ["sha256", "sha384", "sha512"] }],
      otherwise: { grade: "insufficient", word: "must not" },
    },
  ],
};
