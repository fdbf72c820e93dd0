// Files that a configuration names, held in memory: for tests of what is said about them.

import type { FileStatus, FileTree, PemObject } from "../../server/src/core/api.js";

export interface MemoryFile {
  readonly text?: string;
  readonly pem?: readonly PemObject[];
  /** A regular file, readable for everybody, unless it says otherwise. */
  readonly status?: Partial<FileStatus>;
}

/**
 * A tree of these files by path. Other paths are missing; with `elsewhere` nothing is known of them, as of another machine's.
 */
export function memoryTree(
  files: Readonly<Record<string, MemoryFile>>,
  { elsewhere = false }: { readonly elsewhere?: boolean } = {},
): FileTree {
  const find = (path: string): MemoryFile | undefined => (Object.hasOwn(files, path) ? files[path] : undefined);
  const readable = (path: string): MemoryFile | null => {
    const file = find(path);
    return (file?.status?.kind ?? "file") === "file" ? (file ?? null) : null;
  };
  return {
    status(path) {
      const file = find(path);
      if (file !== undefined) return { kind: "file", mode: 0o644, ...file.status };
      return elsewhere ? null : { kind: "missing" };
    },
    text: (path) => readable(path)?.text ?? null,
    list(directory) {
      const inside = directory.endsWith("/") ? directory : `${directory}/`;
      const names = Object.keys(files).flatMap((path) =>
        path.startsWith(inside) ? (path.slice(inside.length).split("/", 1)[0] ?? []) : [],
      );
      return names.length === 0 && elsewhere ? null : [...new Set(names)];
    },
    pem(path) {
      const file = readable(path);
      // Of a file that is only said to be there, nothing more is known.
      return file?.pem ?? (file?.text === undefined ? null : []);
    },
  };
}
