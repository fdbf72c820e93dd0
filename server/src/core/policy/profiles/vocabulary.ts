// Short forms for writing profiles: suites by prefix, families of groups, citations of RFCs. No judgement here.

import type { Citation, Source } from "../profile.js";

/** `suites("TLS_A_WITH_", "X Y")` is `TLS_A_WITH_X` and `TLS_A_WITH_Y`; several prefixes may stand there, by blanks. */
export function suites(prefixes: string, endings: string): readonly string[] {
  return prefixes.split(" ").flatMap((prefix) => endings.split(" ").map((ending) => prefix + ending));
}

export const ECDHE = "TLS_ECDHE_ECDSA_WITH_ TLS_ECDHE_RSA_WITH_";

export const NIST_CURVES = ["secp256r1", "secp384r1", "secp521r1"] as const;

/** As groups, they have a second name and number in TLS 1.3 (RFC 8734); as curves of keys only the first three. */
export const BRAINPOOL_CURVES = ["brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"] as const;
export const BRAINPOOL_GROUPS = [
  ...BRAINPOOL_CURVES,
  "brainpoolP256r1tls13",
  "brainpoolP384r1tls13",
  "brainpoolP512r1tls13",
] as const;

/** Classical and post-quantum key exchange in one (draft-ietf-tls-ecdhe-mlkem). */
export const HYBRID_GROUPS = ["X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024"] as const;

/** A section of an RFC; several sections are named by blanks and commas, the link goes to the first. */
export function rfc(number: number, section: string): Citation {
  const first = section.split(/[ ,]/, 1)[0] ?? "";
  const anchor = /^\d/.test(first) ? `section-${first}` : `appendix-${first}`;
  return { title: `RFC ${number}`, url: `https://www.rfc-editor.org/rfc/rfc${number}.html#${anchor}`, section };
}

/** Five agencies' guidelines as tables, CC BY 4.0; its reading, not the agencies' own text. */
export const COMPLIANCE_DATASET: Source = {
  title: "TLS Compliance Dataset (stfbk, CC BY 4.0)",
  url: "https://github.com/stfbk/tls-compliance-dataset",
};
