// Paths as a configuration writes them, in the language in which its own files are named. Nothing is opened here.

/** Where Postfix looks for its files unless told otherwise (src/global/mail_params.h, DEF_CONFIG_DIR). */
const DEFAULT_DIRECTORY = "/etc/postfix";

/** The directory of a path or URI, with its slash; empty for a bare name. */
export function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/**
 * Where a path of the configuration directory would lie beside main.cf, so that a tree in a repository or a backup is read as it would
 * be in place; null for any other path.
 */
export function besideMain(path: string, mainPath: string, configDirectory: string = DEFAULT_DIRECTORY): string | null {
  const directory = configDirectory.replace(/\/+$/, "");
  return path.startsWith(`${directory}/`) ? directoryOf(mainPath) + path.slice(directory.length + 1) : null;
}

/** The absolute `path` in the language of main.cf's own name: beside one that is named by a `file:` URI it becomes one too. */
export function absolute(path: string, mainPath: string): string {
  const authority = /^file:\/\/[^/]*/.exec(mainPath)?.[0];
  return authority === undefined || !path.startsWith("/") ? path : authority + encodeURI(path);
}
