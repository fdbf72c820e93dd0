// What one conversation cannot tell, fact by fact and in words, so that silence is never taken for a verdict.

import type { DialogueFacts } from "./dialogues/dialogue.js";
import type { ProbeReport } from "./report.js";
import type { Target } from "./target.js";
import type { TlsSession } from "./transport.js";

type Inconclusive = ProbeReport["inconclusive"];

/** The facts that a single conversation leaves open. `session` is null where it did not get as far as TLS, `said` as a dialogue. */
export function inconclusive(
  transport: Target["transport"],
  session: TlsSession | null,
  said: Pick<DialogueFacts, "starttls" | "loginBefore"> | null,
): Inconclusive {
  const untold = said?.starttls != null && said.loginBefore === null;
  return [
    ...(session === null ? withoutTls() : afterTls(session)),
    ...(untold ? [LOGIN] : []),
    ...(transport === "starttls" ? [INJECTION] : []),
  ];
}

const LOGIN = { fact: "authBeforeTls", reason: "The server does not list what it offers, ways to log in included." };
const INJECTION = {
  fact: "injection",
  reason: "Whether commands sent ahead of the handshake are obeyed after it was not tried.",
};

function withoutTls(): Inconclusive {
  const reason = "The conversation ended before a TLS session was established.";
  return ["versions", "suites", "preference", "groups", "dhBits", "certificates", "trust"].map((fact) => ({
    fact,
    reason,
  }));
}

function afterTls(session: TlsSession): Inconclusive {
  return [
    { fact: "versions", reason: "Only the version negotiated is known; no other version was tried." },
    { fact: "suites", reason: "Only the cipher suite negotiated is known; no other suite was tried." },
    { fact: "preference", reason: "One handshake does not show whose order of cipher suites decides." },
    { fact: "groups", reason: groupReason(session) },
    ...(session.dhBits === null
      ? [{ fact: "dhBits", reason: "This handshake used no finite-field Diffie-Hellman; another might." }]
      : []),
    {
      fact: "certificates",
      reason:
        session.certificateProblem ?? "The server may send another certificate to clients that offer other algorithms.",
    },
    { fact: "revocation", reason: "Whether the certificate has been revoked was not checked." },
    ...(session.trust.hostname === null
      ? [{ fact: "hostname", reason: "There is no certificate whose names could be compared." }]
      : []),
  ];
}

function groupReason({ group, dhBits }: TlsSession): string {
  if (group !== null) return "Only the key-exchange group negotiated is known; no other group was tried.";
  return dhBits === null
    ? "The TLS library does not tell which key-exchange group was used, if any."
    : "The key exchange used Diffie-Hellman parameters whose group the TLS library does not name.";
}
