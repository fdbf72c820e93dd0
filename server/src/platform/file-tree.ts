// Files and directories as bytes: walk, read, replace. What the bytes mean is core's business.

import * as fs from "node:fs";
import * as path from "node:path";

/** The largest file that is read, 16 MiB: the maps of a big site fit, a disk image named by mistake does not fill the memory. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** How much of a file is looked at before it is decided whether it is a text of interest. */
export const SNIFF_BYTES = 8 * 1024;

/** The most directory entries that one walk visits: enough for any /etc or repository, and a bound for a walk of `/`. */
const MAX_ENTRIES = 200_000;

/** Version control and package stores: large, and never a server's configuration. */
const SKIPPED_DIRECTORIES: ReadonlySet<string> = new Set([".git", ".hg", ".svn", "node_modules"]);

export interface FileError {
  readonly kind: "missing" | "unreadable" | "too-large" | "not-a-file" | "changed" | "unwritable" | "limit";
  readonly path: string;
  readonly message: string;
}

export type FileResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: FileError };

const failed = (kind: FileError["kind"], file: string, message: string): { ok: false; error: FileError } => ({
  ok: false,
  error: { kind, path: file, message },
});

/** The words of errno.h for what administrators meet; the code itself for the rest. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EISDIR: "is a directory",
  ELOOP: "too many symbolic links",
  ENOENT: "no such file or directory",
  ENOSPC: "no space left on the device",
  ENOTDIR: "a part of the path is not a directory",
  EPERM: "operation not permitted",
  EROFS: "the file system is read-only",
};

/** The code of a system error (`ENOENT`); anything else is a bug and thrown on. */
function errnoOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  throw error;
}

function unreadable(file: string, error: unknown): { ok: false; error: FileError } {
  const code = errnoOf(error);
  return failed(code === "ENOENT" ? "missing" : "unreadable", file, `cannot be read: ${REASONS[code] ?? code}`);
}

/** What a path leads to, symbolic links followed. */
export function kindOfPath(file: string): FileResult<"file" | "directory" | "other"> {
  try {
    const stat = fs.statSync(file);
    return { ok: true, value: stat.isFile() ? "file" : stat.isDirectory() ? "directory" : "other" };
  } catch (error) {
    return unreadable(file, error);
  }
}

/** The path without symbolic links: two spellings of one file have the same. Falls back to the absolute path. */
export function identityOf(file: string): string {
  try {
    return fs.realpathSync.native(file);
  } catch {
    return path.resolve(file);
  }
}

/** The whole of an open file, at most `limit` bytes and one: a longer result means that there is more. */
function readUpTo(descriptor: number, limit: number): Uint8Array {
  const parts: Buffer[] = [];
  let length = 0;
  while (length <= limit) {
    const part = Buffer.allocUnsafe(Math.min(limit + 1 - length, 64 * 1024));
    const count = fs.readSync(descriptor, part);
    if (count === 0) break;
    parts.push(part.subarray(0, count));
    length += count;
  }
  return Buffer.concat(parts);
}

/** The content, unless there is too much of it. */
function checked(file: string, bytes: Uint8Array): FileResult<Uint8Array> {
  if (bytes.length > MAX_FILE_BYTES) {
    return failed("too-large", file, `is larger than the limit of ${MAX_FILE_BYTES / 1024 / 1024} MiB`);
  }
  return { ok: true, value: bytes };
}

