// What the editor shows for a parameter, and the host that a line suggests to probe.

import type { Entry } from "../../dialects/postfix-main/tree.js";
import { code } from "../../text/markdown.js";
import { touches, type Span } from "../../text/span.js";
import { cipherListMarkdown } from "./cipher-hover.js";
import type { Model } from "./model.js";
import { nextHop } from "./next-hop.js";
import { defaultOf, isKnownIn, manualUrl, parameter, type Parameter } from "./parameters.js";

function entryAt(model: Model, offset: number): Entry | undefined {
  for (const node of model.parsed.tree.nodes) {
    if (node.span.start > offset) return undefined;
    // Half open: at the start of a line the cursor is on that line, not on the one before.
    if (node.kind === "entry" && (offset < node.span.end || node.span.end === model.source.text.length)) return node;
  }
  return undefined;
}

interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

/** Describes the parameter whose name, or the cipher list that, is at `offset`. */
export function hover(model: Model, offset: number): Hover | null {
  const entry = entryAt(model, offset);
  const known = parameter(entry?.name.text ?? "");
  if (!entry || !known) return null;
  if (touches(entry.name.span, offset)) return parameterHover(model, entry, known);
  return known.type === "openssl-cipher-list" && touches(entry.value.span, offset) ? valueHover(model, entry) : null;
}

/** What an entry's own cipher list comes to, whether or not a later entry replaces it. */
function valueHover(model: Model, entry: Entry): Hover | null {
  const { text, problem } = model.expand(entry.value.text);
  const markdown = problem === undefined && text !== "" ? cipherListMarkdown(text, model) : null;
  return markdown === null ? null : { span: entry.value.span, markdown };
}

/** Type, default of this release, age, manual. */
function parameterHover(model: Model, entry: Entry, known: Parameter): Hover {
  const { name } = known;
  const { version } = model;
  const fallback = defaultOf(known, version);
  const lines = [`**${name}** (${known.type.replaceAll("-", " ")})`, ""];
  if (!isKnownIn(known, version)) {
    const when =
      known.since !== undefined && known.removed === undefined
        ? `It exists since ${known.since}.`
        : `It was removed in ${known.removed ?? "another release"}.`;
    lines.push(`Postfix ${version.text} does not have this parameter. ${when}`, "");
  }
  lines.push(
    known.computed
      ? "Default: worked out from the machine."
      : `Default in Postfix ${version.text}: ${code(fallback ?? "")}`,
  );
  const effective = model.get(name);
  if (effective && effective.value !== effective.raw) lines.push("", `Here it comes to: ${code(effective.value)}`);
  if (known.deprecated) lines.push("", `Deprecated since ${known.deprecated.since}: ${known.deprecated.replacement}`);
  lines.push("", `[postconf(5)](${manualUrl(name)})`);
  return { span: entry.name.span, markdown: lines.join("\n") };
}

/** Parameters whose value names a host that mail goes to or comes in at. */
const HOST_PARAMETERS = ["relayhost", "smtp_fallback_relay", "fallback_relay", "myhostname"];

function target(model: Model, name: string): string | null {
  const value = model.get(name)?.value;
  const hop = value === undefined ? null : nextHop(value);
  if (!hop) return null;
  const named: Readonly<Record<string, string>> = { smtp: "25", submission: "587", submissions: "465", smtps: "465" };
  const port = hop.port === null ? (name === "myhostname" ? "25" : null) : (named[hop.port] ?? hop.port);
  const host = hop.host.includes(":") ? `[${hop.host}]` : hop.host;
  return port === null ? host : `${host}:${port}`;
}

/** The host of the line at `offset`, else the relay, else this host itself. */
export function probeTarget(model: Model, offset: number): string | null {
  const here = entryAt(model, offset)?.name.text;
  const candidates = [...(here !== undefined && HOST_PARAMETERS.includes(here) ? [here] : []), ...HOST_PARAMETERS];
  for (const name of candidates) {
    const found = target(model, name);
    if (found !== null) return found;
  }
  return null;
}
