// Reads a whole configuration as Dovecot does: file after file, line after line, into layers of settings. What they mean is model.ts.

import { parse } from "../../dialects/dovecot/parse.js";
import type { BlockStart, Include, Node, Setting } from "../../dialects/dovecot/tree.js";
import type { SourceText } from "../../text/source-text.js";
import type { Span } from "../../text/span.js";
import { type Masked, maskTemplate, UNKNOWN } from "../../text/template.js";
import { openBlock, ROOT, type Section } from "./blocks.js";
import type { Files } from "./files.js";
import { type Filter, filterKey, isFilter } from "./filters.js";
import { keyOf } from "./keys.js";
import { replacementsOf } from "./obsolete.js";
import type { Layer, Reading, ReadProblem, Statement } from "./reading.js";
import { settingIn } from "./settings-table.js";
import { isAlternative } from "./templates.js";
import { readValue } from "./values.js";
import { expandVariables, type Lookup } from "./variables.js";
import { atLeast, type DovecotVersion } from "./version.js";

/** Where Debian's packages switch each protocol on by a file of their own; their builds have no default for the list. */
export const DEBIAN_PROTOCOLS = "/usr/share/dovecot/protocols.d/";

/** Files that are read, each as often as it is included; a configuration of a distribution has some forty. */
const MAX_FILES = 2000;

/** Statements of files together, so that includes of includes end. */
const MAX_STATEMENTS = 200_000;

class Reader {
  readonly sources: SourceText[] = [];
  readonly statements: Statement[] = [];
  readonly problems: ReadProblem[] = [];
  readonly templates = new Map<string, Masked>();
  readonly blocks = new Map<string, string[]>();
  readonly sectionsOf = new Map<Node, Section>();
  readonly layers = new Map<string, Layer>();
  readonly #files: Files;
  readonly #version: DovecotVersion;
  readonly #defaults: Readonly<Record<string, string>>;
  open = false;
  protocolsOpen = false;
  section: Section = ROOT;
  #unnamed = 0;
  #reads = 0;
  #versioned: boolean;

  constructor(files: Files, version: DovecotVersion, defaults: Readonly<Record<string, string>>) {
    this.#files = files;
    this.#defaults = defaults;
    this.#version = version;
    // The first setting must be the version only since 2.4.
    this.#versioned = !atLeast(version, "2.4");
    this.layer(ROOT.filter);
  }

  layer(filter: Filter): Layer {
    const key = filterKey(filter);
    let layer = this.layers.get(key);
    if (layer === undefined) {
      layer = { filter, values: new Map() };
      this.layers.set(key, layer);
    }
    return layer;
  }

  problem(
    source: SourceText,
    node: Node,
    span: Span,
    kind: string,
    message: string,
    severity: "fatal" | "warning" = "fatal",
  ): void {
    const lineAt = Math.max(node.span.start, node.span.end - 1);
    this.problems.push({ path: source.path, span, kind, message, severity, lineAt, statement: { node, source } });
  }

  file(source: SourceText, around: readonly string[]): void {
    this.#reads += 1;
    if (this.#reads > MAX_FILES) return;
    if (!this.sources.some(({ path }) => path === source.path)) this.sources.push(source);
    const template = maskTemplate(source);
    if (template !== null) this.templates.set(source.path, template);
    if (template?.open === true) this.open = true;
    // What is read is the masked text; its places hold in the original, which edits are made to.
    const { tree, problems } = parse(template?.masked ?? source);
    // Whether braces fit together is told by all files together.
    const ours = problems.filter(({ kind }) => kind !== "unexpected-brace" && kind !== "missing-brace");
    ours.sort((a, b) => a.span.start - b.span.start);
    const path = [...around, source.path];
    for (const node of tree.nodes) {
      if (this.statements.length >= MAX_STATEMENTS) return;
      for (let one = ours[0]; one !== undefined && one.span.start < node.span.end; one = ours[0]) {
        this.problems.push({ ...one, path: source.path, lineAt: one.span.start });
        ours.shift();
      }
      this.#node(node, source, path);
    }
  }

  #node(node: Node, source: SourceText, around: readonly string[]): void {
    const { section } = this;
    this.#requireVersion(node, source);
    switch (node.kind) {
      case "include": {
        const included = this.#files.named(node.pattern.text, source.path);
        this.statements.push({ node, source, section, included });
        this.#include(node, source, around, included);
        return;
      }
      case "open":
        this.statements.push({ node, source, section });
        this.#openBlock(node, source);
        return;
      case "close":
        this.statements.push({ node, source, section });
        if (section.outer === null) this.problem(source, node, node.span, "unexpected-brace", "Unexpected '}'");
        else this.section = section.outer;
        return;
      case "setting":
        this.#setting(node, source);
        return;
      default:
        return;
    }
  }

