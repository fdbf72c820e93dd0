// Sorts files into configurations: a main file with what it includes, or Debian's split configuration. No meaning of settings.

import { maskTemplate } from "../../text/template.js";
import { SourceText } from "../../text/source-text.js";
import type { ProductOptions } from "../options.js";
import type { InputFile } from "../product.js";
import { directoryOf } from "../paths.js";
import { placesOf } from "./paths.js";

/** The files of one configuration, in the order in which Exim reads them; others come in through `.include`. */
export interface Sources {
  readonly parts: readonly SourceText[];
  /** Files that were given, by path: what an include finds first. */
  readonly given: ReadonlyMap<string, SourceText>;
  /** Debian's update-exim4.conf makes one file of these and others: of a setting that is not there, nothing can be concluded. */
  readonly partial: boolean;
}

/** Folders of Debian's split configuration in the order of update-exim4.conf(8). */
const FOLDERS = ["main", "acl", "router", "transport", "retry", "rewrite", "auth"];
const PART = new RegExp(`^(.*/)?conf\\.d/(${FOLDERS.join("|")})/([\\w-]+)$`);

/** The order of run-parts(8) in the C locale. */
function rank(path: string): string {
  const [, , folder = "", name = ""] = PART.exec(path) ?? [];
  return `${FOLDERS.indexOf(folder)} ${name}`;
}

/** A template of which the tags are known: Jinja and the like. Debian's exim4.conf.template is none. */
const TEMPLATE_NAME = /\.(?:j2|jinja2?|erb|epp|tmpl|tpl|gotmpl|mustache|in)$/i;

/** The text as it is read: with the tags of a template made unknown. */
export function asRead(source: SourceText): SourceText {
  return TEMPLATE_NAME.test(source.path) ? (maskTemplate(source)?.masked ?? source) : source;
}

/** What a file includes, by name alone: enough to know which files are parts of others. */
function namedIn({ text, path }: SourceText): readonly string[] {
  const names = [...text.matchAll(/^[ \t]*\.include(?:_if_exists)?[ \t]+"?([^"\n]+?)"?[ \t\r]*$/gm)];
  return names.flatMap(([, name = ""]) => placesOf(name, path));
}

/** One entry per configuration. */
export function groupFiles(files: readonly InputFile[]): readonly Sources[] {
  const sources = files.map(({ source }) => source);
  const given = new Map(sources.map((source) => [source.path, source]));
  const included = new Set(sources.flatMap(namedIn));
  const splits = new Map<string, SourceText[]>();
  const groups: Sources[] = [];
  const macros = sources.filter(({ path }) => path.endsWith("exim4.conf.localmacros"));
  for (const source of sources) {
    const root = PART.exec(source.path)?.[1];
    if (PART.test(source.path)) splits.set(root ?? "", [...(splits.get(root ?? "") ?? []), source]);
    else if (!included.has(source.path) && !macros.includes(source)) {
      const template = source.path.endsWith(".template");
      const before = template ? macros.filter(({ path }) => directoryOf(path) === directoryOf(source.path)) : [];
      groups.push({ parts: [...before, source], given, partial: false });
    }
  }
  for (const parts of splits.values()) {
    const ordered = [...parts].sort((a, b) => (rank(a.path) < rank(b.path) ? -1 : 1));
    groups.push({ parts: ordered, given, partial: !ordered.some(({ text }) => /^begin transports/m.test(text)) });
  }
  const used = new Set(groups.flatMap(({ parts }) => parts));
  for (const source of macros) if (!used.has(source)) groups.push({ parts: [source], given, partial: true });
  return groups;
}

/** What an include finds. */
export function findIncluded(
  path: string,
  from: SourceText,
  { given }: Sources,
  { files }: ProductOptions,
): SourceText | "missing" | "unknown" {
  const places = placesOf(path, from.path).map((place) => files?.nameOf?.(place) ?? place);
  for (const place of places) {
    const known = given.get(place);
    if (known !== undefined) return asRead(known);
    const text = files?.text(place) ?? null;
    if (text !== null) return asRead(new SourceText(place, text));
  }
  const missing = places.every((place) => files?.status(place)?.kind === "missing");
  return missing && places.length > 0 ? "missing" : "unknown";
}
