// Paths as a configuration writes them, in the language in which its own files are named. Nothing is opened here.

import { directoryOf } from "../paths.js";

/** Where Postfix looks for its files unless told otherwise (src/global/mail_params.h, DEF_CONFIG_DIR). */
const DEFAULT_DIRECTORY = "/etc/postfix";

/**
 * Where a path of the configuration directory would lie beside main.cf, so that a tree in a repository or a backup is read as it would
 * be in place; null for any other path.
 */
export function besideMain(path: string, mainPath: string, configDirectory: string = DEFAULT_DIRECTORY): string | null {
  const directory = configDirectory.replace(/\/+$/, "");
  return path.startsWith(`${directory}/`) ? directoryOf(mainPath) + path.slice(directory.length + 1) : null;
}
