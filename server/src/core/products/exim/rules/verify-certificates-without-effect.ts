// Authorities are named, and nobody's certificate is asked for; or all verification is asked for without any authority.
import { defineProductRule } from "../../../rules/rule.js";
import { audience } from "../host-list.js";
import type { Model } from "../model.js";
import { valueOf } from "../places.js";
import { situationAt } from "../server-posture.js";
import { SOUND, spec, TRANSPORT } from "../spec.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "verify-certificates-without-effect",
    summary: "Authorities in tls_verify_certificates have no effect",
    severity: "warning",
    fix: "none",
    docs: {
      why: "`tls_verify_certificates` names authorities, and verifies nothing by itself. In the main section a client is asked for a certificate only if it is in `tls_verify_hosts` or `tls_try_verify_hosts`, both of which are empty by default. Left empty in a transport, it leaves nothing to verify with, whatever `tls_verify_hosts` says.",
      remedy:
        "In the main section, name the clients in `tls_verify_hosts`, or remove the line. In a transport, use `system`, the default.",
      references: [spec("main", "tls_verify_certificates"), spec("smtp", "tls_verify_certificates")],
    },
    messages: {
      "nobody-asked":
        "No client is asked for a certificate, so that these authorities are never used. Name clients in `tls_verify_hosts` or `tls_try_verify_hosts`, or remove the line.",
      "no-authority":
        "Without an authority no certificate can be verified, although `tls_verify_hosts` asks for it: no session with these hosts comes about. Use `system`.",
    },
    examples: [
      {
        dialect: "exim",
        bad: `${SOUND}tls_verify_certificates = /etc/ssl/certs/ca.pem\n`,
        findings: [{ message: "nobody-asked", line: 3, severity: "warning" }],
        good: `${SOUND}tls_verify_certificates = /etc/ssl/certs/ca.pem\ntls_verify_hosts = 192.0.2.0/24\n`,
      },
      {
        dialect: "exim",
        bad: `${SOUND}${TRANSPORT}  hosts_require_tls = mx.example.org\n  tls_verify_hosts = mx.example.org\n  tls_verify_certificates =\n`,
        findings: [{ message: "no-authority", line: 8, severity: "warning" }],
        good: `${SOUND}${TRANSPORT}  hosts_require_tls = mx.example.org\n  tls_verify_hosts = mx.example.org\n`,
      },
    ],
  },
  *check(model) {
    const situation = situationAt(model, null);
    const { main } = model;
    const own = main.get("tls_verify_certificates");
    const asked = ["tls_verify_hosts", "tls_try_verify_hosts"].map((name) => main.get(name));
    const nobody = asked.every(({ value, unknown }) => !unknown && audience(value, situation) === "none");
    if (own.written !== undefined && own.value !== "" && nobody)
      yield { message: "nobody-asked", at: valueOf(own.written) };
    for (const scope of model.driversOf("transport", "smtp")) {
      const authorities = scope.get("tls_verify_certificates");
      const verify = scope.get("tls_verify_hosts");
      if (authorities.written === undefined || authorities.value !== "" || verify.unknown) continue;
      if (audience(verify.value, situation) !== "none")
        yield { message: "no-authority", at: valueOf(authorities.written) };
    }
  },
});
