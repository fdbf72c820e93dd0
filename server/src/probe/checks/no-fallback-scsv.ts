// The server does not notice when a client was made to come back with an older version.
import { compareVersions, type ProtocolVersion, rfc } from "../../core/api.js";
import type { Survey } from "../engine/survey.js";
import { defineCheck, finding, inconclusive, OK, ok } from "./check.js";
import { byAnswer, bySurvey, isOptional, usualSuites } from "./seen.js";

/** The newest version but one, which a client would fall back to; null where there is none. SSL 2.0 has no such signal. */
function secondNewest({ suites }: Survey): ProtocolVersion | null {
  const versions = [...suites.keys()].filter((version) => version !== "SSLv2").sort(compareVersions);
  return versions.at(-2) ?? null;
}

export const check = defineCheck({
  meta: {
    id: "no-fallback-scsv",
    summary: "A forced step back to an older version goes unnoticed",
    severity: "hint",
    docs: {
      why: "Some old clients try again with an older version when a handshake fails: somebody on the way only has to break the first one. Such a client says so with a signal among its suites, and the server refuses when it could have done better. Mail servers and current mail programs never step back, so that little depends on it.",
      tried: "A hello of the newest version but one that carries the signal TLS_FALLBACK_SCSV.",
      seen: "A server in good order refuses (`inappropriate_fallback`). One that agrees does not know the signal.",
      remedy: "Update the TLS library: OpenSSL has it since 1.0.1j. Switch off the versions that nobody needs.",
      references: [rfc(7507)],
    },
    messages: {
      agreed:
        "The server does not know the signal by which a client says that it stepped back to an older version (RFC 7507): whoever breaks the first handshake chooses the version. Update the TLS library.",
    },
  },
  // Where TLS 1.3 is the newest version this is already the one.
  begin: () => [{ kind: "hello", proposal: { version: "TLSv1.2", suites: usualSuites(), fallbackScsv: true } }],
  plan(survey) {
    const version = secondNewest(survey);
    if (version === null || version === "TLSv1.2") return [];
    const suites = survey.suites.get(version) ?? [];
    return [{ kind: "hello", proposal: { version, suites, fallbackScsv: true } }];
  },
  interpret: (observed, results) =>
    bySurvey(observed, (survey) => {
      const version = secondNewest(survey);
      if (version === null) return ok("There is only one version, so that nothing can be stepped back to.");
      return byAnswer(results.at(-1), ({ answer }) => {
        // The same hello without the signal is answered: any refusal is for the signal.
        if (answer.kind === "refused") return OK;
        if (answer.kind !== "agreed" || answer.version !== version) {
          return inconclusive("The server did not answer with the version that was asked for.");
        }
        return isOptional(observed)
          ? ok("The signal is not known, but no mail server steps back to older versions.")
          : finding("agreed");
      });
    }),
});
