// Paths as configurations write them, in the language in which their own files are named. Nothing is opened here.

/** The directory of a path or URI, with its slash; empty for a bare name. */
export function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** The absolute `path` in the language of `beside`: next to a file that is named by a `file:` URI it becomes one, too. */
export function absolute(path: string, beside: string): string {
  const authority = /^file:\/\/[^/]*/.exec(beside)?.[0];
  return authority === undefined || !path.startsWith("/") ? path : authority + encodeURI(path);
}
