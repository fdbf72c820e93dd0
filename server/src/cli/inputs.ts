// PATH operands → files to judge, and what stood in the way. No judging, no printing.

import * as path from "node:path";
import {
  checkOptions,
  checkOptionsOf,
  completeFiles,
  decodeBytes,
  dialectIds,
  productIds,
  recognise,
  SourceText,
  type InputFile,
  type ProductOptions,
} from "../core/api.js";
import {
  identityOf,
  kindOfPath,
  readFile,
  readHead,
  readStandardInput,
  SNIFF_BYTES,
  walk,
  type FileError,
  type FileResult,
} from "../platform/file-tree.js";
import { hostFacts } from "../platform/host-facts.js";
import { fileTree } from "../platform/named-files.js";
import type { Arguments } from "./arguments.js";
import type { Result } from "./command.js";
import { readPem } from "./pem.js";
import type { Terminal } from "./terminal.js";

/** Name of standard input, as operand and in every output. */
export const STDIN = "-";

/** A file to judge, with its bytes as they were read: a fix writes only where they are still the same. */
export interface LoadedFile extends InputFile {
  readonly bytes: Uint8Array;
}

export interface InputError {
  readonly file: string;
  readonly message: string;
  /** One-based, where it is about a place in the file. */
  readonly line?: number;
  readonly column?: number;
}

export interface Inputs {
  readonly files: readonly LoadedFile[];
  readonly errors: readonly InputError[];
}

/** A progress line appears with every so many files: often enough to see that something happens. */
const PROGRESS_STEP = 256;

/**
 * Reads what the operands name: files as they are, directories with all below them that is recognised. A file that is reached
 * twice is read once. A named file that cannot be read or is not recognised is an error; the others are read all the same. `watch` is told
 * now and then what was found so far.
 */
export async function readInputs(
  operands: readonly string[],
  kind: string | undefined,
  terminal: Terminal,
  watch?: (found: readonly LoadedFile[]) => Promise<void>,
): Promise<Inputs> {
  const files: LoadedFile[] = [];
  const errors: InputError[] = [];
  const seen = new Set<string>();
  const fail = ({ path: file, message }: FileError): void => void errors.push({ file, message });
  const add = (file: string, content: FileResult<Uint8Array>, wanted: (text: string) => string | null): void => {
    if (!content.ok) {
      fail(content.error);
      return;
    }
    const text = decodeBytes(content.value);
    const dialect = wanted(text);
    if (dialect === null)
      errors.push({ file, message: "is of no kind that its name or content tells; say which with --kind" });
    else files.push({ source: new SourceText(file, text), dialect, bytes: content.value });
  };
  const isNew = (file: string): boolean => {
    const before = seen.size;
    return seen.add(identityOf(file)).size > before;
  };

  for (const operand of operands) {
    if (operand === STDIN) {
      if (!seen.has(STDIN)) add(STDIN, await readStandardInput(), () => kind ?? null);
      seen.add(STDIN);
      continue;
    }
    const what = kindOfPath(operand);
    if (!what.ok) fail(what.error);
    else if (what.value !== "directory") {
      if (isNew(operand))
        add(operand, readFile(operand), (text) => kind ?? recognise({ path: hintPath(operand), text }));
    } else {
      let count = 0;
      for (const entry of walk(operand)) {
        if (++count % PROGRESS_STEP === 0) {
          terminal.progress(`${operand}: ${count} files looked at, ${files.length} recognised`);
          await watch?.(files);
        }
        const found = entry.ok ? sniff(entry.value) : entry;
        if (!found.ok) {
          // A link that leads nowhere is nobody's configuration, unless its name says so.
          const { path: file, kind: reason } = found.error;
          if (reason !== "missing" || recognise({ path: hintPath(file), text: "" }) !== null) fail(found.error);
        } else if (found.value !== null && isNew(found.value.file)) {
          const { file, dialect, content } = found.value;
          add(file, content === null ? readFile(file) : { ok: true, value: content }, () => dialect);
        }
      }
    }
  }
  return { files: [...files, ...namedTables(files, operands, isNew, fail)], errors };
}

/** Tables that a configuration names and that lie below a directory that was asked for: only the configuration tells what they are. */
function namedTables(
  files: readonly LoadedFile[],
  operands: readonly string[],
  isNew: (file: string) => boolean,
  fail: (error: FileError) => void,
): readonly LoadedFile[] {
  const roots = operands.flatMap((operand) => {
    const what = operand === STDIN ? null : kindOfPath(operand);
    return what?.ok === true && what.value === "directory" ? [{ operand, root: identityOf(operand) }] : [];
  });
  if (roots.length === 0) return [];
  const given = new Set(files.map(({ source }) => source.path));
  return completeFiles(files, withFiles({}, files, true)).flatMap(({ source, dialect }): readonly LoadedFile[] => {
    if (given.has(source.path)) return [];
    const real = identityOf(source.path);
    const home = roots.find(({ root }) => real.startsWith(`${root}${path.sep}`));
    if (home === undefined || !isNew(source.path)) return [];
    // Named like its neighbours, below the directory as it was asked for.
    const file = path.join(home.operand, path.relative(home.root, real));
    const content = readFile(file);
    if (content.ok)
      return [{ source: new SourceText(file, decodeBytes(content.value)), dialect, bytes: content.value }];
    fail(content.error);
    return [];
  });
}

