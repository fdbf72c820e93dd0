// What can be told about a parameter without any file: Markdown for hover and completion, and the candidates of completion.

import { code } from "../../text/markdown.js";
import { deprecationOf } from "./deprecations.js";
import { DESCRIPTIONS } from "./descriptions.generated.js";
import {
  defaultOf,
  isKnownIn,
  manualUrl,
  parameter,
  parameterNames,
  perServiceDefault,
  type Parameter,
} from "./parameters.js";
import { valuesFor } from "./values.js";
import type { PostfixVersion } from "./version.js";

/** One candidate of completion. */
export interface Completion {
  readonly label: string;
  /** A few words beside the label. */
  readonly detail: string;
  readonly markdown: string;
  readonly deprecated: boolean;
}

/** One sentence on what the parameter decides; undefined where there is none. */
export function descriptionOf(name: string): string | undefined {
  return DESCRIPTIONS[name];
}

function age(known: Parameter, version: PostfixVersion): string | null {
  const { since, removed, backports = [] } = known;
  if (!isKnownIn(known, version)) {
    const when =
      since !== undefined && removed === undefined
        ? `It exists since ${since}${backports.length > 0 ? ` (and ${backports.join(", ")})` : ""}.`
        : `It was removed in ${removed ?? "another release"}.`;
    return `Postfix ${version.text} does not have this parameter. ${when}`;
  }
  if (since === undefined) return null;
  return `Since Postfix ${since}${backports.length > 0 ? `, and in ${backports.join(", ")}` : ""}.`;
}

function defaultLine(known: Parameter, version: PostfixVersion, distribution: "debian" | undefined): string {
  if (known.computed) return "Default: worked out from the machine.";
  const fallback = defaultOf(known, version, distribution) ?? "";
  const level = fallback.includes("$compatibility_level") ? "; it depends on compatibility_level" : "";
  return `Default in Postfix ${version.text}: ${code(fallback)}${level}`;
}

const readers = (daemons: readonly string[]): string | null =>
  daemons.length === 0
    ? null
    : `Read by ${daemons.includes("*") ? "all programs" : daemons.map((name) => `${name}(8)`).join(", ")}.`;

function valueLines(name: string, version: PostfixVersion): readonly string[] {
  const values = valuesFor(name, version);
  if (values.length === 0 || parameter(name)?.type === "bool") return [];
  if (values.every(({ note }) => note === undefined)) {
    return [`Values: ${values.map(({ value }) => code(value)).join(", ")}`];
  }
  return [
    ["Values:", ""]
      .concat(values.map(({ value, note }) => `- ${code(value)}${note === undefined ? "" : `: ${note}`}`))
      .join("\n"),
  ];
}

/** What a reader wants to know of a parameter in `version`; `here` is what its value comes to where the reader stands. */
export function parameterMarkdown(
  known: Parameter,
  version: PostfixVersion,
  context: { readonly distribution?: "debian" | undefined; readonly here?: string | undefined } = {},
): string {
  const { name } = known;
  const warned = deprecationOf(name, version);
  const paragraphs = [
    `**${name}** (${known.type.replaceAll("-", " ")})`,
    descriptionOf(name),
    warned && `Deprecated since Postfix ${warned.since}: ${warned.replacement}.`,
    age(known, version),
    defaultLine(known, version, context.distribution),
    context.here === undefined ? null : `Here it comes to: ${code(context.here)}`,
    ...valueLines(name, version),
    readers(known.daemons),
    `[postconf(5)](${manualUrl(name)})`,
  ];
  return paragraphs.filter((text) => text !== undefined && text !== null).join("\n\n");
}

/** The parameters that `version` has and that a file can set, deprecated ones marked. */
export function parameterCompletions(version: PostfixVersion): readonly Completion[] {
  return Array.from(parameterNames(), (name) => parameter(name))
    .filter((known) => known !== undefined)
    .filter((known) => isKnownIn(known, version) && known.readOnly !== true && known.type !== "function")
    .map((known) => ({
      label: known.name,
      detail: known.type.replaceAll("-", " "),
      markdown: parameterMarkdown(known, version),
      deprecated: deprecationOf(known.name, version) !== null,
    }));
}

/** The values to offer for a parameter; the default is told as such. */
export function valueCompletions(name: string, version: PostfixVersion): readonly Completion[] {
  const known = parameter(name);
  const fallback = known ? defaultOf(known, version) : perServiceDefault(name);
  return valuesFor(name, version).map(({ value, note }) => ({
    label: value,
    detail: value === fallback ? "default" : "",
    markdown: note ?? "",
    deprecated: false,
  }));
}
