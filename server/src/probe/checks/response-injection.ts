// The server goes on in plain text after it has agreed to TLS.
import { rfc } from "../../core/api.js";
import { cve, defineCheck, finding, inconclusive, OK, ok } from "./check.js";

export const check = defineCheck({
  meta: {
    id: "response-injection",
    summary: "Plain text follows the answer to STARTTLS",
    severity: "warning",
    docs: {
      why: "After its answer to STARTTLS a server must send nothing before the handshake. Careless clients read what comes there as if TLS had protected it; careful ones end the connection, so that mail does not get through. When it is not the server that speaks, it is somebody on the way who tries exactly this.",
      tried: "Nothing beyond the conversation itself: what has arrived when TLS is to begin is looked at.",
      seen: "Anything that came behind the answer to STARTTLS in plain text. It may come a moment later than the probe looks: that nothing was seen is no proof.",
      remedy:
        "Probe again from another network. If it is the same there, look for a proxy or firewall that rewrites mail connections and turn that off; else somebody on the way interferes.",
      references: [cve("CVE-2020-15685"), { title: "NO STARTTLS", url: "https://nostarttls.secvuln.info/" }, rfc(3207)],
    },
    messages: {
      followed:
        "Plain text followed the answer to STARTTLS, where only TLS may follow: clients take it for protected, or end the connection. Look for a proxy on the way, or for somebody who interferes.",
    },
  },
  interpret({ target, dialogue }) {
    if (target.transport === "implicit") return ok("TLS begins with the connection: there is no STARTTLS.");
    if (dialogue.plaintextAfterStarttls) return finding("followed");
    return dialogue.starttls?.offered === true ? OK : inconclusive("The conversation did not get as far as STARTTLS.");
  },
});
