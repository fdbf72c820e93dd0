// Mozilla's Server Side TLS, as its machine-readable guidelines list it: whatever is not in a configuration is outside it.

import type { Citation, Outcome, Profile, Requirement } from "../profile.js";
import type { ProtocolVersion } from "../../tls/versions.js";
import { ECDHE, suites } from "./vocabulary.js";

interface Configuration {
  readonly name: "modern" | "intermediate" | "old";
  readonly edition: "5.8" | "6.0";
  readonly versions: readonly ProtocolVersion[];
  readonly suites: readonly string[];
  /** Versions and suites that only the configuration for very old clients lists. */
  readonly legacy?: { readonly versions: readonly ProtocolVersion[]; readonly suites: readonly string[] };
  /** Least size; null where there are no RSA certificates. */
  readonly rsaBits: number | null;
  readonly ecdsa: boolean;
  readonly hashes: readonly string[];
  /** Least size of the DHE prime; null where nothing is said. */
  readonly dhBits: number | null;
  readonly maximumDays: number;
}

const RECOMMENDED_DAYS = 90;
const CERTIFICATE_CURVES = ["secp256r1", "secp384r1"];
const GROUPS = ["X25519MLKEM768", "x25519", "secp256r1", "secp384r1"];
const TLS13_SUITES = suites("TLS_", "AES_128_GCM_SHA256 AES_256_GCM_SHA384 CHACHA20_POLY1305_SHA256");
const INTERMEDIATE_SUITES = [
  ...TLS13_SUITES,
  ...suites(ECDHE, "AES_128_GCM_SHA256 AES_256_GCM_SHA384 CHACHA20_POLY1305_SHA256"),
];

const LISTED = { grade: "good", word: "listed" } as const;
const LEGACY = { grade: "sufficient", word: "listed", note: "Only for very old clients." } as const;

function profile(configuration: Configuration): Profile {
  const { name, edition, legacy, rsaBits, dhBits, maximumDays } = configuration;
  const source = {
    title: `Mozilla Server Side TLS ${edition}`,
    url: `https://ssl-config.mozilla.org/guidelines/${edition}.json`,
  };
  const cite = (key: string): Citation => ({ ...source, section: `configurations.${name}.${key}` });
  const otherwise: Outcome = { grade: "insufficient", word: "not listed" };
  const audience = { role: "server" } as const;
  const requirements: Requirement[] = [
    {
      id: "versions",
      subject: "versions",
      audience,
      citation: cite("tls_versions"),
      cases: [
        { ...LISTED, values: configuration.versions },
        ...(legacy ? [{ ...LEGACY, values: legacy.versions }] : []),
      ],
      otherwise,
    },
    {
      id: "suites",
      subject: "suites",
      audience,
      citation: cite("ciphers.iana, ciphersuites"),
      cases: [{ ...LISTED, values: configuration.suites }, ...(legacy ? [{ ...LEGACY, values: legacy.suites }] : [])],
      otherwise,
    },
    {
      id: "groups",
      subject: "groups",
      audience,
      citation: cite("tls_curves"),
      cases: [{ ...LISTED, values: GROUPS }],
      otherwise,
    },
    {
      id: "certificate-key",
      subject: "certificate-key",
      audience,
      citation: cite("certificate_types, certificate_curves, rsa_key_size"),
      cases: [
        ...(configuration.ecdsa ? [{ ...LISTED, keyType: "ec", curves: CERTIFICATE_CURVES } as const] : []),
        ...(rsaBits === null ? [] : [{ ...LISTED, keyType: "rsa", atLeast: rsaBits } as const]),
      ],
      otherwise,
    },
    {
      id: "certificate-signature",
      subject: "certificate-signature",
      audience,
      citation: cite("certificate_signatures"),
      cases: [{ ...LISTED, values: configuration.hashes }],
      otherwise,
    },
    {
      id: "certificate-lifetime",
      subject: "certificate-lifetime",
      audience,
      citation: cite("maximum_certificate_lifespan, recommended_certificate_lifespan"),
      cases: [
        { grade: "good", word: "recommended", atMost: RECOMMENDED_DAYS },
        { grade: "sufficient", word: "within the maximum", atMost: maximumDays },
      ],
      otherwise: { grade: "insufficient", word: "above the maximum", note: `At most ${maximumDays} days.` },
    },
  ];
  if (dhBits !== null) {
    requirements.push({
      id: "dh-bits",
      subject: "dh-bits",
      audience,
      citation: cite("dh_param_size"),
      cases: [{ ...LISTED, atLeast: dhBits }],
      otherwise: { grade: "insufficient", word: "too small", note: `At least ${dhBits} bits.` },
    });
  }
  return { id: `mozilla-${name}`, title: `Mozilla ${name}`, edition, source, requirements };
}

/** For services with modern clients that do not need backward compatibility: TLS 1.3 alone. */
export const mozillaModern = profile({
  name: "modern",
  edition: "6.0",
  versions: ["TLSv1.3"],
  suites: TLS13_SUITES,
  rsaBits: null,
  ecdsa: true,
  hashes: ["sha256", "sha384", "sha512"],
  dhBits: null,
  maximumDays: 90,
});

/** Mozilla's default for a general-purpose server. */
export const mozillaIntermediate = profile({
  name: "intermediate",
  edition: "6.0",
  versions: ["TLSv1.2", "TLSv1.3"],
  suites: INTERMEDIATE_SUITES,
  rsaBits: 2048,
  ecdsa: true,
  // With RSA only SHA-256 is listed; the digest alone does not tell who signed.
  hashes: ["sha256", "sha384", "sha512"],
  dhBits: 2048,
  maximumDays: 366,
});

/** For very old clients. Version 6.0 dropped it; 5.8 is the last that has it. */
export const mozillaOld = profile({
  name: "old",
  edition: "5.8",
  versions: ["TLSv1.2", "TLSv1.3"],
  suites: INTERMEDIATE_SUITES,
  legacy: {
    versions: ["TLSv1", "TLSv1.1"],
    suites: [
      ...suites(ECDHE, "AES_128_CBC_SHA256 AES_128_CBC_SHA AES_256_CBC_SHA384 AES_256_CBC_SHA"),
      ...suites("TLS_RSA_WITH_", "AES_128_GCM_SHA256 AES_256_GCM_SHA384 AES_128_CBC_SHA256 AES_256_CBC_SHA256"),
      ...suites("TLS_RSA_WITH_", "AES_128_CBC_SHA AES_256_CBC_SHA 3DES_EDE_CBC_SHA"),
    ],
  },
  rsaBits: 2048,
  ecdsa: false,
  hashes: ["sha256"],
  dhBits: 2048,
  maximumDays: 366,
});
