// Paths as other programs want them: relative to the working directory, with "/" between their parts.

import * as path from "node:path";
import { pathToFileURL } from "node:url";

const isOutside = (relative: string): boolean =>
  relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);

/** Relative to the working directory where the file lies below it, else absolute. */
export function posixPath(file: string): string {
  if (file === "-") return file;
  const relative = path.relative(process.cwd(), file);
  return (isOutside(relative) ? path.resolve(file) : relative).replaceAll(path.sep, "/");
}

/** The same as a URI reference (RFC 3986): relative, or with the scheme `file`. */
export function uriReference(file: string): string {
  const name = posixPath(file);
  if (path.isAbsolute(name)) return pathToFileURL(name).href;
  return name.split("/").map(encodeURIComponent).join("/");
}

/** The working directory as a URI that ends in "/". */
export function workingDirectoryUri(): string {
  return pathToFileURL(`${process.cwd()}${path.sep}`).href;
}
