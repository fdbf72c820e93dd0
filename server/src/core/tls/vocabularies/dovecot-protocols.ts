// Dovecot's `ssl_min_protocol` and the older `ssl_protocols`: which versions they permit. Nothing about other settings.
// Source: Dovecot documentation, ssl_min_protocol; src/lib-ssl-iostream/iostream-openssl-common.c of 2.3.19 and 2.4.4,
// src/config/old-set-parser.c of 2.3 (`ssl_protocols_to_min_protocol`).

import { PROTOCOL_VERSIONS, type ProtocolVersion } from "../versions.js";
import { versionRange, words, type Word } from "./words.js";

export type DovecotSeries = "2.3" | "2.4";

export interface MinProtocol {
  readonly valid: boolean;
  /** Oldest first, of those that OpenSSL knows by name; `LATEST` is TLS 1.3. Empty when not valid. */
  readonly versions: readonly ProtocolVersion[];
}

/** The value of `ssl_min_protocol`, in any case. 2.4 no longer takes `SSLv3`, and `ANY` no longer includes it. */
export function readMinProtocol(text: string, series: DovecotSeries): MinProtocol {
  const name = text.toUpperCase();
  const oldest = series === "2.3" ? "SSLv3" : "TLSv1";
  if (name === "ANY") return { valid: true, versions: versionRange(oldest) };
  if (name === "LATEST") return { valid: true, versions: ["TLSv1.3"] };
  const version = versionRange(oldest).find((known) => known.toUpperCase() === name);
  return version === undefined ? { valid: false, versions: [] } : { valid: true, versions: versionRange(version) };
}

export interface DovecotProtocol extends Word {
  /** Null when 2.3 does not know it. */
  readonly version: ProtocolVersion | null;
  /** Without `!` before it. */
  readonly enables: boolean;
}

export interface DovecotProtocols {
  /** False when 2.3 finds no minimum: it logs an error and keeps its default. */
  readonly valid: boolean;
  readonly elements: readonly DovecotProtocol[];
  /** The first unknown word; null also when every version is disabled. */
  readonly unknown: DovecotProtocol | null;
  /**
   * What 2.3 puts into `ssl_min_protocol`: the oldest version named, or without one the oldest that is not disabled. Newer
   * versions that were disabled are on again.
   */
  readonly minProtocol: ProtocolVersion | null;
  readonly versions: readonly ProtocolVersion[];
}

/** TLS 1.3 was no word of `ssl_protocols`, and no value of it turned TLS 1.3 off. */
const OLD_NAMES = ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"] as const;

/** The value of `ssl_protocols` as Dovecot 2.3 converts it; 2.4 has no such setting. Case matters. */
export function readProtocols(text: string): DovecotProtocols {
  const elements: DovecotProtocol[] = [];
  const enabled = new Set<ProtocolVersion>();
  const disabled = new Set<ProtocolVersion>();
  let named = false;
  for (const { text: word, span } of words(text, ", ")) {
    const enables = !word.startsWith("!");
    const version = OLD_NAMES.find((known) => known === (enables ? word : word.slice(1))) ?? null;
    const element = { text: word, span, version, enables };
    elements.push(element);
    if (version === null) return { valid: false, elements, unknown: element, minProtocol: null, versions: [] };
    // The last word on a version counts.
    (enables ? enabled : disabled).add(version);
    (enables ? disabled : enabled).delete(version);
    named ||= enables;
  }
  const minProtocol = OLD_NAMES.find((version) => (named ? enabled.has(version) : !disabled.has(version))) ?? null;
  const versions = minProtocol === null ? [] : PROTOCOL_VERSIONS.slice(PROTOCOL_VERSIONS.indexOf(minProtocol));
  return { valid: minProtocol !== null, elements, unknown: null, minProtocol, versions };
}
