// A comment behind a value, which Exim takes for a part of it.
import { defineProductRule } from "../../../rules/rule.js";
import type { Model, Written } from "../model.js";
import { pieceOf } from "../places.js";
import { SOUND, spec } from "../spec.js";

/** Options about TLS and login: for others a `#` may be meant. */
const OURS =
  /^(?:tls_|gnutls_|openssl_|dane_|dnssec_|hosts_|auth_advertise_hosts$|daemon_smtp_ports$|local_interfaces$|server_advertise_condition$)/;

/** A number sign behind a blank, and no expansion after it. */
const COMMENT = /[ \t]+#[^${}]*$/;

function commentIn({ option, text }: Written): RegExpExecArray | null {
  return option.type === "string" && OURS.test(option.name) ? COMMENT.exec(text) : null;
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "exim-comment-in-value",
    summary: "A comment is taken for a part of a value",
    severity: "error",
    fix: "safe",
    docs: {
      why: "To Exim `#` begins a comment only at the start of a line. Behind a value it is part of it: a list of hosts gets an item that nobody has, a file is not found, a priority string is refused. For numbers and booleans Exim says so and stops; for strings it says nothing.",
      remedy: "Put the comment on a line of its own.",
      references: [spec("configuration", "common option syntax")],
    },
    messages: {
      comment:
        "To Exim this is no comment but a part of the value of `{name}`: `#` begins one only at the start of a line. Put it on a line of its own.",
    },
    examples: [
      {
        dialect: "exim",
        bad: `${SOUND}tls_advertise_hosts = * # everybody\n`,
        findings: [{ message: "comment", line: 3, severity: "error" }],
        good: `${SOUND}tls_advertise_hosts = *\n`,
      },
    ],
  },
  *check(model) {
    for (const scope of [model.main, ...model.drivers]) {
      for (const written of scope.written) {
        const found = commentIn(written);
        if (found === null) continue;
        const at = pieceOf(written, found.index, written.text.length);
        const { source } = written.line.logical;
        const literal = source.slice(at.span) === found[0];
        yield {
          message: "comment",
          data: { name: written.option.name },
          at,
          ...(literal && { fix: { title: "Remove the comment", safety: "safe", edits: [{ ...at, text: "" }] } }),
        };
      }
    }
  },
});