  #requireVersion(node: Node, source: SourceText): void {
    if (this.#versioned || (node.kind !== "setting" && node.kind !== "open" && node.kind !== "include")) return;
    this.#versioned = true;
    if (node.kind === "setting" && node.name.text === "dovecot_config_version") return;
    const { span } = node.kind === "include" ? node.pattern : node.name;
    this.problem(source, node, span, "version-not-first", "The first setting must be dovecot_config_version");
  }

  #include(node: Include, source: SourceText, around: readonly string[], paths: readonly string[] | null): void {
    const { span } = node.pattern;
    if (paths === null && node.pattern.text.startsWith(DEBIAN_PROTOCOLS)) this.protocolsOpen = true;
    else if (paths === null) this.open = true;
    else if (paths.length === 0 && !node.optional) this.problem(source, node, span, "no-matches", "No matches");
    for (const path of paths ?? []) {
      if (around.includes(path)) {
        this.problem(source, node, span, "recursive-include", `Recursive include file: ${path}`);
        return;
      }
      const included = this.#files.read(path);
      if (included !== null) this.file(included, around);
      // A file that may not be read here may well be readable for Dovecot.
      else this.open = true;
    }
  }

  #openBlock(node: BlockStart, source: SourceText): void {
    const name = node.argument?.text ?? null;
    const opened = openBlock(this.section, node, name ?? String(this.#unnamed), this.#version);
    if (name === null && !isFilter(node.name.text)) this.#unnamed += 1;
    if (opened.problem !== undefined)
      this.problem(source, node, node.name.span, opened.problem.kind, opened.problem.message);
    this.section = { ...opened.section, at: { path: source.path, span: node.name.span } };
    this.sectionsOf.set(node, this.section);
    const { parent, entry } = opened;
    if (parent !== undefined && entry !== undefined) {
      const names = this.blocks.get(parent) ?? [];
      if (!names.includes(entry)) names.push(entry);
      this.blocks.set(parent, names);
    }
    this.layer(this.section.filter);
  }

  #setting(node: Setting, source: SourceText): void {
    const { section } = this;
    const { value, name } = node;
    const written = value.kind === "plain" || value.kind === "quoted";
    const isReal = settingIn(this.#version, name.text) !== undefined && name.text !== "protocols";
    const replaced =
      written && section.path === "" && !isReal ? replacementsOf(name.text, value.text, this.#version) : null;
    if (replaced !== null) {
      if (name.text !== "protocols") {
        const words = replaced.map((one) => one.name).join(", ");
        const message =
          words === "" ? `${name.text} is no longer needed` : `${name.text} has been replaced by ${words}`;
        this.problem(source, node, name.span, "obsolete", message, "warning");
      }
      const key = keyOf(section, replaced.at(-1)?.name ?? name.text, this.#version) ?? undefined;
      this.statements.push({ node, source, section, obsolete: true, ...(key && { key }) });
      for (const one of replaced)
        this.#apply(node, source, one.name, { text: one.value, file: one.file === true }, name.text, one.path);
      return;
    }
    const key = keyOf(section, name.text, this.#version);
    this.statements.push({ node, source, section, ...(key && { key }) });
    this.#apply(node, source, name.text, { text: value.text, file: value.kind === "file" });
  }

  #apply(
    node: Setting,
    source: SourceText,
    name: string,
    { text, file }: { readonly text: string; readonly file: boolean },
    obsolete?: string,
    path?: string,
  ): void {
    const section = path === undefined ? this.section : { ...ROOT, path, scope: "service.inet_listener" };
    const key = keyOf(section, name, this.#version);
    if (key === null) {
      if (!section.foreign) {
        const path = section.names.map((one) => `${one} { `).join("");
        this.problem(source, node, node.name.span, "unknown-setting", `Unknown setting: ${path}${name}`);
      }
      return;
    }
    const lookup: Lookup = (wanted) => this.#current(section, wanted);
    const expanded =
      node.value.kind === "variable" && obsolete === undefined
        ? expandVariables(name, text, lookup, this.#version)
        : { shown: text, value: text, unknown: false };
    if ("problem" in expanded) {
      this.problem(source, node, node.value.span, "unknown-variable", expanded.problem);
      return;
    }
    const isText = key.type === "string" || key.type === "file";
    // Where a word is wanted, the content of a file never is one; a `$` is left for later.
    const asked = file && !isText ? "" : expanded.shown;
    const unknown =
      expanded.unknown || text.includes(UNKNOWN) || isAlternative(this.templates.get(source.path), node.span);
    const read =
      (file && isText) || unknown || asked.includes("$")
        ? { shown: asked }
        : readValue(asked, key, atLeast(this.#version, "2.4"));
    if ("problem" in read) {
      this.problem(source, node, node.value.span, "invalid-value", read.problem);
      return;
    }
    const { local, localName, remote } = section.filter;
    if (key.auth && (local ?? localName ?? remote) !== undefined)
      this.problem(
        source,
        node,
        node.name.span,
        "auth-in-filter",
        `Auth settings not supported inside local/remote blocks: ${name}`,
      );
    this.layer(section.filter).values.set(key.path, {
      key: key.path,
      name: key.name,
      scope: key.scope,
      shown: file ? `<${text}` : read.shown,
      value: expanded.value,
      unknown,
      file,
      filter: section.filter,
      node,
      source,
      ...(obsolete === undefined ? {} : { obsolete }),
    });
  }

  /** The value of a setting at this point: the filter's own, else that of the ones around, else the default. */
  #current(section: Section, name: string): ReturnType<Lookup> {
    const key = keyOf(section, name, this.#version) ?? keyOf(ROOT, name, this.#version);
    if (key === null) return undefined;
    for (let at: Section | null = section; at !== null; at = at.outer) {
      const found = this.layer(at.filter).values.get(key.path);
      if (found) return found;
    }
    const fallback = this.#defaults[name] ?? key.fallback;
    return { shown: fallback ?? "", value: fallback ?? "", unknown: fallback === undefined };
  }

  finish(): Reading {
    for (let at = this.section; at.outer !== null; at = at.outer) {
      const place = at.at;
      if (place === undefined) continue;
      this.problems.push({
        ...place,
        kind: "missing-brace",
        severity: "fatal",
        message: "Missing '}'",
        lineAt: place.span.start,
      });
    }
    const { sources, statements, sectionsOf, blocks, problems, templates, open, protocolsOpen } = this;
    return {
      sources,
      statements,
      sectionsOf,
      blocks,
      problems,
      templates,
      open,
      protocolsOpen,
      layers: [...this.layers.values()],
    };
  }
}

/** Reads `main` and what it includes. Goes on behind a line that Dovecot would stop at. `defaults`: those of a distribution. */
export function readConfiguration(
  main: SourceText,
  files: Files,
  version: DovecotVersion,
  defaults: Readonly<Record<string, string>> = {},
): Reading {
  const reader = new Reader(files, version, defaults);
  reader.file(main, []);
  return reader.finish();
}
