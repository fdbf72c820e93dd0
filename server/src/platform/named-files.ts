// The files that a configuration names, on the disk of this machine: what they are, their text, their PEM objects.
// Nothing is written, nothing that could block is opened, and of private keys only the public half is kept.

import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { decodeBytes, type FileStatus, type FileTree, type PemObject } from "../core/api.js";
import { pemObjects } from "./pem.js";

/** The largest file that is read: bundles of all public authorities have 250 KiB, tables of big sites some MiB. */
export const MAX_NAMED_FILE_BYTES = 4 * 1024 * 1024;

/** More entries of a directory are not counted: a folder of authorities has some hundred. */
const MAX_ENTRIES = 100_000;

/** How many paths are remembered, and how many bytes of files with them; then everything is forgotten and read anew. */
const MAX_REMEMBERED_PATHS = 1000;
const MAX_REMEMBERED_BYTES = 32 * 1024 * 1024;

/** Where every machine has files of its own under the same names. */
const SYSTEM_DIRECTORIES = ["/etc", "/usr", "/var", "/opt"] as const;

/** Another scheme than `file`. One letter is a drive of Windows. */
const SCHEME = /^[a-z][a-z0-9+.-]+:/iu;

/** `X509_LOOKUP_hash_dir` looks an authority up by eight hexadecimal digits and a number. */
const HASHED_NAME = /^[0-9a-f]{8}\.\d+$/u;

/** Of a path that nothing leads to. */
const MISSING_CODES: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG"]);

/** A directory: how many entries it has, and how many of them OpenSSL finds authorities by. */
interface Entries {
  readonly entries: number;
  readonly hashed: number;
}

/** What was read of a file, for as long as `stamp` stays the same. */
interface Remembered {
  readonly stamp: string;
  text?: string | null;
  pem?: readonly PemObject[] | null;
  entries?: Entries | null;
}

export interface FileTreeOptions {
  /** The configuration belongs to this machine: every path is answered. */
  readonly own: boolean;
  /**
   * Directories of the input files, as paths or `file:` URIs. Of another machine's configuration, what lies below the parent of
   * one of them came with it, and is answered.
   */
  readonly near?: readonly string[];
}

/**
 * The files of this machine. Every call looks at the file anew (size, times, inode); what was read of it is kept until one of
 * them changes.
 */
export function fileTree({ own, near = [] }: FileTreeOptions): FileTree {
  const trees = new Set(
    near.map(localPath).flatMap((directory) => (directory === null ? [] : [treeAround(directory)])),
  );
  const remembered = new Map<string, Remembered>();
  let bytes = 0;

  /** The absolute path that may be answered, or null. */
  const answered = (given: string): string | null => {
    const file = localPath(given);
    if (file === null || own || !isAbsolute(given) || isInOne(file, trees)) return file;
    if (SYSTEM_DIRECTORIES.some((directory) => isBelow(path.posix.normalize(given), directory))) return null;
    if (SYSTEM_DIRECTORIES.some((directory) => isBelow(file, directory))) return null;
    const found = statOf(file);
    if (typeof found !== "string") return file;
    return found === "missing" && isDirectory(path.dirname(file)) ? file : null;
  };

  /** What is remembered of a file that has not changed since. */
  const recall = (file: string, stat: fs.Stats): Remembered => {
    const stamp = [stat.dev, stat.ino, stat.size, stat.mtimeMs, stat.ctimeMs].join(" ");
    const known = remembered.get(file);
    if (known?.stamp === stamp) return known;
    if (remembered.size >= MAX_REMEMBERED_PATHS || bytes > MAX_REMEMBERED_BYTES) {
      remembered.clear();
      bytes = 0;
    }
    const fresh: Remembered = { stamp };
    remembered.set(file, fresh);
    return fresh;
  };

  /** A regular file that may be answered; null for everything else. */
  const regular = (given: string): { readonly file: string; readonly memory: Remembered } | null => {
    const file = answered(given);
    const stat = file === null ? "missing" : statOf(file);
    if (file === null || typeof stat === "string" || !stat.isFile()) return null;
    return { file, memory: recall(file, stat) };
  };

  const read = <T>(file: string, use: (content: Buffer) => T): T | null => {
    const content = readRegular(file);
    if (content === null) return null;
    bytes += content.length;
    try {
      return use(content);
    } finally {
      content.fill(0);
    }
  };

  return {
    status(given) {
      const file = answered(given);
      if (file === null) return null;
      const stat = statOf(file);
      if (typeof stat === "string") return { kind: stat };
      const memory = recall(file, stat);
      if (stat.isDirectory() && memory.entries === undefined) memory.entries = countEntries(file);
      return statusOf(file, stat, memory.entries ?? null);
    },
    text(given) {
      const found = regular(given);
      if (found === null) return null;
      const { file, memory } = found;
      if (memory.text === undefined) memory.text = read(file, decodeBytes);
      return memory.text;
    },
    pem(given) {
      const found = regular(given);
      if (found === null) return null;
      const { file, memory } = found;
      if (memory.pem === undefined) memory.pem = read(file, pemObjects);
      return memory.pem;
    },
  };
}

