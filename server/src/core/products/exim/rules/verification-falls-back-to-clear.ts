// Certificates are verified, and where that fails the mail goes out in plain text.
import { defineProductRule } from "../../../rules/rule.js";
import { setOption } from "../edit.js";
import { audience } from "../host-list.js";
import type { Model } from "../model.js";
import { valueOf } from "../places.js";
import { situationAt } from "../server-posture.js";
import { SOUND, spec, TRANSPORT } from "../spec.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "verification-falls-back-to-clear",
    summary: "Where verification fails, mail goes out in plain text",
    severity: "warning",
    fix: "unsafe",
    docs: {
      why: "`tls_verify_hosts` ends a TLS session with a server whose certificate cannot be verified. With `tls_tempfail_tryclear`, which is on by default, Exim then delivers the same message without TLS, to whoever it was. So the demand makes things worse than none: an attacker need only show a wrong certificate.",
      remedy:
        "Demand TLS of the same hosts with `hosts_require_tls`, or switch `tls_tempfail_tryclear` off. Mail for hosts without a certificate that can be verified then stays in the queue.",
      references: [spec("smtp", "tls_tempfail_tryclear"), spec("smtp", "tls_verify_hosts")],
    },
    messages: {
      clear:
        "Where the certificate cannot be verified, the same message is sent in plain text: `tls_tempfail_tryclear` is on, and TLS is not demanded. Add `hosts_require_tls` for the same hosts.",
    },
    examples: [
      {
        dialect: "exim",
        bad: `${SOUND}${TRANSPORT}  tls_verify_hosts = mx.example.org\n`,
        findings: [{ message: "clear", line: 6, severity: "warning" }],
        good: `${SOUND}${TRANSPORT}  tls_verify_hosts = mx.example.org\n  hosts_require_tls = mx.example.org\n`,
      },
    ],
  },
  *check(model) {
    for (const scope of model.driversOf("transport", "smtp")) {
      const verify = scope.get("tls_verify_hosts");
      const clear = scope.get("tls_tempfail_tryclear");
      const demanded = scope.get("hosts_require_tls");
      const situation = situationAt(model, null);
      if (verify.written === undefined || verify.unknown || clear.unknown || demanded.unknown || clear.value !== "true")
        continue;
      if (
        audience(verify.value, situation) === "none" ||
        audience(demanded.value, situation) === "all" ||
        demanded.value === verify.value
      )
        continue;
      if (
        scope.get("protocol").value === "smtps" ||
        audience(scope.get("hosts_require_dane").value, situation) === "all"
      )
        continue;
      const edit = setOption(model, scope, "hosts_require_tls", verify.value);
      yield {
        message: "clear",
        at: valueOf(verify.written),
        endpoint: `transport/${scope.instance?.name.text ?? ""}`,
        ...(edit && { fix: { title: "Demand TLS of the same hosts", safety: "unsafe", edits: [edit] } }),
      };
    }
  },
});
