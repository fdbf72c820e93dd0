// DANE is asked for, and DNSSEC is not, so that no TLSA record counts.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { setOption } from "../edit.js";
import { audience } from "../host-list.js";
import type { Model } from "../model.js";
import { valueOf } from "../places.js";
import { situationAt } from "../server-posture.js";
import { SOUND, spec, TRANSPORT } from "../spec.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "exim-dane-without-dnssec",
    summary: "DANE is asked for without DNSSEC",
    severity: "error",
    fix: "unsafe",
    docs: {
      why: "A TLSA record counts only where the addresses and the record itself come with DNSSEC. The transport asks for it for the domains of `dnssec_request_domains`, or a dnslookup router does; its default is every domain since Exim 4.93, and none before. Where nobody asks, `hosts_require_dane` keeps every message in the queue, and `hosts_try_dane` never finds anything.",
      remedy: "Set `dnssec_request_domains = *` in the transport, and use a resolver that validates.",
      references: [spec("smtp", "hosts_require_dane"), spec("tls", "DANE"), rfc(7672, "2.2")],
    },
    messages: {
      required:
        "DANE is demanded, but DNSSEC is asked of no domain: no TLSA record counts, and every message stays in the queue. Set `dnssec_request_domains = *`.",
      tried:
        "DANE is tried, but DNSSEC is asked of no domain: no TLSA record ever counts. Set `dnssec_request_domains = *`.",
    },
    examples: [
      {
        dialect: "exim",
        bad: `${SOUND}${TRANSPORT}  dnssec_request_domains =\n  hosts_require_dane = example.org\n`,
        findings: [{ message: "required", line: 7, severity: "error" }],
        good: `${SOUND}${TRANSPORT}  dnssec_request_domains = *\n  hosts_require_dane = example.org\n`,
      },
      {
        dialect: "exim",
        serverVersion: "4.92",
        bad: `${SOUND}${TRANSPORT}  hosts_try_dane = *\n`,
        findings: [{ message: "tried", line: 6, severity: "warning" }],
        good: `${SOUND}${TRANSPORT}  hosts_try_dane = *\n  dnssec_request_domains = *\n`,
      },
    ],
  },
  *check(model) {
    const situation = situationAt(model, null);
    const routers = model
      .driversOf("router")
      .some((router) => router.get("dnssec_request_domains").written !== undefined);
    for (const scope of model.driversOf("transport", "smtp")) {
      const requested = scope.get("dnssec_request_domains");
      if (routers || requested.unknown || audience(requested.value, situation) !== "none") continue;
      for (const [name, message] of [
        ["hosts_require_dane", "required"],
        ["hosts_try_dane", "tried"],
      ] as const) {
        const { written, value, unknown } = scope.get(name);
        if (written === undefined || unknown || audience(value, situation) === "none") continue;
        const edit = setOption(model, scope, "dnssec_request_domains", "*");
        yield {
          message,
          severity: message === "required" ? "error" : "warning",
          at: valueOf(written),
          ...(edit && { fix: { title: "Ask for DNSSEC", safety: "unsafe", edits: [edit] } }),
        };
        break;
      }
    }
  },
});
