// What the small vocabularies share: words with their places, and sets of protocol versions. No product's rules.

import { PROTOCOL_VERSIONS, type ProtocolVersion } from "../versions.js";

export interface Word {
  readonly span: { readonly start: number; readonly end: number };
  readonly text: string;
}

/** The non-empty runs of characters outside of `separators`. */
export function words(text: string, separators: string): readonly Word[] {
  const found: Word[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (at < text.length && !separators.includes(text.charAt(at))) continue;
    if (at > start) found.push({ span: { start, end: at }, text: text.slice(start, at) });
    start = at + 1;
  }
  return found;
}

/** From `oldest` to `newest`, oldest first. */
export function versionRange(oldest: ProtocolVersion, newest: ProtocolVersion = "TLSv1.3"): readonly ProtocolVersion[] {
  return PROTOCOL_VERSIONS.slice(PROTOCOL_VERSIONS.indexOf(oldest), PROTOCOL_VERSIONS.indexOf(newest) + 1);
}
