// The patterns of `!include`: which of the files at hand they name, in the order in which Dovecot reads them.

/** More alternatives than this of `{a,b}` are not looked at: no pattern of a person has as many. */
const MAX_ALTERNATIVES = 64;

/** `a{b,c}d` → `abd`, `acd` (GLOB_BRACE of glob(3)). */
function alternatives(pattern: string): readonly string[] {
  const match = /^([^{]*)\{([^{}]*)\}(.*)$/s.exec(pattern);
  if (!match) return [pattern];
  const [, before = "", inner = "", after = ""] = match;
  return inner
    .split(",")
    .flatMap((part) => alternatives(before + part + after))
    .slice(0, MAX_ALTERNATIVES);
}

/** The pattern of one name of a path; a leading dot is never meant by a wildcard. */
function matcher(pattern: string): RegExp {
  const source = pattern.replace(
    /\[(!?)([^\]]+)\]|[.+^${}()|\\/\][*?]/g,
    (piece, not: string, set: string | undefined) => {
      if (set !== undefined) return `[${not === "" ? "" : "^"}${set.replace(/[\\^]/g, "\\$&")}]`;
      return piece === "*" ? ".*" : piece === "?" ? "." : `\\${piece}`;
    },
  );
  const hidden = pattern.startsWith(".") ? "" : "(?!\\.)";
  try {
    return new RegExp(`^${hidden}${source}$`, "s");
  } catch {
    // A set such as [z-a]: nothing is in it.
    return /^(?!)/;
  }
}

/** The names in a directory; null where that is not known. */
export type Listing = (directory: string) => readonly string[] | null;

/** The paths that `pattern` names, or null where a directory is not known. `exists`: whether a path without wildcards is there. */
export function expandPattern(
  pattern: string,
  list: Listing,
  exists: (path: string) => boolean | null,
): readonly string[] | null {
  const found: string[] = [];
  for (const one of alternatives(pattern)) {
    const paths = expandOne(one, list, exists);
    if (paths === null) return null;
    found.push(...paths);
  }
  return found;
}

function expandOne(pattern: string, list: Listing, exists: (path: string) => boolean | null): readonly string[] | null {
  const wildcard = pattern.search(/[*?[]/);
  if (wildcard === -1) {
    const there = exists(pattern);
    return there === null ? null : there ? [pattern] : [];
  }
  const start = pattern.lastIndexOf("/", wildcard) + 1;
  const slash = pattern.indexOf("/", wildcard);
  const end = slash === -1 ? pattern.length : slash;
  const names = list(pattern.slice(0, start));
  if (names === null) return null;
  const matches = matcher(pattern.slice(start, end));
  const found: string[] = [];
  for (const name of names.filter((candidate) => matches.test(candidate)).sort()) {
    const paths = expandOne(pattern.slice(0, start) + name + pattern.slice(end), list, exists);
    if (paths === null) return null;
    found.push(...paths);
  }
  return found;
}
