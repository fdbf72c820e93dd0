// RFC 9325 (BCP 195): requirements in the key words of RFC 2119. It lists little, so that most suites are judged by what they are.

import type { NameCase, Profile, Requirement, SuiteCase } from "../profile.js";
import type { ProtocolVersion } from "../../tls/versions.js";
import { rfc, suites } from "./vocabulary.js";

const MUST_NOT = { grade: "insufficient", word: "MUST NOT" } as const;
const SHOULD_NOT = { grade: "phase-out", word: "SHOULD NOT" } as const;
const SILENT = { grade: "undetermined", word: "not mentioned" } as const;
const TLS13_CIPHERS = rfc(8446, "9.1");

/** By what a suite is made of; the first that fits decides, so that the worst come first. */
export const SUITE_CASES: readonly SuiteCase[] = [
  { ...MUST_NOT, note: "It does not encrypt.", traits: { weakness: ["null"] } },
  { ...MUST_NOT, note: "It belongs to SSL 2.0.", traits: { weakness: ["sslv2"] }, citation: rfc(9325, "3.1.1") },
  { ...MUST_NOT, note: "It uses RC4.", traits: { weakness: ["rc4"] } },
  { ...MUST_NOT, note: "It offers less than 112 bits of security.", traits: { bitsBelow: 112 } },
  {
    ...MUST_NOT,
    note: "Nobody is authenticated, so that anybody can stand between.",
    traits: { weakness: ["anonymous"] },
    citation: rfc(5246, "A.5"),
  },
  { ...SHOULD_NOT, note: "It offers less than 128 bits of security.", traits: { bitsBelow: 128 } },
  { ...SHOULD_NOT, note: "RSA key transport has no forward secrecy.", traits: { kx: ["RSA"] } },
  { ...SHOULD_NOT, note: "Static Diffie-Hellman has no forward secrecy.", traits: { kx: ["DH", "ECDH"] } },
  { ...SHOULD_NOT, note: "Finite-field Diffie-Hellman is fragile in TLS 1.2.", traits: { kx: ["DHE"] } },
  {
    grade: "good",
    word: "RECOMMENDED",
    values: suites("TLS_ECDHE_RSA_WITH_ TLS_ECDHE_ECDSA_WITH_", "AES_128_GCM_SHA256 AES_256_GCM_SHA384"),
    citation: rfc(9325, "4.2"),
  },
  { grade: "good", word: "MUST implement", values: ["TLS_AES_128_GCM_SHA256"], citation: TLS13_CIPHERS },
  {
    grade: "good",
    word: "SHOULD implement",
    values: suites("TLS_", "AES_256_GCM_SHA384 CHACHA20_POLY1305_SHA256"),
    citation: TLS13_CIPHERS,
  },
  {
    grade: "sufficient",
    word: "not ruled out",
    note: "Authenticated encryption with forward secrecy, but not recommended by name.",
    traits: { kx: ["ECDHE", "any"], mac: ["AEAD"] },
  },
  {
    ...SHOULD_NOT,
    note: "CBC is for use with encrypt-then-MAC alone, which is not known here.",
    traits: { kx: ["ECDHE"], mac: ["SHA1", "SHA256", "SHA384"] },
    citation: rfc(9325, "4.2"),
  },
];

export const VERSION_CASES: readonly NameCase<ProtocolVersion>[] = [
  { grade: "good", word: "SHOULD support", values: ["TLSv1.3"] },
  { grade: "sufficient", word: "MUST support", values: ["TLSv1.2"] },
];

/** Curves of less than 224 bits in the IANA registry. */
const SHORT_CURVES = [
  ...["sect163k1", "sect163r1", "sect163r2", "sect193r1", "sect193r2"],
  ...["secp160k1", "secp160r1", "secp160r2", "secp192k1", "secp192r1"],
];

/** What does not depend on how an endpoint uses TLS: a better key or group drives no old peer into plain text. */
export const KEY_REQUIREMENTS: readonly Requirement[] = [
  {
    id: "groups",
    subject: "groups",
    citation: rfc(9325, "4.2.1, 4.5"),
    cases: [
      { grade: "good", word: "SHOULD support", values: ["secp256r1", "x25519"] },
      { ...MUST_NOT, note: "A curve of less than 224 bits.", values: SHORT_CURVES, citation: rfc(9325, "4.5") },
    ],
    otherwise: SILENT,
  },
  {
    id: "certificate-key",
    subject: "certificate-key",
    citation: rfc(9325, "4.5"),
    cases: [
      { grade: "good", word: "MUST", keyType: "rsa", atLeast: 2048 },
      { ...MUST_NOT, note: "At least 2048 bits.", keyType: "rsa" },
      {
        grade: "good",
        word: "RECOMMENDED",
        keyType: "ec",
        curves: ["secp256r1"],
        citation: rfc(9325, "4.2"),
      },
      { grade: "sufficient", word: "not ruled out", keyType: "ec", atLeast: 224 },
      { ...MUST_NOT, note: "A curve of less than 224 bits.", keyType: "ec" },
    ],
    otherwise: SILENT,
  },
  {
    id: "certificate-signature",
    subject: "certificate-signature",
    citation: rfc(9325, "4.5"),
    cases: [
      { grade: "good", word: "RECOMMENDED", values: ["sha256"] },
      { grade: "sufficient", word: "not ruled out", values: ["sha384", "sha512"] },
      { ...MUST_NOT, values: ["sha1", "md5"] },
    ],
    otherwise: SILENT,
  },
];

export const DH_BITS: Requirement = {
  id: "dh-bits",
  subject: "dh-bits",
  citation: rfc(9325, "4.5"),
  cases: [{ grade: "good", word: "REQUIRED", atLeast: 2048 }],
  otherwise: { ...MUST_NOT, note: "At least 2048 bits are REQUIRED." },
};

export const rfc9325: Profile = {
  id: "rfc9325",
  title: "RFC 9325",
  edition: "BCP 195, November 2022",
  source: { title: "RFC 9325", url: "https://www.rfc-editor.org/rfc/rfc9325.html" },
  requirements: [
    {
      id: "versions",
      subject: "versions",
      citation: rfc(9325, "3.1.1"),
      cases: VERSION_CASES,
      otherwise: MUST_NOT,
      expects: [
        { grade: "insufficient", word: "MUST support", anyOf: ["TLSv1.2"] },
        { grade: "phase-out", word: "SHOULD support", anyOf: ["TLSv1.3"] },
      ],
    },
    { id: "suites", subject: "suites", citation: rfc(9325, "4.1"), cases: SUITE_CASES, otherwise: SILENT },
    DH_BITS,
    ...KEY_REQUIREMENTS,
  ],
};
