// What the editor shows for a parameter, and the host that a line suggests to probe.

import type { Token, Value } from "../../dialects/postfix-lines.js";
import type { Entry } from "../../dialects/postfix-main/tree.js";
import { touches, type Span } from "../../text/span.js";
import { parameterMarkdown } from "./catalogue.js";
import { cipherListMarkdown } from "../cipher-hover.js";
import type { Model, Scope } from "./model.js";
import { nextHop } from "./next-hop.js";
import { parameter, type Parameter } from "./parameters.js";

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

/** A setting as it is written in either file, and the program that reads it. */
interface Written {
  readonly name: Token;
  readonly value: Value;
  readonly scope: Scope;
}

function overrideAt(model: Model, offset: number): Written | undefined {
  for (const service of model.services) {
    if (!service.entry || offset < service.entry.span.start || offset > service.entry.span.end) continue;
    for (const argument of service.entry.arguments) {
      if (argument.kind === "override" && touches(argument.span, offset)) return { ...argument, scope: service };
    }
  }
  return undefined;
}

function writtenAt(model: Model, path: string, offset: number): Written | undefined {
  if (path === model.master?.source.path) return overrideAt(model, offset);
  const entry = path === model.source.path ? entryAt(model, offset) : undefined;
  return entry && { ...entry, scope: model };
}

/** Describes the parameter whose name, or the cipher list that, is at `offset` of main.cf or master.cf. */
export function hover(model: Model, path: string, offset: number): Hover | null {
  const written = writtenAt(model, path, offset);
  const known = parameter(written?.name.text ?? "");
  if (!written || !known) return null;
  if (touches(written.name.span, offset)) return parameterHover(written, known);
  return known.type === "openssl-cipher-list" && touches(written.value.span, offset) ? valueHover(written) : null;
}

/** What a cipher list comes to, whether or not another one replaces it. */
function valueHover({ scope, value }: Written): Hover | null {
  const { text, problem, unknown } = scope.expand(value.text);
  const markdown =
    problem === undefined && unknown === undefined && text !== "" ? cipherListMarkdown(text, scope) : null;
  return markdown === null ? null : { span: value.span, markdown };
}

/** What the catalogue knows of the parameter, and what its value comes to here. */
function parameterHover({ scope, name }: Written, known: Parameter): Hover {
  const effective = scope.get(known.name);
  const expanded = effective !== undefined && effective.unknown !== true && effective.value !== effective.raw;
  const markdown = parameterMarkdown(known, scope.version, { here: expanded ? effective.value : undefined });
  return { span: name.span, markdown };
}

/** Parameters whose value names a host that mail goes to or comes in at. */
const HOST_PARAMETERS = ["relayhost", "smtp_fallback_relay", "fallback_relay", "myhostname"];

function target(model: Model, name: string): string | null {
  const value = model.unknown(name) ? undefined : model.get(name)?.value;
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