/** Opens a file for `use`, closes it, and turns system errors into data. */
function withFile<T>(file: string, use: (descriptor: number) => FileResult<T>): FileResult<T> {
  let descriptor: number | undefined;
  try {
    descriptor = fs.openSync(file, "r");
    return use(descriptor);
  } catch (error) {
    return unreadable(file, error);
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

/** What the beginnings of files are read into, one after the other. */
const head = Buffer.alloc(SNIFF_BYTES);

/** The first `SNIFF_BYTES` of a regular file; fewer are all that it has. Errors: `missing`, `unreadable`. */
export function readHead(file: string): FileResult<Uint8Array> {
  return withFile(file, (descriptor) => {
    const count = fs.readSync(descriptor, head);
    return { ok: true, value: Uint8Array.prototype.slice.call(head, 0, count) };
  });
}

/** The whole of a file or pipe. Errors: `missing`, `unreadable`, `too-large`. */
export function readFile(file: string): FileResult<Uint8Array> {
  return withFile(file, (descriptor) => checked(file, readUpTo(descriptor, MAX_FILE_BYTES)));
}

/** The whole of standard input. Not by descriptor: reading one that does not block would fail with EAGAIN. */
export async function readStandardInput(): Promise<FileResult<Uint8Array>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of process.stdin as AsyncIterable<Uint8Array>) {
    parts.push(part);
    length += part.length;
    if (length > MAX_FILE_BYTES) break;
  }
  return checked("-", Buffer.concat(parts));
}

/**
 * Every file below a directory, in order of name. Links to files are followed; links to directories are not, so that a walk
 * neither loops nor leaves the tree that was asked for. Pipes, sockets and devices are left out: reading one could block.
 */
export function* walk(root: string): Generator<FileResult<string>> {
  const pending = [root];
  let visited = 0;
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    let entries: fs.Dirent[];
    try {
      entries = fs.readdirSync(directory, { withFileTypes: true });
    } catch (error) {
      yield unreadable(directory, error);
      continue;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const below: string[] = [];
    for (const entry of entries) {
      visited += 1;
      if (visited > MAX_ENTRIES) {
        yield failed("limit", root, `has more than ${MAX_ENTRIES} entries: the rest was not read`);
        return;
      }
      const full = path.join(directory, entry.name);
      if (entry.isDirectory()) {
        if (!SKIPPED_DIRECTORIES.has(entry.name)) below.push(full);
      } else if (entry.isFile()) {
        yield { ok: true, value: full };
      } else if (entry.isSymbolicLink()) {
        const kind = kindOfPath(full);
        if (!kind.ok) yield kind;
        else if (kind.value === "file") yield { ok: true, value: full };
      }
    }
    pending.push(...below.reverse());
  }
}

/** Writes a file of our own, new or in the place of an old one. */
export function writeFile(file: string, bytes: Uint8Array): FileResult<null> {
  try {
    fs.writeFileSync(file, bytes);
    return { ok: true, value: null };
  } catch (error) {
    const code = errnoOf(error);
    return failed("unwritable", file, `cannot be written: ${REASONS[code] ?? code}`);
  }
}

/**
 * Replaces the content of a file in one step: readers see the old text or the new one, never a part. A symbolic link stays,
 * its target is replaced. Mode and owner are kept. Refuses (`changed`) when the file no longer holds `before`,
 * and (`unwritable`) when it cannot be replaced without losing its owner.
 */
export function replaceFile(file: string, before: Uint8Array, after: Uint8Array): FileResult<null> {
  let temporary: string | undefined;
  try {
    const target = fs.realpathSync(file);
    const stat = fs.statSync(target);
    if (!stat.isFile()) return failed("not-a-file", file, "is not a regular file: nothing was written");
    fs.accessSync(target, fs.constants.W_OK);
    temporary = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.${Date.now()}`);
    const descriptor = fs.openSync(temporary, "wx", 0o600);
    try {
      fs.writeFileSync(descriptor, after);
      const made = fs.fstatSync(descriptor);
      if (made.uid !== stat.uid || made.gid !== stat.gid) fs.fchownSync(descriptor, stat.uid, stat.gid);
      fs.fchmodSync(descriptor, stat.mode & 0o7777);
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
    // Compared last, so that as little time as possible passes between the look and the replacement.
    if (!fs.readFileSync(target).equals(before)) {
      return failed("changed", file, "was changed by someone else meanwhile: nothing was written");
    }
    fs.renameSync(temporary, target);
    temporary = undefined;
    return { ok: true, value: null };
  } catch (error) {
    const code = errnoOf(error);
    return failed("unwritable", file, `cannot be written: ${REASONS[code] ?? code}`);
  } finally {
    if (temporary !== undefined) fs.rmSync(temporary, { force: true });
  }
}
