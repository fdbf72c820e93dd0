// A transport that logs in at a smarthost, and may do so without TLS.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { setOption } from "../edit.js";
import { audience } from "../host-list.js";
import type { Model } from "../model.js";
import { valueOf } from "../places.js";
import { situationAt } from "../server-posture.js";
import { SOUND, spec, TRANSPORT } from "../spec.js";

const CLIENT =
  "begin authenticators\nplain:\n  driver = plaintext\n  public_name = PLAIN\n  client_send = ^user^$authenticated_sender\n";

export const rule = defineProductRule<Model>({
  meta: {
    id: "exim-password-without-tls",
    summary: "A password may be sent to the smarthost without TLS",
    severity: "warning",
    fix: "unsafe",
    docs: {
      why: "A transport that logs in (`hosts_require_auth`, `hosts_try_auth`) sends the password in whatever session it has. Unless TLS is demanded, whoever strips STARTTLS from the answer of the smarthost reads it. The guard that Debian writes into `client_send` (`${if !eq{$tls_out_cipher}{}…`) is the other way to prevent it.",
      remedy: "Demand TLS of the same hosts with `hosts_require_tls`.",
      references: [spec("smtp", "hosts_require_tls"), rfc(8314, "4.1"), rfc(4954, "4")],
    },
    messages: {
      clear:
        "The password goes out in the clear where somebody strips STARTTLS: TLS is not demanded of the hosts at which this transport logs in. Add `hosts_require_tls` for them.",
    },
    examples: [
      {
        dialect: "exim",
        bad: `${SOUND}${TRANSPORT}  hosts_require_auth = smtp.example.org\n${CLIENT}`,
        findings: [{ message: "clear", line: 6, severity: "warning" }],
        good: `${SOUND}${TRANSPORT}  hosts_require_auth = smtp.example.org\n  hosts_require_tls = smtp.example.org\n${CLIENT}`,
      },
    ],
  },
  *check(model) {
    const situation = situationAt(model, null);
    const senders = model.driversOf("authenticator", "plaintext").map((scope) => scope.get("client_send"));
    // A password that depends on the session is somebody's own guard.
    if (!senders.some(({ written, value }) => written !== undefined && !/tls_out|tls_cipher/.test(value))) return;
    for (const scope of model.driversOf("transport", "smtp")) {
      const login = ["hosts_require_auth", "hosts_try_auth"]
        .map((name) => scope.get(name))
        .find(
          ({ written, value, unknown }) => written !== undefined && !unknown && audience(value, situation) !== "none",
        );
      const demanded = scope.get("hosts_require_tls");
      if (login?.written === undefined || demanded.unknown || scope.get("protocol").value === "smtps") continue;
      if (audience(demanded.value, situation) === "all" || demanded.value === login.value) continue;
      if (audience(scope.get("hosts_require_dane").value, situation) === "all") continue;
      const edit = setOption(model, scope, "hosts_require_tls", login.value);
      yield {
        message: "clear",
        at: valueOf(login.written),
        endpoint: `transport/${scope.instance?.name.text ?? ""}`,
        ...(edit && { fix: { title: "Demand TLS of these hosts", safety: "unsafe", edits: [edit] } }),
      };
    }
  },
});
