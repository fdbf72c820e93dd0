// Networks whose clients need no TLS: they are treated as if they had it. Source: src/login-common/client-common.c of 2.3.
import { defineProductRule, rfc } from "../../../rules/rule.js";
import { reach, readNetwork } from "../networks.js";
import { atLeast } from "../version.js";
import type { Model } from "../model.js";
import { EXAMPLE, placeOfValue } from "../report.js";

/** Half of the Internet is nobody's network: a prefix this short is meant for everybody. */
const WIDEST = 1;

export const rule = defineProductRule<Model>({
  meta: {
    id: "trusted-networks-too-wide",
    summary: "Strangers may log in without TLS as trusted networks",
    severity: "warning",
    fix: "none",
    docs: {
      why: "A client in `login_trusted_networks` is treated as if it spoke TLS: it may send its password in the clear, and up to 2.3 not even `ssl = required` prevents that. It may also tell another address as its own. So the list is for proxies and webmail on the same network, and never for the world.",
      remedy: "Name the addresses of the proxies alone.",
      references: [
        {
          title: "Dovecot manual: login_trusted_networks",
          url: "https://doc.dovecot.org/2.3/settings/core/#core_setting-login_trusted_networks",
        },
        rfc(8314),
      ],
    },
    messages: {
      everybody:
        "{network} is everybody: each client may send its password without TLS{required}. Name the addresses of your proxies alone.",
      public:
        "{network} is a network of the Internet: its clients may send passwords without TLS{required}. Name the addresses of your proxies alone.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: EXAMPLE + "login_trusted_networks = 10.1.2.0/24 0.0.0.0/0\n",
        findings: [{ message: "everybody", line: 5, severity: "error" }],
        good: EXAMPLE + "login_trusted_networks = 10.1.2.0/24\n",
      },
      {
        dialect: "dovecot",
        bad: EXAMPLE + "login_trusted_networks = 192.0.2.0/24\n",
        findings: [{ message: "public", line: 5, severity: "warning" }],
        good: EXAMPLE + "login_trusted_networks = 192.0.2.7\n",
      },
    ],
  },
  partial: true,
  *check(model) {
    const required = atLeast(model.version, "2.4") ? "" : ", whatever ssl says";
    for (const written of model.written("login_trusted_networks")) {
      for (const text of written.value.split(/[ ,]+/)) {
        const network = readNetwork(text);
        if (network === null || reach(network) !== "public" || network.bits === network.width) continue;
        const all = network.bits <= WIDEST;
        yield {
          message: all ? "everybody" : "public",
          data: { network: text, required },
          severity: all ? "error" : "warning",
          at: placeOfValue(written),
        };
      }
    }
  },
});