/** The absolute path of a path or `file:` URI; null for what is on no disk of this machine. */
function localPath(given: string): string | null {
  if (given === "" || given.includes("\0")) return null;
  if (!SCHEME.test(given)) return path.resolve(given);
  if (!/^file:\/\//iu.test(given)) return null;
  try {
    const file = fileURLToPath(given);
    return file.includes("\0") ? null : file;
  } catch {
    return null;
  }
}

function isAbsolute(given: string): boolean {
  return SCHEME.test(given) || given.startsWith("/") || path.isAbsolute(given);
}

/** The parent of an input's directory; the directory itself below the root, which is no tree of anybody. */
function treeAround(directory: string): string {
  const parent = path.dirname(directory);
  return path.dirname(parent) === parent ? directory : parent;
}

/** Is it, or lies within. Nothing counts as lying within the root. */
function isBelow(file: string, directory: string): boolean {
  return file === directory || file.startsWith(directory + (directory.startsWith("/") ? "/" : path.sep));
}

/** Is one of the directories, or lies within one. Nothing counts as lying within the root. */
function isInOne(file: string, directories: ReadonlySet<string>): boolean {
  if (directories.has(file)) return true;
  const parent = path.dirname(file);
  return path.dirname(parent) !== parent && isInOne(parent, directories);
}

function isDirectory(file: string): boolean {
  const stat = statOf(file);
  return typeof stat !== "string" && stat.isDirectory();
}

/** What a path leads to, or how it leads nowhere. */
function statOf(file: string): fs.Stats | "missing" | "unreadable" | "other" {
  try {
    return fs.statSync(file, { throwIfNoEntry: false }) ?? "missing";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (MISSING_CODES.has(code)) return "missing";
    // A loop of symbolic links is there, and is neither file nor directory.
    return code === "ELOOP" ? "other" : "unreadable";
  }
}

function statusOf(file: string, stat: fs.Stats, entries: Entries | null): FileStatus {
  const owned = process.platform === "win32" ? {} : { mode: stat.mode & 0o7777, uid: stat.uid, gid: stat.gid };
  const facts = { ...owned, modified: stat.mtimeMs };
  if (stat.isDirectory())
    return entries === null ? { kind: "unreadable", ...facts } : { kind: "directory", ...facts, ...entries };
  if (!stat.isFile()) return { kind: "other", ...facts };
  return { kind: mayRead(file) ? "file" : "unreadable", ...facts };
}

function mayRead(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Null where the directory may not be read. */
function countEntries(directory: string): Entries | null {
  let open: fs.Dir | undefined;
  try {
    open = fs.opendirSync(directory);
    let [entries, hashed] = [0, 0];
    for (let entry = open.readSync(); entry !== null && entries < MAX_ENTRIES; entry = open.readSync()) {
      entries++;
      if (HASHED_NAME.test(entry.name)) hashed++;
    }
    return { entries, hashed };
  } catch {
    return null;
  } finally {
    open?.closeSync();
  }
}

/** The content of a regular file of moderate size. Does not wait, should it have become a pipe meanwhile. */
function readRegular(file: string): Buffer | null {
  let descriptor: number | undefined;
  try {
    descriptor = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    const stat = fs.fstatSync(descriptor);
    if (!stat.isFile() || stat.size > MAX_NAMED_FILE_BYTES) return null;
    const content = Buffer.alloc(stat.size);
    let length = 0;
    for (let count = -1; length < content.length && count !== 0; length += count) {
      count = fs.readSync(descriptor, content, length, content.length - length, length);
    }
    return content.subarray(0, length);
  } catch {
    return null;
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}
