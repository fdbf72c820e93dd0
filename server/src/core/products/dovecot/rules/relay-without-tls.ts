// Passwords that the submission service, or a mail store on another server, sends on without TLS.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { reach, readNetwork } from "../networks.js";
import type { Model } from "../model.js";
import { EXAMPLE, placeOf } from "../report.js";

/** The settings of each, what says that a password is sent, and what that is. */
const KINDS = [
  ["submission_relay", "user", "Mail"],
  ["imapc", "password", "Each request of the IMAP storage"],
  ["pop3c", "password", "Each request of the POP3 storage"],
] as const;

/** On this host, or not known before somebody logs in. */
function isNear(host: string): boolean {
  const network = readNetwork(host);
  return host === "" || host === "localhost" || host.includes("%") || (network !== null && reach(network) === "host");
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "relay-without-tls",
    summary: "Dovecot sends passwords to another server without TLS",
    severity: "warning",
    fix: "none",
    docs: {
      why: "The submission service hands mail to another server, and the IMAP and POP3 storage fetches it from one, with a password. `submission_relay_ssl`, `imapc_ssl` and `pop3c_ssl` are `no` unless somebody sets them: all of it crosses the network in the clear.",
      remedy: "Set it to `starttls`, or to `smtps`, `imaps`, `pop3s` where the other server has a port for that.",
      references: [
        rfc(8314),
        { title: "Dovecot manual: submission", url: "https://doc.dovecot.org/2.3/admin_manual/submission_server/" },
      ],
    },
    messages: { plain: "{what} goes to {host} with a password and without TLS. Set {setting} to starttls." },
    examples: [
      {
        dialect: "dovecot",
        bad:
          EXAMPLE +
          "submission_relay_host = smtp.example.com\nsubmission_relay_user = relay\nimapc_host = imap.example.net\nimapc_password = example\n",
        findings: [
          { message: "plain", line: 5, severity: "warning" },
          { message: "plain", line: 7, severity: "warning" },
        ],
        good:
          EXAMPLE +
          "submission_relay_host = smtp.example.com\nsubmission_relay_user = relay\nsubmission_relay_ssl = starttls\nimapc_host = imap.example.net\nimapc_password = example\nimapc_ssl = imaps\n",
      },
    ],
  },
  *check(model) {
    for (const [prefix, secret, what] of KINDS) {
      const setting = `${prefix}_ssl`;
      for (const written of model.written(`${prefix}_host`)) {
        const { value: host, unknown, filter } = written;
        const scope = model.scope(filter);
        const ssl = scope.get(setting);
        if (unknown || ssl.unknown || ssl.value !== "no" || isNear(host)) continue;
        if (scope.get(`${prefix}_${secret}`).value !== "")
          yield { message: "plain", data: { what, host, setting }, at: placeOf(written) };
      }
    }
  },
});
