// NIST SP 800-52 Rev. 2 as it binds government-only servers and clients. Suites that it does not list shall not be used.

import type { Citation, Outcome, Profile } from "../profile.js";
import { BRAINPOOL_GROUPS, COMPLIANCE_DATASET, ECDHE, HYBRID_GROUPS, suites } from "./vocabulary.js";

const SOURCE = {
  title: "NIST SP 800-52 Rev. 2 (August 2019)",
  url: "https://nvlpubs.nist.gov/nistpubs/SpecialPublications/NIST.SP.800-52r2.pdf",
};

const cite = (section: string): Citation => ({ ...SOURCE, section, via: COMPLIANCE_DATASET });

const PREFERRED = { grade: "good", word: "allowed, preferred" } as const;
const ALLOWED = { grade: "sufficient", word: "allowed" } as const;
const NOT_RECOMMENDED = { grade: "phase-out", word: "not recommended" } as const;
const SHALL_NOT: Outcome = { grade: "insufficient", word: "shall not" };

const DHE = "TLS_DHE_RSA_WITH_ TLS_DHE_DSS_WITH_";
const DH = "TLS_DH_RSA_WITH_ TLS_DH_DSS_WITH_";
const ECDH = "TLS_ECDH_RSA_WITH_ TLS_ECDH_ECDSA_WITH_";
const GCM = "AES_128_GCM_SHA256 AES_256_GCM_SHA384";
const CCM = "AES_128_CCM AES_256_CCM";
const CCM_8 = "AES_128_CCM_8 AES_256_CCM_8";
const CBC_SHA = "AES_128_CBC_SHA AES_256_CBC_SHA";
const EC_CBC = `AES_128_CBC_SHA256 AES_256_CBC_SHA384 ${CBC_SHA}`;
const FF_CBC = `AES_128_CBC_SHA256 AES_256_CBC_SHA256 ${CBC_SHA}`;

export const nist: Profile = {
  id: "nist",
  title: "NIST SP 800-52r2",
  edition: "2019-08, government-only",
  source: SOURCE,
  requirements: [
    {
      id: "versions",
      subject: "versions",
      citation: cite("3.1 (servers), 4.1 (clients)"),
      cases: [
        { grade: "good", word: "shall", values: ["TLSv1.3"] },
        { grade: "sufficient", word: "shall", values: ["TLSv1.2"] },
        {
          grade: "phase-out",
          word: "should not",
          note: "Allowed only where citizens or businesses need it.",
          values: ["TLSv1.1"],
        },
        {
          ...SHALL_NOT,
          note: "A service for citizens or businesses may, where interoperability needs it.",
          values: ["TLSv1"],
        },
      ],
      otherwise: SHALL_NOT,
      expects: [
        { grade: "insufficient", word: "shall", anyOf: ["TLSv1.2"] },
        { grade: "phase-out", word: "shall since 2024-01-01", anyOf: ["TLSv1.3"] },
      ],
    },
    {
      id: "suites",
      subject: "suites",
      citation: cite("3.3.1 (servers), 4.3.1 (clients)"),
      cases: [
        { ...PREFERRED, values: suites("TLS_", "AES_128_GCM_SHA256 AES_256_GCM_SHA384 AES_128_CCM_SHA256") },
        {
          ...PREFERRED,
          values: [...suites(`${ECDHE} ${DHE}`, GCM), ...suites("TLS_ECDHE_ECDSA_WITH_ TLS_DHE_RSA_WITH_", CCM)],
        },
        {
          ...ALLOWED,
          note: "CCM with the full tag is preferred.",
          values: ["TLS_AES_128_CCM_8_SHA256", ...suites("TLS_ECDHE_ECDSA_WITH_ TLS_DHE_RSA_WITH_", CCM_8)],
        },
        { ...ALLOWED, note: "GCM and CCM are preferred.", values: [...suites(ECDHE, EC_CBC), ...suites(DHE, FF_CBC)] },
        {
          ...ALLOWED,
          note: "Ephemeral keys are preferred.",
          values: [...suites(DH, `${GCM} ${FF_CBC}`), ...suites(ECDH, `${GCM} ${EC_CBC}`)],
        },
        {
          ...ALLOWED,
          note: "Only where pre-shared keys are needed.",
          citation: cite("appendix C"),
          values: [
            ...suites("TLS_ECDHE_PSK_WITH_", EC_CBC),
            ...suites("TLS_DHE_PSK_WITH_ TLS_PSK_WITH_", `${GCM} ${CCM} ${EC_CBC}`),
            ...suites("TLS_PSK_DHE_WITH_ TLS_PSK_WITH_", CCM_8),
          ],
        },
        {
          ...NOT_RECOMMENDED,
          note: "RSA key transport has no forward secrecy; only for a transition.",
          citation: cite("appendix D"),
          values: suites("TLS_RSA_WITH_", `${GCM} ${CCM} ${CCM_8} ${FF_CBC}`),
        },
      ],
      otherwise: { ...SHALL_NOT, word: "not listed, shall not" },
    },
    {
      id: "groups",
      subject: "groups",
      citation: { ...cite("appendix D"), title: "NIST SP 800-56A Rev. 3 and SP 800-186, by way of SP 800-52 Rev. 2" },
      cases: [
        { grade: "good", word: "shall support one of", values: ["secp256r1", "secp384r1"] },
        { grade: "good", word: "recommended", values: ["secp521r1"] },
        { grade: "sufficient", word: "recommended until 2030", values: ["secp224r1"] },
        { ...ALLOWED, values: ["ffdhe2048", "ffdhe3072", "ffdhe4096", "ffdhe6144", "ffdhe8192", ...BRAINPOOL_GROUPS] },
        { ...NOT_RECOMMENDED, note: "Not approved for key agreement.", values: ["x25519", "x448"] },
        { grade: "undetermined", word: "not mentioned", note: "It is newer than this edition.", values: HYBRID_GROUPS },
      ],
      otherwise: SHALL_NOT,
      expects: [{ grade: "insufficient", word: "shall support one of", anyOf: ["secp256r1", "secp384r1"] }],
    },
    {
      id: "dh-bits",
      subject: "dh-bits",
      citation: cite("3.3.1"),
      cases: [
        { grade: "good", word: "allowed", atLeast: 3072 },
        { grade: "sufficient", word: "allowed until 2030", atLeast: 2048 },
      ],
      otherwise: SHALL_NOT,
    },
    {
      id: "certificate-key",
      subject: "certificate-key",
      citation: cite("3.2.1"),
      cases: [
        { grade: "good", word: "allowed", keyType: "rsa", atLeast: 3072 },
        { grade: "sufficient", word: "allowed until 2030", keyType: "rsa", atLeast: 2048 },
        { grade: "good", word: "allowed", keyType: "ec", curves: ["secp256r1", "secp384r1"] },
        { ...ALLOWED, keyType: "ec", curves: ["secp521r1"] },
      ],
      otherwise: { ...SHALL_NOT, word: "not listed, shall not" },
    },
    {
      id: "certificate-signature",
      subject: "certificate-signature",
      citation: cite("3.2.1"),
      cases: [{ grade: "good", word: "allowed", values: ["sha256", "sha384", "sha512"] }],
      otherwise: SHALL_NOT,
    },
  ],
};