/** A file found in a directory; `content`: all of it, where its beginning is all there is. */
interface Sniffed {
  readonly file: string;
  readonly dialect: string;
  readonly content: Uint8Array | null;
}

/** The kind of a file found in a directory, from its name and beginning; null for everything else that lies there. */
function sniff(file: string): FileResult<Sniffed | null> {
  const head = readHead(file);
  if (!head.ok) return head;
  // A NUL byte is no reason to pass over what is a configuration by name: servers read on, and it is worth a word.
  const text = head.value.includes(0) ? "" : decodeBytes(head.value);
  const dialect = recognise({ path: hintPath(file), text });
  const content = head.value.length < SNIFF_BYTES ? head.value : null;
  return { ok: true, value: dialect === null ? null : { file, dialect, content } };
}

/** The absolute path with "/" between its parts, so that the place of a file is seen wherever the command runs. */
const hintPath = (file: string): string => path.resolve(file).replaceAll(path.sep, "/");

/** An option that says something for each mail server, `postfix=3.7,dovecot=2.4`; null where it is said of all. */
function byProduct(
  option: "server-version" | "library",
  text: string | undefined,
): Result<Readonly<Record<string, string>>> | null {
  if (text?.includes("=") !== true) return null;
  const pairs = text.split(",").map((pair) => [pair.replace(/=.*/s, ""), pair.replace(/^[^=]*=?/s, "")] as const);
  for (const [id, value] of pairs) {
    if (!productIds().includes(id))
      return { ok: false, message: `--${option} names one of ${productIds().join(", ")}, not '${id}'` };
    const message = checkOptionsOf(id, option === "library" ? { library: value } : { serverVersion: value });
    if (message !== null) return { ok: false, message };
  }
  return { ok: true, value: Object.fromEntries(pairs) };
}

/** What `--kind`, `--server-version`, `--library` and `--profile` say, or what is wrong with them. */
export function productOptions(given: Arguments): Result<ProductOptions> {
  const kind = given.value("kind");
  if (kind !== undefined && !dialectIds().includes(kind)) {
    return { ok: false, message: `--kind is one of ${dialectIds().join(", ")}, not '${kind}'` };
  }
  if (kind === undefined && given.operands.includes(STDIN))
    return { ok: false, message: "standard input needs --kind" };
  const [serverVersion, library] = [given.value("server-version"), given.value("library")];
  const profile = given.value("profile");
  const versions = byProduct("server-version", serverVersion);
  const libraries = byProduct("library", library);
  for (const named of [versions, libraries]) if (named?.ok === false) return named;
  const value: ProductOptions = {
    ...(versions?.ok === true ? { serverVersions: versions.value } : serverVersion !== undefined && { serverVersion }),
    ...(libraries?.ok === true ? { libraries: libraries.value } : library !== undefined && { library }),
    ...(profile !== undefined && { profile }),
  };
  const message = checkOptions(value);
  return message === null ? { ok: true, value } : { ok: false, message };
}

/** A file as far as its place goes. */
interface Named {
  readonly source: { readonly path: string };
}

/**
 * Adds the time, and what this machine tells of the files: its own name where they are this machine's own configuration, that is,
 * where all of them lie under /etc or /usr/local/etc. A file in a repository or a backup belongs to another machine, whose host name is
 * not known; of the files that it names, those that came with it are read (see fileTree).
 */
export function withHostFacts(options: ProductOptions, files: readonly Named[]): ProductOptions {
  const own = files.every(
    ({ source }) => /^\/(usr\/local\/)?etc\//u.test(path.resolve(source.path)) && source.path !== STDIN,
  );
  return { ...withFiles(options, files, own), ...(own && { host: hostFacts() }) };
}

/** Adds the files of this machine as the configuration in `files` may see them; `own`: it belongs to this machine. */
export function withFiles(options: ProductOptions, files: readonly Named[], own: boolean): ProductOptions {
  const named = files.filter(({ source }) => source.path !== STDIN);
  const near = [...new Set(named.map(({ source }) => path.dirname(path.resolve(source.path))))];
  const names = new Map(named.map(({ source }) => [path.resolve(source.path), source.path]));
  const nameOf = (file: string): string | null => names.get(path.resolve(file)) ?? null;
  return { ...options, files: { ...fileTree({ own, near, readPem }), nameOf }, now: Date.now() };
}
