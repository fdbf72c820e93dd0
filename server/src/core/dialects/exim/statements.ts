// From logical lines to statements: macros, named lists, options, sections, driver instances, ACLs. Which options there are belongs to the product.
// Source: readconf_main, readconf_driver_init, readconf_acl, readconf_rest in src/readconf.c (4.96).

import type { SourceText } from "../../text/source-text.js";
import type { Span } from "../../text/span.js";
import { aclLineProblem } from "./acl.js";
import { skipBlanks } from "./lines.js";
import { LineReader, type LogicalLine, type Surroundings } from "./logical.js";
import type {
  ConfigurationProblem,
  DriverClass,
  Instance,
  NamedList,
  Reading,
  Section,
  Statement,
  Token,
} from "./statement.js";
import { MAX_NAME, nameEnd } from "./macros.js";
import { offsetAt, writtenSpan } from "./mapped-text.js";

const SECTIONS: readonly string[] = [
  "acls",
  "authenticators",
  "local_scans",
  "retrys",
  "rewrites",
  "routers",
  "transports",
];

const LIST_NAMES = ["domainlist", "hostlist", "addresslist", "localpartlist"] as const;

/** Reads a configuration: files one after another, as if they were one, and what they include. Never throws. */
export function readConfiguration(sources: readonly SourceText[], around: Surroundings): Reading {
  return new StatementReader(sources, around).read();
}

class StatementReader {
  readonly #lines: LineReader;
  readonly #statements: Statement[] = [];
  readonly #problems: ConfigurationProblem[] = [];
  readonly #seen = new Set<string>();
  readonly #names = new Set<string>();
  #section: Section | "main" | "unknown" = "main";
  #instance: Instance | null = null;
  #acl: { readonly name: string; verb: string | null } | null = null;
  #taken = 0;

  constructor(sources: readonly SourceText[], around: Surroundings) {
    this.#lines = new LineReader(sources, around);
  }

  read(): Reading {
    for (let logical = this.#lines.next(); logical !== null; logical = this.#lines.next()) {
      this.#takeLineProblems();
      this.#statement(logical);
    }
    this.#takeLineProblems();
    return {
      statements: this.#statements,
      problems: this.#problems,
      files: this.#lines.files,
      macros: this.#lines.macros,
      unknownIncludes: this.#lines.unknown,
    };
  }

  /** Problems of physical lines, in their order among those of the statements. */
  #takeLineProblems(): void {
    for (const { span, ...problem } of this.#lines.problems.slice(this.#taken))
      this.#problems.push({ ...problem, span, end: span.end, order: this.#statements.length, numbered: true });
    this.#taken = this.#lines.problems.length;
  }

