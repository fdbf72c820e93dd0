// The files of a configuration: those that were given, and those that the caller's file tree can read. Finds what an include names.

import type { FileTree } from "../../posture/named-file.js";
import { SourceText } from "../../text/source-text.js";
import { expandPattern } from "./glob.js";
import { besideMain, relativeTo } from "./paths.js";

/** More files than this one pattern does not name: the rest would only cost time. */
const MAX_FILES = 1000;

export class Files {
  readonly #given: ReadonlyMap<string, SourceText>;
  readonly #tree: FileTree | null;
  readonly #main: string;

  constructor(given: readonly SourceText[], tree: FileTree | null, main: string) {
    this.#given = new Map(given.map((source) => [source.path, source]));
    this.#tree = tree;
    this.#main = main;
  }

  /** The name of a file in the language of the input files. */
  locate(path: string): string {
    const named = (one: string): string => this.#tree?.nameOf?.(one) ?? one;
    const beside = besideMain(path, this.#main);
    return named(beside !== null && this.#isThere(named(beside)) === true ? beside : path);
  }

  read(path: string): SourceText | null {
    const given = this.#given.get(path);
    if (given) return given;
    const text = this.#tree?.text(path) ?? null;
    return text === null ? null : new SourceText(path, text);
  }

  /** The paths that an include in `file` names; null where that cannot be told. */
  named(pattern: string, file: string): readonly string[] | null {
    const whole = relativeTo(file, pattern);
    const beside = besideMain(whole, this.#main);
    const found = beside === null ? [] : (this.#expand(beside) ?? []);
    return found.length > 0 ? found : this.#expand(whole);
  }

  #expand(pattern: string): readonly string[] | null {
    const found = expandPattern(
      pattern,
      (directory) => this.#list(directory),
      (path) => this.#isThere(this.#tree?.nameOf?.(path) ?? path),
    );
    return found?.slice(0, MAX_FILES).map((path) => this.#tree?.nameOf?.(path) ?? path) ?? null;
  }

  #isThere(path: string): boolean | null {
    if (this.#given.has(path)) return true;
    const status = this.#tree?.status(path) ?? null;
    return status === null ? null : status.kind !== "missing";
  }

  #list(directory: string): readonly string[] | null {
    const beside = [...this.#given.keys()].flatMap((path) =>
      path.startsWith(directory) ? (path.slice(directory.length).split("/", 1)[0] ?? []) : [],
    );
    const there = this.#tree?.list?.(directory === "" ? "." : directory) ?? null;
    if (there === null && beside.length === 0) return null;
    return [...new Set([...beside, ...(there ?? [])])];
  }
}
