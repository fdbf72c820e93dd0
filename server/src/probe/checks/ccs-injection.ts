// ChangeCipherSpec is obeyed before there are keys.
import { rfc, versionNumber } from "../../core/api.js";
import { changeCipherSpecRecord } from "../../wire/api.js";
import type { Attempt } from "../engine/attempts.js";
import type { Agreed, Proposal } from "../engine/handshakes.js";
import { cve, defineCheck, finding, inconclusive, OK, ok } from "./check.js";
import { byAnswer, bySurvey, classicVersions, usualSuites } from "./seen.js";

/** Content type of an alert, and the alerts of a server that tried to decrypt (RFC 5246 §7.2.2). */
const ALERT = 21;
const BAD_RECORD_MAC = 20;
const DECRYPTION_FAILED = 21;

/** Whoever obeys the first takes the second for encrypted. */
function twice({ version }: Agreed): Uint8Array {
  const record = changeCipherSpecRecord(versionNumber(version));
  return Uint8Array.from([...record, ...record]);
}

const attempt = (proposal: Proposal): Attempt => ({ kind: "hello", proposal, then: twice });

export const check = defineCheck({
  meta: {
    id: "ccs-injection",
    summary: "Encryption can be switched on before there are keys (CCS injection)",
    severity: "error",
    docs: {
      why: "OpenSSL before 1.0.1h switches encryption on whenever it is told to, even before the keys are agreed: it then uses keys that everybody can compute. With such a server and such a client, somebody on the way reads and changes everything.",
      tried:
        "One handshake in which, right after the server's ServerHelloDone, two ChangeCipherSpec records are sent where none may be.",
      seen: "A server in good order protests at the first one (`unexpected_message`), or ends the connection. A vulnerable one takes the second for encrypted and complains about that (`bad_record_mac`, `decryption_failed`).",
      remedy: "Update OpenSSL.",
      references: [cve("CVE-2014-0224"), rfc(5246, "7.1")],
    },
    messages: {
      obeyed:
        "The server switches encryption on before keys are agreed (CVE-2014-0224): somebody on the way can read and change everything if the client has the same flaw. Update OpenSSL.",
    },
  },
  begin: () => [attempt({ version: "TLSv1.2", suites: usualSuites() })],
  plan(survey, [begun]) {
    if (begun?.kind === "answer" && begun.answer.kind === "agreed") return [];
    const [version] = classicVersions(survey);
    return version === undefined ? [] : [attempt({ version, suites: survey.suites.get(version) ?? [] })];
  },
  interpret: (observed, results) =>
    bySurvey(observed, (survey) => {
      if (classicVersions(survey).length === 0) return ok("Versions since TLS 1.3 are not concerned.");
      return byAnswer(results.at(-1), ({ answer, records, ended }) => {
        if (answer.kind !== "agreed") return inconclusive("The server did not agree to the handshake of this test.");
        const alert = records.find(({ type }) => type === ALERT)?.fragment[1];
        if (alert === BAD_RECORD_MAC || alert === DECRYPTION_FAILED) return finding("obeyed");
        if (alert !== undefined) return OK;
        // RFC 7627 came a year later than the flaw was mended.
        if (ended && (survey.suites.has("TLSv1.3") || survey.sightings.features.extendedMasterSecret === true)) {
          return ok("The server ended the connection, and has features that are younger than the flaw.");
        }
        return inconclusive("The server ended the connection without saying what it made of the records.");
      });
    }),
});
