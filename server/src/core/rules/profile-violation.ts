// What the chosen policy profile forbids or phases out. Without a profile it says nothing.
import { evaluate, type Judgement, type Verdict } from "../policy/evaluate.js";
import type { Grade } from "../policy/profile.js";
import { grouped, statements } from "../policy/statements.js";
import { subject } from "../posture/describe.js";
import { definePostureRule, type PostureReport, rfc, type Severity } from "./rule.js";

/** The grades that are worth a finding; each is the key of a message. */
const SEVERITY = { insufficient: "error", "phase-out": "warning" } as const satisfies Partial<Record<Grade, Severity>>;

type Objection = Judgement & { readonly grade: keyof typeof SEVERITY };

function isObjection(verdict: Verdict): verdict is Objection {
  return Object.hasOwn(SEVERITY, verdict.grade);
}

export const rule = definePostureRule({
  meta: {
    id: "profile-violation",
    summary: "The chosen policy profile forbids or phases out what is offered",
    severity: "error",
    fix: "none",
    docs: {
      why: "Authorities publish which versions, cipher suites, groups and keys they accept: RFC 9325, Mozilla, NCSC-NL, BSI, NIST, ANSSI. Whoever is bound by one of them chooses it with `--profile` or the setting `mailTls.profile`; each finding quotes its word and the place where it is written. An error is something that it forbids or does not list, a warning something that it phases out. The profiles contradict one another, and most were written with TLS in mind that is mandatory: on port 25, where TLS is optional, to follow them can drive old peers to plain text. The profile `mail` makes that difference. Without a profile, this rule says nothing.",
      remedy:
        "Where the policy binds you, change the setting that is marked: raise the lowest version, or name a cipher list that leaves the suites out. Where it does not, choose the profile `mail`, or none.",
      references: [
        rfc(9325),
        {
          title: "NCSC-NL Security guidelines for TLS",
          url: "https://www.ncsc.nl/en/transport-layer-security-tls/security-guidelines-for-transport-layer-security-2025-05",
        },
      ],
    },
    messages: {
      insufficient:
        "{subject} does not meet the profile {profile}. {statements} Change this setting where that policy binds you.",
      "phase-out": "{subject} relies on what the profile {profile} phases out. {statements} Plan to do without it.",
    },
    examples: [
      {
        dialect: "postfix-main",
        profile: "mail",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nrelayhost = [smtp.example.com]\nsmtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt\nsmtp_tls_security_level = secure\nsmtp_tls_mandatory_protocols = >=TLSv1.2\n",
        findings: [{ message: "phase-out", line: 5, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nrelayhost = [smtp.example.com]\nsmtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt\nsmtp_tls_security_level = secure\nsmtp_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_mandatory_ciphers = high\ntls_high_cipherlist = ECDHE+AESGCM:ECDHE+CHACHA20\n",
      },
    ],
  },
  *check(endpoint, { profile }): Generator<PostureReport> {
    if (profile === null) return;
    const objections = evaluate({ endpoints: [endpoint] }, profile).filter(isObjection);
    for (const group of grouped(objections, ({ requirement, grade }) => JSON.stringify([requirement, grade]))) {
      const [{ grade, origin }] = group;
      yield {
        message: grade,
        data: {
          subject: subject(endpoint),
          profile: profile.title,
          statements: statements(group),
        },
        severity: SEVERITY[grade],
        at: origin,
      };
    }
  },
});
