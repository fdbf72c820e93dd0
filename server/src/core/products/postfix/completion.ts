// What can be written at a place of main.cf, master.cf or a TLS policy table. What the words mean is catalogue.ts and values.ts.

import type { Span } from "../../text/span.js";
import { wordAt } from "../../text/word-at.js";
import type { Completion, CompletionList, InputFile } from "../product.js";
import { parameterCompletions, valueCompletions } from "./catalogue.js";
import type { Model } from "./model.js";
import { manualUrl } from "./parameters.js";
import { policyAttributes } from "./tls-policy.js";

/** The logical line up to the offset: physical lines that start with a blank continue the one before; comments end nothing. */
function lineBefore(text: string, offset: number): { readonly text: string; readonly start: number } {
  let start = text.lastIndexOf("\n", offset - 1) + 1;
  while (start > 0 && /^[ \t]/.test(text.slice(start))) start = text.lastIndexOf("\n", start - 2) + 1;
  return { text: text.slice(start, offset), start };
}

const NAME = /[A-Za-z0-9_]/;
/** A word of a value: lists part at blanks, commas and colons. */
const WORD = /[^\s,:{}=]/;

function names(model: Model, span: Span, after: string): CompletionList {
  const taken = new Set(model.entries.keys());
  const items = parameterCompletions(model.version).map((item): Completion => ({
    ...item,
    kind: "setting",
    text: item.label + after,
    preferred: !taken.has(item.label),
  }));
  return { span, items };
}

function values(model: Model, name: string, span: Span): CompletionList {
  const items = valueCompletions(name, model.version).map((item): Completion => ({
    ...item,
    kind: "value",
    text: item.label,
    preferred: true,
  }));
  return { span, items };
}

function inMain(model: Model, text: string, offset: number): CompletionList | null {
  const line = lineBefore(text, offset);
  if (line.text.trimStart().startsWith("#")) return null;
  const equals = line.text.indexOf("=");
  if (equals !== -1) return values(model, line.text.slice(0, equals).trim(), wordAt(text, offset, WORD));
  const span = wordAt(text, offset, NAME);
  // A name stands at the start of a line, and nowhere else.
  if (span.start !== line.start) return null;
  const rest = text.slice(span.end, (text.indexOf("\n", span.end) + text.length + 1) % (text.length + 1));
  return names(model, span, rest.trimStart().startsWith("=") ? "" : " = ");
}

/** Inside `-o name=value` or `-o { name = value }`. */
function inMaster(model: Model, text: string, offset: number): CompletionList | null {
  const line = lineBefore(text, offset);
  const match = /(?:^|\s)-o\s*(\{\s*)?([A-Za-z0-9_]*)(\s*=\s*)?([^{}]*)$/.exec(line.text);
  if (!match) return null;
  const [, brace, name = "", equals, value = ""] = match;
  // Without braces a blank ends the argument.
  if (brace === undefined && /\s/.test((equals ?? "") + value)) return null;
  if (equals !== undefined) return values(model, name, wordAt(text, offset, WORD));
  return value === "" ? names(model, wordAt(text, offset, NAME), brace === undefined ? "=" : " = ") : null;
}

/** What can be written at `offset` of one of the configuration's files; null where there is nothing to choose from. */
export function completions(model: Model, { source, dialect }: InputFile, offset: number): CompletionList | null {
  switch (dialect) {
    case "postfix-main":
      return inMain(model, source.text, offset);
    case "postfix-master":
      return inMaster(model, source.text, offset);
    default:
      return inTable(model, source.text, offset);
  }
}

/** The value of a row of a TLS policy table: a level, then attributes. */
function inTable(model: Model, text: string, offset: number): CompletionList | null {
  const line = lineBefore(text, offset);
  const key = /^\S+\s+/.exec(line.text)?.[0];
  if (key === undefined || key.startsWith("#")) return null;
  const written = line.text.slice(key.length);
  const span = wordAt(text, offset, WORD);
  // The level comes first, then attributes (postconf(5), smtp_tls_policy_maps).
  if (!/\s/.test(written)) return values(model, "smtp_tls_security_level", span);
  if (/=\S*$/.test(written)) return null;
  const attribute = (name: string): Completion => ({
    kind: "setting",
    label: name,
    detail: "attribute of a TLS policy",
    markdown: `[postconf(5)](${manualUrl("smtp_tls_policy_maps")})`,
    deprecated: false,
    text: `${name}=`,
    preferred: !written.includes(`${name}=`),
  });
  return { span, items: policyAttributes(model.version).map(attribute) };
}
