// What the editor shows for a parameter.

import type { Token, Value } from "../../dialects/postfix-lines.js";
import { touches, type Span } from "../../text/span.js";
import { parameterMarkdown } from "./catalogue.js";
import { cipherListMarkdown } from "./cipher-hover.js";
import { entryAt, type Model, type Scope } from "./model.js";
import { parameter, type Parameter } from "./parameters.js";

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
