// Our default: RFC 9325 for mail. Where plain text would follow, an old version or suite is not demanded away (RFC 9325 §5.2).

import type { Outcome, Profile, Requirement } from "../profile.js";
import { DH_BITS, KEY_REQUIREMENTS, SUITE_CASES, VERSION_CASES } from "./rfc9325.js";
import { rfc } from "./vocabulary.js";

const OPPORTUNISTIC = rfc(9325, "5.2");
const BETTER_THAN_CLEAR_TEXT = {
  grade: "sufficient",
  word: "better than clear text",
  note: "TLS is optional here: a peer that has nothing newer would send or receive in plain text.",
} as const;
const MUST_NOT = { grade: "insufficient", word: "MUST NOT" } as const;

const mandatory = (requirement: Requirement): Requirement => ({ ...requirement, audience: { use: "mandatory" } });

const VERSIONS: readonly Requirement[] = [
  {
    id: "versions-where-users-log-in",
    subject: "versions",
    audience: { use: "mandatory", services: ["submission", "access"] },
    citation: rfc(8997, "3"),
    cases: VERSION_CASES,
    otherwise: { ...MUST_NOT, note: "TLS 1.2 or newer is required where users log in and send mail." },
  },
  {
    id: "versions-where-tls-is-demanded",
    subject: "versions",
    audience: { use: "mandatory", services: ["mx", "relay"] },
    citation: rfc(9325, "3.1.1"),
    cases: VERSION_CASES,
    otherwise: MUST_NOT,
  },
  {
    id: "versions-where-tls-is-optional",
    subject: "versions",
    audience: { use: "opportunistic" },
    citation: rfc(9325, "3.1.1"),
    cases: [
      ...VERSION_CASES,
      { ...BETTER_THAN_CLEAR_TEXT, values: ["TLSv1", "TLSv1.1"], citation: OPPORTUNISTIC },
      {
        ...MUST_NOT,
        note: "Hosts that share its key can be attacked through SSL 2.0 (DROWN).",
        values: ["SSLv2"],
        citation: rfc(6176, "3"),
      },
    ],
    otherwise: { ...MUST_NOT, citation: rfc(7568, "3") },
  },
];

const SUITES: readonly Requirement[] = [
  mandatory({
    id: "suites-where-tls-is-demanded",
    subject: "suites",
    citation: rfc(9325, "4.1"),
    cases: SUITE_CASES,
    otherwise: { grade: "undetermined", word: "not mentioned" },
  }),
  {
    id: "suites-where-tls-is-optional",
    subject: "suites",
    audience: { use: "opportunistic" },
    citation: rfc(9325, "4.1"),
    cases: [
      ...SUITE_CASES.filter(({ grade }) => grade === "good"),
      { ...MUST_NOT, note: "It does not encrypt.", traits: { weakness: ["null"] } },
      {
        ...MUST_NOT,
        note: "It can be broken while the mail is under way, and sessions of newer peers can be pushed to it.",
        traits: { weakness: ["sslv2", "export", "des", "rc2"] },
      },
      {
        ...BETTER_THAN_CLEAR_TEXT,
        note: "Nobody verifies the certificate where TLS is optional, so that nothing is lost without one.",
        traits: { weakness: ["anonymous"] },
        citation: rfc(7435, "3"),
      },
    ],
    otherwise: { ...BETTER_THAN_CLEAR_TEXT, citation: OPPORTUNISTIC },
  },
];

const DEMANDS: readonly Requirement[] = [
  {
    id: "tls-on-the-public-mx",
    subject: "demand",
    audience: { role: "server", services: ["mx"], exposure: "public" },
    citation: rfc(3207, "4"),
    cases: [{ grade: "good", word: "MUST NOT require", values: ["optional"] }],
    otherwise: {
      grade: "insufficient",
      word: "MUST NOT require",
      note: "Mail from senders without TLS would be lost.",
    },
  },
  {
    id: "tls-for-users",
    subject: "demand",
    audience: { role: "server", services: ["submission", "access"] },
    citation: rfc(8314, "4.1"),
    cases: [{ grade: "good", word: "SHOULD require", values: ["required"] }],
    otherwise: { grade: "phase-out", word: "SHOULD NOT allow cleartext" },
  },
  {
    id: "plain-login",
    subject: "plain-login",
    audience: { role: "server" },
    citation: rfc(8314, "4.1"),
    cases: [{ grade: "good", word: "not without TLS", values: ["refused"] }],
    otherwise: { grade: "insufficient", word: "not without TLS", note: "Passwords can be read on the way." },
  },
];

/** A prime that an old peer cannot handle drives it into plain text; below 1024 bits it protects nothing (CVE-2015-4000). */
const OPPORTUNISTIC_DH: Outcome = { ...MUST_NOT, note: "Primes of 512 to 768 bits can be broken (Logjam)." };

export const mail: Profile = {
  id: "mail",
  title: "Mail",
  edition: "RFC 9325 by role",
  source: { title: "RFC 9325", url: "https://www.rfc-editor.org/rfc/rfc9325.html" },
  requirements: [
    ...VERSIONS,
    ...SUITES,
    mandatory(DH_BITS),
    {
      id: "dh-bits-where-tls-is-optional",
      subject: "dh-bits",
      audience: { use: "opportunistic" },
      citation: rfc(9325, "4.5"),
      cases: [
        { grade: "good", word: "REQUIRED", atLeast: 2048 },
        { ...BETTER_THAN_CLEAR_TEXT, atLeast: 1024, citation: OPPORTUNISTIC },
      ],
      otherwise: OPPORTUNISTIC_DH,
    },
    ...KEY_REQUIREMENTS,
    ...DEMANDS,
  ],
};
