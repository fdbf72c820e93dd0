// `$name` of something that does not exist: it becomes nothing, without a word.
import { parseExpression, type Part } from "../../../dialects/postfix-main/expression.js";
import { defineProductRule, type ProductReport } from "../../../rules/rule.js";
import { closest } from "../../../text/closest.js";
import type { Span } from "../../../text/span.js";
import { sourceSpan } from "../../../dialects/postfix-lines.js";
import type { Model, Scope, Setting } from "../model.js";
import { parameter, parameterNames, perServiceDefault } from "../parameters.js";

/** Settings that bear on TLS. Elsewhere `$name` may belong to other programs (milters, pipes, tables). */
const CONCERNED = /tls|CA(file|path)|cert|cipher/i;

interface Use {
  readonly name: string;
  readonly span: Span;
}

/** Names whose value is used; `${name?…}` and `${name:…}` only ask whether there is one. */
function usedNames(parts: readonly Part[]): Use[] {
  return parts.flatMap((part) => {
    if (part.kind !== "reference" && part.kind !== "comparison") return [];
    const { consequent, alternate } = part;
    const inside = [consequent, alternate].flatMap((branch) => usedNames(branch?.parts ?? []));
    const asks = consequent !== undefined || alternate !== undefined;
    if (part.kind === "comparison") return [...usedNames([...part.left.parts, ...part.right.parts]), ...inside];
    return asks ? inside : [{ name: part.name.text, span: part.name.span }];
  });
}

function exists(name: string, scope: Scope): boolean {
  return parameter(name) !== undefined || perServiceDefault(name) !== undefined || scope.get(name) !== undefined;
}

/** More names than anybody writes come from a program, which does not mistype: they are not compared, each with each. */
const MAX_OWN_NAMES = 1000;

/** The names that may be meant in the value of `setting`. */
function* candidates({ entries }: Model, setting: string): Generator<string> {
  for (const names of [entries.size > MAX_OWN_NAMES ? [] : entries.keys(), parameterNames()])
    for (const name of names) if (name !== setting) yield name;
}

function* undefinedIn(model: Model, { effective, scope, at }: Setting): Generator<ProductReport> {
  const { name: setting, raw } = effective;
  const value = (effective.override ?? effective.entry)?.value;
  if (value === undefined || parameter(setting)?.raw === true) return;
  for (const { name, span } of usedNames(parseExpression(raw).parts)) {
    if (exists(name, scope)) continue;
    const place = { path: at.path, span: sourceSpan(value, span.start, span.end) };
    const guess = closest(name, candidates(model, setting));
    yield {
      message: guess === null ? "unknown" : "misspelt",
      data: { setting, name, ...(guess !== null && { guess }) },
      at: place,
      ...(guess !== null && {
        // The setting changes its value at last.
        fix: { title: `Change to ${guess}`, safety: "unsafe", edits: [{ ...place, text: guess }] },
      }),
    };
  }
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "undefined-name",
    summary: "The value names something that does not exist",
    severity: "warning",
    fix: "unsafe",
    docs: {
      // src/util/mac_expand.c; `postconf -x` of 3.7.11 shows the empty text.
      why: "Postfix puts nothing in the place of a `$name` that is neither a parameter nor defined in `main.cf`, and says nothing. A file name loses its beginning, a list its items, and with them perhaps TLS.",
      remedy: "Correct the name, or define it in `main.cf`.",
      references: [{ title: "postconf(5)", url: "https://www.postfix.org/postconf.5.html" }],
    },
    messages: {
      misspelt: "{setting}: there is no {name}, so nothing is put in its place. Did you mean {guess}?",
      unknown:
        "{setting}: there is no {name}, so nothing is put in its place. Correct the name or define it in main.cf.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "tls_folder = /etc/postfix/tls\nsmtpd_tls_cert_file = $tls_folder/mx.crt\nsmtpd_tls_key_file = $tls_foldr/mx.key\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
        findings: [{ message: "misspelt", line: 3, severity: "warning" }],
        good: "tls_folder = /etc/postfix/tls\nsmtpd_tls_cert_file = $tls_folder/mx.crt\nsmtpd_tls_key_file = $tls_folder/mx.key\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
      },
    ],
  },
  *check(model) {
    for (const setting of model.written()) {
      const { name, raw, problem } = setting.effective;
      if (problem === undefined && CONCERNED.test(name) && raw.includes("$")) yield* undefinedIn(model, setting);
    }
  },
});
