// Paths as a configuration writes them, in the language in which its own files are named. Nothing is opened here.

/** Where Dovecot has its files unless told otherwise (SYSCONFDIR of the packages). */
const DEFAULT_DIRECTORY = "/etc/dovecot/";

/** The directory of a path or URI, with its slash; empty for a bare name. */
export function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** The absolute `path` in the language of `beside`: next to a `file:` URI it becomes one, too. */
export function absolute(path: string, beside: string): string {
  const authority = /^file:\/\/[^/]*/.exec(beside)?.[0];
  return authority === undefined || !path.startsWith("/") ? path : authority + encodeURI(path);
}

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
