// A whole Exim configuration: effective options of the main section and of each driver, named lists, ACLs. What it means for TLS is posture.ts.

import type { DriverClass, Instance, NamedList, Reading } from "../../dialects/exim/statement.js";
import { readConfiguration } from "../../dialects/exim/statements.js";
import type { Origin } from "../../posture/fact.js";
import type { FileTree } from "../../posture/named-file.js";
import { SourceText } from "../../text/source-text.js";
import { UNKNOWN } from "../../text/template.js";
import type { Span } from "../../text/span.js";
import type { ProductOptions } from "../options.js";
import { evaluate, type Written } from "./evaluate.js";
import { type Library, libraryOf } from "./library.js";
import { asRead, findIncluded, type Sources } from "./load.js";
import { builtinMacros, defaultOf, option, shownName } from "./options.js";
import { type EximVersion, NEWEST_VERSION, readVersion } from "./version.js";

export type { Written } from "./evaluate.js";

/** Why Exim does not start, with its place. */
export interface Fatal {
  readonly problem: string;
  readonly message: string;
  readonly path: string;
  readonly span: Span;
  /** One-based; the line that Exim names. */
  readonly line: number;
  /** Exim's message names a line. */
  readonly numbered: boolean;
}

/** The value of an option that counts. */
export interface Effective {
  readonly value: string;
  readonly origin: Origin;
  /** The line that says it; absent for a default. */
  readonly written?: Written;
  /** A template or Debian's update-exim4.conf fills in a part of it. */
  readonly unknown: boolean;
}

/** The options of the main section, or of one driver. */
export interface Scope {
  /** `main`, or `transport/smtp`. */
  readonly kind: string;
  readonly instance: Instance | null;
  readonly written: readonly Written[];
  get(name: string): Effective;
  bool(name: string): boolean;
}

/** A configuration with everything needed to judge it. */
export interface Model {
  readonly version: EximVersion;
  readonly library: Library;
  readonly reading: Reading;
  readonly sources: Sources;
  readonly main: Scope;
  readonly drivers: readonly Scope[];
  readonly fatals: readonly Fatal[];
  readonly lists: readonly NamedList[];
  readonly files: FileTree | null;
  /** The first file: where a line of the main section is added when nothing is near. */
  readonly source: SourceText;
  /** Something of it stands in files that nobody could read. */
  readonly open: boolean;
  driversOf(driverClass: DriverClass, driver?: string): readonly Scope[];
}

/** DEBCONFxDEBCONF: update-exim4.conf puts a value from update-exim4.conf.conf there. */
const FILLED_IN = new RegExp(`${UNKNOWN}|DEBCONF\\w+DEBCONF`);

function originOf({ line, option: { name } }: Written): Origin {
  const { source, span } = line.logical;
  return {
    kind: "explicit",
    setting: name,
    path: source.path,
    span: line.value.span ?? line.name.span ?? firstLine(source, span),
  };
}

/** The first physical line of a logical one, blanks apart. */
export function firstLine(source: SourceText, { start, end }: Span): Span {
  const text = source.text.slice(start, end);
  const from = start + (text.length - text.trimStart().length);
  const line = source.text.slice(from, end).split("\n", 1)[0] ?? "";
  return { start: from, end: from + line.trimEnd().length };
}

/** `open`: an option that is not written here may well be in a file that nobody could read. */
function scopeOf(
  kind: string,
  instance: Instance | null,
  written: readonly Written[],
  version: EximVersion,
  open = false,
): Scope {
  const driverClass = kind.split("/")[0] ?? kind;
  const get = (name: string): Effective => {
    const last = written.filter(({ option: { name: own } }) => shownName(own) === name).at(-1);
    if (last !== undefined)
      return {
        value: last.text,
        origin: originOf(last),
        written: last,
        unknown: FILLED_IN.test(last.line.logical.line.text),
      };
    const known = option(kind, name) ?? option(driverClass, name);
    const value = known === undefined ? "" : defaultOf(known, version);
    return { value, origin: { kind: "default", setting: name }, unknown: open };
  };
  return { kind, instance, written, get, bool: (name) => get(name).value === "true" };
}

/** The release that is judged for. */
function versionOf({ serverVersion }: ProductOptions): EximVersion {
  return (serverVersion === undefined ? null : readVersion(serverVersion)) ?? NEWEST_VERSION;
}

/** Reads a configuration. Never throws. */
export function loadModel(sources: Sources, options: ProductOptions): Model {
  const version = versionOf(options);
  const library = libraryOf(options);
  const parts = sources.parts.map(asRead);
  const reading = readConfiguration(parts, {
    builtins: builtinMacros(version, library.kind),
    include: (path, from) => findIncluded(path, from, sources, options),
  });
  const { written, instances, problems } = evaluate(reading, version, library, !sources.partial);
  const of = (instance: Instance | null): readonly Written[] =>
    written.filter(({ line }) => line.instance === instance);
  const open = sources.partial || reading.unknownIncludes.length > 0;
  const drivers = instances.map(({ instance, kind }) => scopeOf(kind, instance, of(instance), version));
  // A template may leave out what is there twice, and fill in what is missing.
  const isTemplate = parts.some((part, index) => part !== sources.parts[index]);
  const fatals = (isTemplate ? [] : problems).map(({ source, span, end, ...rest }): Fatal => {
    const last = Math.max(span.start, source.text[end - 1] === "\n" ? end - 1 : end);
    return { ...rest, path: source.path, span, line: source.position(last).line + 1 };
  });
  return {
    version,
    library,
    reading,
    sources,
    main: scopeOf("main", null, of(null), version, open),
    open,
    drivers,
    fatals,
    lists: reading.statements.flatMap((statement) => (statement.kind === "list" ? [statement] : [])),
    files: options.files ?? null,
    source: sources.parts[0] ?? new SourceText("exim.conf", ""),
    driversOf: (driverClass, driver) =>
      drivers.filter(({ kind }) =>
        driver === undefined ? kind.startsWith(`${driverClass}/`) : kind === `${driverClass}/${driver}`,
      ),
  };
}
