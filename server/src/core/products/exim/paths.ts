// Paths as a configuration writes them, in the language in which its own files are named. Nothing is opened here.

import { absolute, directoryOf } from "../paths.js";

/** Where Debian keeps Exim's files. */
const DEBIAN = "/etc/exim4/";

/** The places at which a file may be: in the tree that a repository or a backup holds, then where the path says. */
export function placesOf(path: string, beside: string): readonly string[] {
  if (!path.startsWith("/")) return [directoryOf(beside) + path];
  const located = absolute(path, beside);
  const root = /^(.*\/exim4\/)/.exec(beside)?.[1];
  return path.startsWith(DEBIAN) && root !== undefined && !beside.startsWith(DEBIAN)
    ? [root + path.slice(DEBIAN.length), located]
    : [located];
}
