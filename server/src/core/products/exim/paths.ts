// Paths as a configuration writes them, in the language in which its own files are named. Nothing is opened here.

/** The directory of a path or URI, with its slash; empty for a bare name. */
export function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** Where Debian keeps Exim's files. */
const DEBIAN = "/etc/exim4/";

/** The places at which a file may be: in the tree that a repository or a backup holds, then where the path says. */
export function placesOf(path: string, beside: string): readonly string[] {
  if (!path.startsWith("/")) return [directoryOf(beside) + path];
  const authority = /^file:\/\/[^/]*/.exec(beside)?.[0];
  const absolute = authority === undefined ? path : authority + encodeURI(path);
  const root = /^(.*\/exim4\/)/.exec(beside)?.[1];
  return path.startsWith(DEBIAN) && root !== undefined && !beside.startsWith(DEBIAN)
    ? [root + path.slice(DEBIAN.length), absolute]
    : [absolute];
}
