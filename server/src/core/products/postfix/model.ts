// A whole Postfix configuration: main.cf, master.cf, the tables that they name. What it means for TLS is posture.ts.

import { dialect as map } from "../../dialects/postfix-map/index.js";
import type { PostfixMap } from "../../dialects/postfix-map/tree.js";
import { parse as parseMain } from "../../dialects/postfix-main/parse.js";
import type { Entry, MainCf } from "../../dialects/postfix-main/tree.js";
import { maskMain, maskMap, maskMaster, type Template } from "../../dialects/postfix-template.js";
import { identity } from "../../dialects/postfix-master/fields.js";
import { parse as parseMaster } from "../../dialects/postfix-master/parse.js";
import type { MasterCf, ServiceEntry } from "../../dialects/postfix-master/tree.js";
import type { Parsed } from "../../dialects/dialect.js";
import type { FileStatus, FileTree } from "../../posture/named-file.js";
import { SourceText } from "../../text/source-text.js";
import { groupBy } from "../../text/group-by.js";
import type { Span } from "../../text/span.js";
import { isOpenSslLibrary } from "../../tls/openssl-table.js";
import { remembering } from "../../tls/remembering.js";
import type { LoginService, ProductOptions } from "../options.js";
import { libraryOf } from "./library.js";
import { NEWEST_VERSION, parameter } from "./parameters.js";
import { absolute } from "../paths.js";
import { besideMain } from "./paths.js";
import { scopeOf, type Effective, type Scope } from "./scope.js";
import { serviceOf, stockServices, type Service } from "./services.js";
import { readVersion, type PostfixVersion } from "./version.js";

export type { Effective, Scope } from "./scope.js";

/** The files of one configuration. Any of them may be missing; `main` is then empty, and `mainRead` false. */
export interface Sources {
  readonly main: SourceText | null;
  readonly master: SourceText | null;
  /** Tables that were given beside them. */
  readonly maps: readonly SourceText[];
}

/** A setting that somebody wrote, and the programs for which it counts: those of `service`, or all that do not say otherwise. */
export interface Setting {
  readonly scope: Scope;
  readonly service: Service | null;
  readonly effective: Effective;
  readonly at: { readonly path: string; readonly span: Span };
}

/** A configuration with everything needed to judge it. As a scope it reads as a program without overrides would. */
export interface Model extends Scope {
  /** main.cf; an empty text where there is none. */
  readonly source: SourceText;
  readonly parsed: Parsed<MainCf>;
  readonly mainRead: boolean;
  readonly master: Parsed<MasterCf> | null;
  /** Tables that were given, whether or not a setting names them. */
  readonly maps: readonly Parsed<PostfixMap>[];
  /** Name → the entry of main.cf that counts: the last one (dict_load_fp in src/util/dict.c). */
  readonly entries: ReadonlyMap<string, Entry>;
  /** All services of master.cf that run, else those of Postfix's own file. */
  readonly services: readonly Service[];
  /** The files of the machine; null where there are none. */
  readonly files: FileTree | null;
  /** Who may check logins for it. */
  readonly loginServices: readonly LoginService[];
  /** The files that are templates, by path. */
  readonly templates: ReadonlyMap<string, Template>;
  /** The first service of that id (`smtp/inet`). */
  serviceOf(id: string): Service | undefined;
  /** The services that a program runs: `smtpd`, `smtp`, … */
  servicesOf(...programs: readonly string[]): readonly Service[];
  /** Each place where somebody set `name`, or any name to a value that is known: main.cf, then the overrides of services. */
  written(name?: string): readonly Setting[];
  /** A path of the configuration in the caller's language (see paths.ts). */
  locate(path: string): string;
  /** The source text of a table, given or found; null where it cannot be read. */
  table(path: string): Parsed<PostfixMap> | null;
}

function entriesOf(tree: MainCf): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const node of tree.nodes) {
    if (node.kind !== "entry") continue;
    // A later duplicate takes the place of the earlier one, also in the order of the report.
    entries.delete(node.name.text);
    if (parameter(node.name.text)?.readOnly !== true) entries.set(node.name.text, node);
  }
  return entries;
}

/** The release that the files are judged for. */
function versionOf(entries: ReadonlyMap<string, Entry>, options: ProductOptions): PostfixVersion {
  const told = options.serverVersion === undefined ? null : readVersion(options.serverVersion);
  const written = entries.get("mail_version");
  return told ?? (written ? readVersion(written.value.text) : null) ?? NEWEST_VERSION;
}

const counting = new WeakMap<MasterCf, readonly ServiceEntry[]>();

/** master.cf is read to its end, and of two lines with the same name and type the last one counts (src/master/master_ent.c). */
function linesThatCount(tree: MasterCf): readonly ServiceEntry[] {
  const known = counting.get(tree);
  if (known !== undefined) return known;
  const lines = new Map<string, ServiceEntry>();
  for (const node of tree.nodes) {
    if (node.kind === "service")
      lines.set(identity(node.fields) ?? `${node.fields.name.text}/${node.fields.type.text}`, node);
  }
  const found = [...lines.values()];
  counting.set(tree, found);
  return found;
}

function isPresent(status: FileStatus | null | undefined): boolean {
  return status !== null && status !== undefined && status.kind !== "missing";
}

