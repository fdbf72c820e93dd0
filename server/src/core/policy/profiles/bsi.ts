// BSI TR-02102-2: what it recommends, and until when. What it does not list it does not recommend; it forbids nothing.

import type { Citation, Outcome, Profile } from "../profile.js";
import { BRAINPOOL_CURVES, BRAINPOOL_GROUPS, COMPLIANCE_DATASET, NIST_CURVES, suites } from "./vocabulary.js";

const SOURCE = {
  title: "BSI TR-02102-2 (2026-01)",
  url: "https://www.bsi.bund.de/SharedDocs/Downloads/EN/BSI/Publications/TechGuidelines/TG02102/BSI-TR-02102-2.html",
};

const cite = (section: string): Citation => ({ ...SOURCE, section, via: COMPLIANCE_DATASET });

/** The rule by which its words become grades: an end date makes a recommendation `sufficient`. */
const RECOMMENDED = { grade: "good", word: "recommended" } as const;
const UNTIL_2031 = { grade: "sufficient", word: "recommended until the end of 2031" } as const;
const UNTIL_2029 = { grade: "sufficient", word: "recommended until the end of 2029" } as const;
const STATIC = {
  grade: "phase-out",
  word: "recommended until the end of 2026",
  note: "Without forward secrecy, and only where nothing else is possible.",
} as const;
const NOT_LISTED: Outcome = { grade: "insufficient", word: "not listed" };
const CBC_NOTE = "Only together with encrypt-then-MAC, which is not known here.";

const EC = "TLS_ECDHE_ECDSA_WITH_";
const CBC = "AES_128_CBC_SHA256 AES_256_CBC_SHA384";
const DHE_CBC = "AES_128_CBC_SHA256 AES_256_CBC_SHA256";
const GCM = "AES_128_GCM_SHA256 AES_256_GCM_SHA384";
const CCM = "AES_128_CCM AES_256_CCM";
const TABLES = cite("3.3.1, tables of suites with and without forward secrecy");

export const bsi: Profile = {
  id: "bsi",
  title: "BSI TR-02102-2",
  edition: "2026-01, suites as of 2025-05",
  source: SOURCE,
  requirements: [
    {
      id: "versions",
      subject: "versions",
      citation: cite("3.2"),
      cases: [
        { ...RECOMMENDED, values: ["TLSv1.3"] },
        { ...UNTIL_2031, values: ["TLSv1.2"] },
      ],
      otherwise: { grade: "insufficient", word: "not recommended" },
    },
    {
      id: "suites",
      subject: "suites",
      citation: TABLES,
      cases: [
        {
          ...RECOMMENDED,
          values: suites("TLS_", "AES_128_GCM_SHA256 AES_256_GCM_SHA384 AES_128_CCM_SHA256"),
          citation: cite("3.4.4"),
        },
        { ...UNTIL_2031, values: [...suites(EC, `${GCM} ${CCM}`), ...suites("TLS_ECDHE_RSA_WITH_", GCM)] },
        { ...UNTIL_2031, note: CBC_NOTE, values: suites(`${EC} TLS_ECDHE_RSA_WITH_`, CBC) },
        {
          ...UNTIL_2029,
          values: [...suites("TLS_DHE_RSA_WITH_", `${GCM} ${CCM}`), ...suites("TLS_DHE_DSS_WITH_", GCM)],
        },
        { ...UNTIL_2029, note: CBC_NOTE, values: suites("TLS_DHE_RSA_WITH_ TLS_DHE_DSS_WITH_", DHE_CBC) },
        {
          ...STATIC,
          values: [
            ...suites("TLS_DH_DSS_WITH_ TLS_DH_RSA_WITH_", `${GCM} ${DHE_CBC}`),
            ...suites("TLS_ECDH_ECDSA_WITH_ TLS_ECDH_RSA_WITH_", `${GCM} ${CBC}`),
            ...suites("TLS_RSA_PSK_WITH_", `${GCM} ${CBC}`),
          ],
        },
        {
          grade: "sufficient",
          word: "recommended with pre-shared keys",
          values: [
            ...suites("TLS_ECDHE_PSK_WITH_", `${GCM} AES_128_CCM_SHA256 ${CBC}`),
            ...suites("TLS_DHE_PSK_WITH_", `${GCM} ${CCM} ${CBC}`),
          ],
        },
      ],
      otherwise: NOT_LISTED,
    },
    {
      id: "groups",
      subject: "groups",
      citation: cite("3.3.2, 3.4.2"),
      cases: [
        { ...RECOMMENDED, values: ["SecP256r1MLKEM768", "SecP384r1MLKEM1024"] },
        { ...UNTIL_2031, values: [...NIST_CURVES, ...BRAINPOOL_GROUPS] },
        { ...UNTIL_2029, values: ["ffdhe3072", "ffdhe4096"] },
      ],
      otherwise: NOT_LISTED,
    },
    {
      id: "dh-bits",
      subject: "dh-bits",
      citation: cite("3.6.1"),
      cases: [{ ...UNTIL_2029, atLeast: 3000 }],
      otherwise: { grade: "insufficient", word: "too short", note: "At least 3000 bits since 2023." },
    },
    {
      id: "certificate-key",
      subject: "certificate-key",
      citation: cite("3.6.1"),
      cases: [
        { ...RECOMMENDED, keyType: "rsa", atLeast: 3000 },
        { grade: "insufficient", word: "too short", note: "At least 3000 bits since 2024.", keyType: "rsa" },
        { ...RECOMMENDED, keyType: "ec", curves: [...NIST_CURVES, ...BRAINPOOL_CURVES] },
        { ...UNTIL_2029, keyType: "dsa", atLeast: 3000 },
      ],
      otherwise: NOT_LISTED,
    },
    {
      id: "certificate-signature",
      subject: "certificate-signature",
      citation: cite("3.3.3, 3.4.3"),
      cases: [{ ...RECOMMENDED, values: ["sha256", "sha384", "sha512"] }],
      otherwise: NOT_LISTED,
    },
  ],
};
