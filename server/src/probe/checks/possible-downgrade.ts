// The host offers less than when it was probed last: somebody between may have taken it away.

import { compareVersions, type ProtocolVersion } from "../../core/api.js";
import { defineCheck, OK, ok } from "./check.js";

export const check = defineCheck({
  meta: {
    id: "possible-downgrade",
    summary: "TLS that was offered at the last probe is gone",
    severity: "error",
    docs: {
      why: "Whoever sits between can take the word STARTTLS out of the server's reply, or break handshakes of newer versions, and clients fall back without a word. To a probe that knows only the present, such a server looks like one that never had TLS. Held against the last probe it stands out.",
      tried: "Nothing beyond the survey.",
      seen: "What the last probe of the same target saw, where the caller remembers it: the editor does. Only TLS that is gone, or a newest version that is older than before, is a finding.",
      remedy:
        "Find out whether the server's configuration or certificate changed since: its log tells. If it did not, probe from another network: what only one path lacks is taken away on that path.",
      references: [
        { title: "RFC 3207 section 6", url: "https://www.rfc-editor.org/rfc/rfc3207.html#section-6" },
        { title: "RFC 7672 section 1.3.1", url: "https://www.rfc-editor.org/rfc/rfc7672.html#section-1.3.1" },
      ],
    },
    messages: {
      gone: "TLS was offered on {day} and is gone today: everything travels in plain text. Unless the server was changed, somebody on the way may strip STARTTLS. Look at the server's log, and probe from another network.",
      older:
        "{before} was offered on {day}; today {now} is the newest. Unless the server was changed, somebody on the way may break newer handshakes. Look at the server's log, and probe from another network.",
    },
  },
  interpret({ target, dialogue, survey, previous }) {
    if (previous === null) return ok("No earlier probe is remembered.");
    if (!previous.tls) return OK;
    const day = previous.at.slice(0, 10);
    if (target.transport === "starttls" && dialogue.starttls?.offered === false) {
      return { verdict: "finding", message: "gone", data: { day } };
    }
    const before = newest(previous.versions);
    const now = newest([...(survey?.suites.keys() ?? [])]);
    if (before === null || now === null || compareVersions(now, before) >= 0) return OK;
    return { verdict: "finding", message: "older", severity: "warning", data: { day, before, now } };
  },
});

function newest(versions: readonly ProtocolVersion[]): ProtocolVersion | null {
  return [...versions].sort(compareVersions).at(-1) ?? null;
}