function writtenSettings(main: Scope, entries: Model["entries"], services: readonly Service[]): readonly Setting[] {
  const settings: Setting[] = [];
  const add = (scope: Scope, service: Service | null, name: string): void => {
    const effective = scope.get(name);
    if (effective?.origin.kind === "explicit") settings.push({ scope, service, effective, at: effective.origin });
  };
  for (const name of entries.keys()) add(main, null, name);
  for (const service of services) for (const name of service.overrides) add(service, service, name);
  return settings;
}

/** Most hosts have the master.cf of their distribution, with the same few changes. */
const recentMasters = remembering<Pick<Parsed<MasterCf>, "tree" | "problems">>({ results: 32, length: 16 * 1024 });

function parseMasterOnce(source: SourceText): Parsed<MasterCf> {
  return { ...recentMasters(source.text, () => parseMaster(source)), source };
}

/** Reads a configuration. Never throws. */
export function loadModel(sources: Sources, options: ProductOptions): Model {
  const beside = (sources.master ?? sources.maps[0])?.path ?? "main.cf";
  const source = sources.main ?? new SourceText(beside.replace(/[^/]*$/, "main.cf"), "");
  const templates = new Map<string, Template>();
  // What is read is the masked text; its places hold in the original, which edits are made to.
  const readAs = <Tree>(
    text: SourceText,
    mask: typeof maskMain,
    parse: (masked: SourceText) => Parsed<Tree>,
  ): Parsed<Tree> => {
    const template = mask(text);
    if (template === null) return parse(text);
    templates.set(text.path, template);
    return { ...parse(template.masked), source: text };
  };
  const readMap = (text: SourceText): Parsed<PostfixMap> => readAs(text, maskMap, (masked) => map.parse(masked));
  const parsed = readAs(source, maskMain, parseMain);
  const master = sources.master && readAs(sources.master, maskMaster, parseMasterOnce);
  const maps = sources.maps.map(readMap);
  const entries = entriesOf(parsed.tree);
  const version = versionOf(entries, options);
  const told = options.library;
  const library = told !== undefined && isOpenSslLibrary(told) ? told : libraryOf(version);
  const template = templates.get(source.path);
  const unknowns =
    templates.size === 0
      ? null
      : {
          uncertain: template?.uncertain ?? new Set<string>(),
          open: template?.open ?? false,
          asked: new Set<string>(),
        };
  const target = { version, library, host: options.host, unknowns };
  const namesProgram = /\b(?:process|service)_name\b/.test(source.text);
  const written = { mainPath: source.path, entries, namesProgram };
  const main = scopeOf(written, target);
  const services = master
    ? linesThatCount(master.tree).map((entry) => serviceOf(entry, master.source.path, main, written, target))
    : stockServices(main);
  const files = options.files ?? null;
  const tables = new Map<string, Parsed<PostfixMap> | null>(maps.map((table) => [table.source.path, table]));
  const byId = new Map([...services].reverse().map((service) => [service.id, service]));
  const programs = new Map<string, readonly Service[]>();
  let all: readonly Setting[] | undefined;
  let known: readonly Setting[] | undefined;
  let byName: ReadonlyMap<string, readonly Setting[]> | undefined;
  const model: Model = {
    ...main,
    source,
    parsed,
    mainRead: sources.main !== null,
    master,
    maps,
    entries,
    services,
    files,
    loginServices: options.loginServices ?? [],
    templates,
    serviceOf: (id) => byId.get(id),
    servicesOf(...wanted) {
      const key = wanted.join(" ");
      const known = programs.get(key) ?? services.filter(({ program }) => wanted.includes(program));
      programs.set(key, known);
      return known;
    },
    written(name) {
      all ??= main.traced(() => writtenSettings(main, entries, services)).result;
      if (name === undefined) return (known ??= all.filter(({ effective }) => effective.unknown !== true));
      // Who asks has read the name, also where a template decides it.
      if (templates.size > 0) for (const scope of [main, ...services]) scope.get(name);
      byName ??= groupBy(all, ({ effective }) => effective.name);
      return byName.get(name) ?? [];
    },
    locate(path) {
      const name = (located: string): string => files?.nameOf?.(located) ?? located;
      const beside = besideMain(path, source.path, main.get("config_directory")?.value);
      // A tree in a repository has some of the files; the others are where they are said to be.
      const isThere = beside !== null && (tables.has(name(beside)) || isPresent(files?.status(name(beside))));
      return name(isThere ? beside : absolute(path, source.path));
    },
    table(path) {
      const at = model.locate(path);
      const known = tables.get(at);
      if (known !== undefined) return known;
      const text = files?.text(at) ?? null;
      const table = text === null ? null : readMap(new SourceText(at, text));
      tables.set(at, table);
      return table;
    },
  };
  return model;
}

/** The setting of main.cf at `offset`. */
export function entryAt(model: Model, offset: number): Entry | undefined {
  for (const node of model.parsed.tree.nodes) {
    if (node.span.start > offset) return undefined;
    // Half open: at the start of a line the cursor is on that line, not on the one before.
    if (node.kind === "entry" && (offset < node.span.end || node.span.end === model.source.text.length)) return node;
  }
  return undefined;
}
