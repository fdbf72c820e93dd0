// Paths as a configuration writes them, in the language in which its own files are named. Nothing is opened here.

import { absolute, directoryOf } from "../paths.js";

/** Where Dovecot has its files unless told otherwise (SYSCONFDIR of the packages). */
const DEFAULT_DIRECTORY = "/etc/dovecot/";

/** A path as Dovecot reads it in a file: relative ones lie beside that file (fix_relative_path in src/config/config-parser.c). */
export function relativeTo(file: string, path: string): string {
  if (path.startsWith("/")) return absolute(path, file);
  const uri = /^file:\/\//.test(file);
  return directoryOf(file) + (uri ? encodeURI(path) : path);
}

/** Where a path of /etc/dovecot lies beside the main file, so that a tree in a repository is read as in place; null for others. */
export function besideMain(path: string, mainPath: string): string | null {
  const wanted = absolute(DEFAULT_DIRECTORY, mainPath);
  return path.startsWith(wanted) ? directoryOf(mainPath) + path.slice(wanted.length) : null;
}
