// JSON for programs: indented for one document, one line each for a stream of documents.

/** One document. Characters that are not valid Unicode (bytes of another encoding) come out as `\udc80` escapes. */
export function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** One document of several. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value);
}
