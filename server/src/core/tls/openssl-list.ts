// How OpenSSL splits the lists of its configuration. Nothing about what stands in them.

export interface ListPart {
  /** Without the white space around it; empty where an element is missing. */
  readonly part: string;
  readonly start: number;
}

/** The parts between separators; white space is what isspace(3) says. Source: `CONF_parse_list` in crypto/conf/conf_mod.c. */
export function splitList(text: string, separator: string): readonly ListPart[] {
  let at = 0;
  return text.split(separator).map((padded) => {
    const part = padded.replace(/^[ \t-\r]+/, "");
    const start = at + padded.length - part.length;
    at += padded.length + separator.length;
    return { part: trimEnd(part), start };
  });
}

/** Not a pattern: one that ends at "$" would look again from every blank. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && /[ \t-\r]/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