  #refuse(logical: LogicalLine, problem: string, message: string, numbered = true, at?: Span | null): void {
    const { source, span, line } = logical;
    const start = offsetAt(line, 0);
    const place = at ?? { start, end: Math.max(start, endOfFirst(source.text, start)) };
    this.#problems.push({
      problem,
      message,
      source,
      span: place,
      end: span.end,
      order: this.#statements.length,
      numbered,
    });
  }

  #statement(logical: LogicalLine): void {
    const { text } = logical.line;
    if (/^begin /i.test(text)) this.#begin(logical, text.slice(skipBlanks(text, 6)));
    else if (this.#section === "main") this.#main(logical);
    else if (this.#section === "routers" || this.#section === "transports" || this.#section === "authenticators")
      this.#driver(logical, this.#section);
    else if (this.#section === "acls") this.#aclLine(logical);
    else if (this.#section === "local_scans") this.#option(logical, null);
    else this.#statements.push({ kind: "rule", logical });
  }

  #begin(logical: LogicalLine, word: string): void {
    const name = /s$/i.test(word) ? word.toLowerCase() : `${word.toLowerCase()}s`;
    this.#instance = null;
    this.#acl = null;
    if (!SECTIONS.includes(name)) {
      this.#section = "unknown";
      const message = `Exim knows no section \`${word}\`, and does not start. There are acl, routers, transports, authenticators, retry, rewrite and local_scan.`;
      this.#refuse(logical, "unknown-section", message);
      return;
    }
    if (this.#seen.has(name)) {
      const message = `The section \`${word}\` is there already: Exim does not start. Move what follows to the first one.`;
      this.#refuse(logical, "section-repeated", message);
    }
    this.#seen.add(name);
    this.#section = name as Section;
    this.#statements.push({ kind: "section", logical, name: name as Section });
  }

  #main(logical: LogicalLine): void {
    const { text } = logical.line;
    if (text.startsWith("\uFEFF") && logical.span.start === 0) {
      this.#refuse(
        logical,
        "byte-order-mark",
        "A byte order mark: Exim does not start with it. Save the file as UTF-8 without it.",
      );
    } else if (/^[A-Z]/.test(text)) this.#macro(logical);
    else {
      // Exim looks for the list right behind the first blank.
      const start = /^hide\s/.test(text) ? 5 : 0;
      const word = LIST_NAMES.find((name) => text.startsWith(name, start));
      if (word === undefined) this.#option(logical, null);
      else this.#namedList(logical, word, start + word.length);
    }
  }

  #macro(logical: LogicalLine): void {
    const { line } = logical;
    const outcome = this.#lines.macros.define(line.text);
    if (outcome.kind === "refused") {
      const numbered = outcome.problem === "macro-name-too-long" || outcome.problem === "malformed-macro";
      this.#refuse(logical, outcome.problem, outcome.message, numbered, writtenSpan(line, 0, nameEnd(line.text, 0)));
      return;
    }
    const { name, redefines } = outcome;
    const equals = line.text.indexOf("=") + (redefines ? 2 : 1);
    const value = line.text.slice(skipBlanks(line.text, equals));
    this.#statements.push({ kind: "macro", logical, name: this.#token(logical, 0, name.length), redefines, value });
  }

  #token({ line }: LogicalLine, start: number, end: number): Token {
    return { text: line.text.slice(start, end), span: writtenSpan(line, start, end) };
  }

  #namedList(logical: LogicalLine, word: (typeof LIST_NAMES)[number], behind: number): void {
    const { text } = logical.line;
    const at = text.startsWith("_cache", behind) ? behind + 6 : behind;
    if (!/\s/.test(text.charAt(at))) {
      this.#refuse(
        logical,
        "unrecognised-line",
        `Exim does not understand this line, and does not start: a blank belongs after \`${word}\`.`,
      );
      return;
    }
    const start = skipBlanks(text, at);
    const end = nameEnd(text, start);
    const name = this.#token(logical, start, end);
    const equals = skipBlanks(text, end);
    if (this.#names.has(`${word} ${name.text}`)) {
      this.#refuse(
        logical,
        "list-named-twice",
        `There are two of \`${word} ${name.text}\`: Exim does not start. Rename or remove one.`,
      );
    }
    this.#names.add(`${word} ${name.text}`);
    if (text[equals] !== "=") {
      this.#refuse(
        logical,
        "missing-equals",
        `Missing \`=\` after \`${name.text}\`: Exim does not start. Write \`${word} NAME = items\`.`,
      );
      return;
    }
    const value = this.#token(logical, skipBlanks(text, equals + 1), text.length);
    const list = word.slice(0, -4) as NamedList["list"];
    this.#statements.push({ kind: "list", logical, list, name, value });
  }

  #option(logical: LogicalLine, instance: Instance | null): void {
    const { text } = logical.line;
    if (!/^[a-zA-Z]/.test(text)) {
      this.#refuse(
        logical,
        "option-expected",
        "Exim expects the name of an option here, and does not start. A comment begins with `#`.",
      );
      return;
    }
    let start = 0;
    let end = nameEnd(text, 0);
    let next = skipBlanks(text, end);
    const hide = text.slice(0, end) === "hide";
    if (hide) [start, end] = [next, nameEnd(text, next)];
    if (hide) next = skipBlanks(text, end);
    const name = this.#token(logical, start, end);
    const negation = name.text.startsWith("not_") ? "not_" : name.text.startsWith("no_") ? "no_" : "";
    const equals = text[next] === "=";
    const value = this.#token(logical, equals ? skipBlanks(text, next + 1) : next, text.length);
    this.#statements.push({ kind: "option", logical, instance, name, hide, negation, equals, value });
  }

  #driver(logical: LogicalLine, section: "routers" | "transports" | "authenticators"): void {
    const { text } = logical.line;
    const driver = section.slice(0, -1) as DriverClass;
    const end = /^[a-zA-Z]/.test(text) ? nameEnd(text, 0) : 0;
    const next = skipBlanks(text, end);
    if (end >= MAX_NAME) {
      this.#refuse(logical, "name-too-long", `A name of more than ${MAX_NAME - 1} characters: Exim does not start.`);
    } else if (/^[A-Z]/.test(text) && text[next] === "=") {
      this.#instance = null;
      this.#macro(logical);
    } else if (text[next] === ":") this.#begins(logical, driver, end, next + 1);
    else if (this.#instance === null) {
      const message = `An option without a ${driver} to which it belongs: Exim does not start. Begin with \`name:\` on a line of its own.`;
      this.#refuse(logical, "driver-name-missing", message);
    } else this.#option(logical, this.#instance);
  }

  #begins(logical: LogicalLine, driver: DriverClass, end: number, behind: number): void {
    const { text } = logical.line;
    const name = this.#token(logical, 0, end);
    if (this.#names.has(`${driver} ${name.text}`)) {
      const message = `There are two ${driver}s called \`${name.text}\`: Exim does not start. Rename or remove one.`;
      this.#refuse(logical, "driver-named-twice", message, false);
    }
    this.#names.add(`${driver} ${name.text}`);
    if (skipBlanks(text, behind) < text.length) {
      const message = `Nothing may follow \`${name.text}:\` on its line: Exim does not start. Put options on the lines below; \`#\` begins a comment only at the start of a line.`;
      this.#refuse(logical, "extra-characters", message);
    }
    this.#instance = { kind: "instance", logical, driver, name };
    this.#statements.push(this.#instance);
  }

  #aclLine(logical: LogicalLine): void {
    const { text } = logical.line;
    const end = /^[a-zA-Z]/.test(text) ? nameEnd(text, 0) : 0;
    const next = skipBlanks(text, end);
    if (/^[A-Z]/.test(text) && text[next] === "=") {
      this.#acl = null;
      this.#macro(logical);
    } else if (text[next] === ":") {
      const name = this.#token(logical, 0, end);
      if (name.text === "")
        this.#refuse(logical, "acl-name-missing", "An ACL needs a name before the `:`; Exim does not start.");
      else if (this.#names.has(`acl ${name.text}`))
        this.#refuse(
          logical,
          "acl-named-twice",
          `There are two ACLs called \`${name.text}\`: Exim does not start. Rename or remove one.`,
        );
      this.#names.add(`acl ${name.text}`);
      this.#acl = { name: name.text, verb: null };
      this.#statements.push({ kind: "acl", logical, name });
    } else if (this.#acl === null) {
      this.#refuse(
        logical,
        "acl-name-missing",
        "A line without an ACL to which it belongs: Exim does not start. Begin with `name:` on a line of its own.",
      );
    } else {
      const { verb, message } = aclLineProblem(text, this.#acl.verb);
      this.#acl.verb = verb;
      if (message !== null) this.#refuse(logical, "malformed-acl-line", message);
      this.#statements.push({ kind: "acl-line", logical, acl: this.#acl.name });
    }
  }
}

/** The end of the physical line at `start`, blanks apart. */
function endOfFirst(text: string, start: number): number {
  const newline = text.indexOf("\n", start);
  let end = newline === -1 ? text.length : newline;
  while (end > start && /\s/.test(text.charAt(end - 1))) end -= 1;
  return end;
}
