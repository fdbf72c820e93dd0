// `-o name = value` without braces: the daemon does not start.
import type { Argument, MasterCf, Override } from "../../../dialects/postfix-master/tree.js";
import type { Span } from "../../../text/span.js";
import { defineProductRule, type ProductReport } from "../../../rules/rule.js";
import type { Model } from "../model.js";
import { atLeast, type PostfixVersion } from "../version.js";

/** A sound main.cf for the examples. */
const MAIN =
  "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtp_tls_security_level = may\n";

/** `-o { name = value }` (RELEASE_NOTES-3.0). */
const BRACES_SINCE = "3.0";

/** `-o`, a name and `=` in words of their own: where they are, and what is meant. */
function* torn(all: readonly (Override | Argument)[]): Generator<{ name: string; value: string; span: Span }> {
  const words = all.map((argument) => (argument.kind === "argument" ? argument : null));
  for (const [index, option] of words.entries()) {
    const [name, equals, value] = words.slice(index + 1, index + 4);
    if (option?.text !== "-o" || !name || !equals) continue;
    const joined = /^([A-Za-z0-9_]+)(=?)$/.exec(name.text);
    if (!joined) continue;
    if (joined[2] === "" && equals.text === "=" && value)
      yield { name: joined[1] ?? "", value: value.text, span: { start: option.span.start, end: value.span.end } };
    else if (joined[2] === "" && /^=./.test(equals.text))
      yield {
        name: joined[1] ?? "",
        value: equals.text.slice(1),
        span: { start: option.span.start, end: equals.span.end },
      };
  }
}

/** Words in braces where they are not known: `-o` gets the brace alone. */
function* bracesTooNew(version: PostfixVersion, path: string, { nodes }: MasterCf): Generator<ProductReport> {
  for (const node of nodes) {
    if (node.kind !== "service") continue;
    for (const argument of node.arguments) {
      if (argument.kind !== "override" || !argument.braced) continue;
      const [name, value] = [argument.name.text, argument.value.text];
      const text = `-o ${name}=${value}`;
      const { span } = argument;
      yield {
        message: "tooNew",
        data: { name, value, version: version.text },
        at: { path, span },
        // A value with blanks cannot be said in one word.
        ...(!/\s/.test(value) && { fix: { title: `Write ${text}`, safety: "safe", edits: [{ path, span, text }] } }),
      };
    }
  }
}

export const rule = defineProductRule<Model>({
  partial: true,
  meta: {
    id: "blanks-in-override",
    summary: "Blanks around the equals sign of an override",
    severity: "error",
    fix: "safe",
    docs: {
      why: "Without braces, a blank ends the argument: `-o smtpd_tls_security_level = encrypt` gives the daemon a setting without a value. It stops with a fatal error, and the service answers nobody.",
      remedy: "Write `-o name=value` without blanks, or, since Postfix 3.0, `-o { name = value }`.",
      references: [{ title: "master(5)", url: "https://www.postfix.org/master.5.html#syntax" }],
    },
    messages: {
      torn: "The blanks around = make this an argument without a value, and the service does not start. Write -o {name}={value}.",
      tooNew:
        "Postfix {version} does not know braces around an override, which came with 3.0: the service does not start. Write -o {name}={value}.",
      unreadable: "{problem}",
    },
    examples: [
      {
        dialect: "postfix-master",
        bad: "submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_sasl_auth_enable = yes\n",
        findings: [{ message: "torn", line: 3, severity: "error" }],
        good: "submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_sasl_auth_enable=yes\n",
        beside: [{ name: "main.cf", dialect: "postfix-main", text: MAIN }],
      },
      {
        dialect: "postfix-master",
        serverVersion: "2.11.6",
        bad: "smtp inet n - y - - smtpd\n  -o { smtpd_tls_loglevel = 1 }\nsmtp unix - - y - - smtp\ntlsmgr unix - - y 1000? 1 tlsmgr\n",
        findings: [{ message: "tooNew", line: 2, severity: "error" }],
        good: "smtp inet n - y - - smtpd\n  -o smtpd_tls_loglevel=1\nsmtp unix - - y - - smtp\ntlsmgr unix - - y 1000? 1 tlsmgr\n",
        beside: [
          {
            name: "main.cf",
            dialect: "postfix-main",
            text: "smtpd_tls_cert_file = /etc/postfix/tls/mx.crt\nsmtpd_tls_key_file = /etc/postfix/tls/mx.key\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
          },
        ],
      },
    ],
  },
  *check(model) {
    if (!model.master) return;
    const { source, tree, problems } = model.master;
    if (!atLeast(model.version, BRACES_SINCE)) yield* bracesTooNew(model.version, source.path, tree);
    const found = tree.nodes.flatMap((node) => (node.kind === "service" ? [...torn(node.arguments)] : []));
    for (const { kind, message, span } of problems) {
      // Any other override that cannot be read is told in the reader's words.
      const isTorn = found.some((override) => override.span.start <= span.start && span.end <= override.span.end);
      if (kind === "bad-override-syntax" && !isTorn)
        yield { message: "unreadable", data: { problem: message }, at: { path: source.path, span } };
    }
    for (const { name, value, span } of found) {
      const braces = /[\s{}]/.test(value) && atLeast(model.version, BRACES_SINCE);
      yield {
        message: "torn",
        data: { name, value },
        at: { path: source.path, span },
        fix: {
          title: `Write -o ${name}=${value}`,
          safety: "safe",
          edits: [{ path: source.path, span, text: braces ? `-o { ${name} = ${value} }` : `-o ${name}=${value}` }],
        },
      };
    }
  },
});
