// What a probe could not tell, fact by fact and in words, so that silence is never taken for a verdict.

import type { Observed } from "./checks/check.js";
import type { Survey } from "./engine/survey.js";
import type { ProbeReport } from "./report.js";
import type { Target } from "./target.js";
import type { Judged } from "./verdict.js";

type Inconclusive = ProbeReport["inconclusive"];

interface Probed {
  readonly target: Pick<Target, "transport">;
  readonly observed?: Observed;
  readonly judged?: readonly Judged[];
}

/** Everything that stays open, and why. */
export function gaps({ target, observed, judged = [] }: Probed): Inconclusive {
  const { survey = null, dialogue } = observed ?? {};
  const untold = dialogue?.starttls != null && dialogue.loginBefore === null;
  return [
    ...(observed === undefined || survey === null ? withoutTls() : afterTls(observed, survey)),
    ...(untold ? [LOGIN] : []),
    ...(survey === null && target.transport === "starttls" ? [INJECTION] : []),
    ...(survey === null ? [] : judged).flatMap(({ check, verdict }) =>
      verdict.verdict === "inconclusive" ? [{ fact: check.meta.id, reason: verdict.reason }] : [],
    ),
  ];
}

const LOGIN = { fact: "authBeforeTls", reason: "The server does not list what it offers, ways to log in included." };
const INJECTION = {
  fact: "injection",
  reason: "Whether commands sent ahead of the handshake are obeyed after it was not tried.",
};

function withoutTls(): Inconclusive {
  const reason = "The conversation ended before TLS could begin.";
  return ["versions", "suites", "preference", "groups", "dhBits", "certificates", "trust"].map((fact) => ({
    fact,
    reason,
  }));
}

function afterTls({ session, certificates }: Observed, survey: Survey): Inconclusive {
  const accepted = [...survey.suites.values()].flat();
  return [
    ...survey.gaps,
    ...(session === null
      ? [
          {
            fact: "trust",
            reason:
              "This program's TLS library and the server have nothing in common, so that the chain was not verified.",
          },
        ]
      : []),
    ...(survey.preference === null && accepted.length > 0
      ? [{ fact: "preference", reason: "There are not two suites of one version between which to choose." }]
      : []),
    ...(session !== null && session.chain.length > 0 && certificates.length === 0
      ? [{ fact: "certificates", reason: "The server's certificate cannot be read: it is malformed." }]
      : []),
    ...(session?.trust.hostname === null
      ? [{ fact: "hostname", reason: "There is no certificate whose names could be compared." }]
      : []),
    { fact: "revocation", reason: "Whether the certificate has been revoked was not checked." },
    ...[...survey.sightings.oddities].map((oddity) => ({
      fact: "handshake",
      reason: `The server broke the rules of TLS: ${oddity}.`,
    })),
  ];
}
