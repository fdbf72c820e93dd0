// The tables that decide TLS and that a configuration names, found and read. What their rows mean is tls-policy.ts and sni.ts.

import { sourceSpan } from "../../dialects/postfix-lines.js";
import type { PostfixMap } from "../../dialects/postfix-map/tree.js";
import type { Parsed } from "../../dialects/dialect.js";
import type { Span } from "../../text/span.js";
import type { Place } from "../product.js";
import { type MapReference, readMapList } from "./maps.js";
import type { Model } from "./model.js";

/** Parameters whose tables hold rows about TLS, and what their rows are. */
export const TLS_TABLES = {
  smtp_tls_policy_maps: "policy",
  lmtp_tls_policy_maps: "policy",
  smtp_tls_per_site: "per-site",
  lmtp_tls_per_site: "per-site",
  tls_server_sni_maps: "sni",
} as const;
export type TableUse = (typeof TLS_TABLES)[keyof typeof TLS_TABLES];

/** A text file with rows, and the setting that names it. */
export interface NamedTable {
  readonly use: TableUse;
  readonly setting: string;
  readonly table: Parsed<PostfixMap>;
}

/** All text files behind a reference: of a union or pipe, those of its parts. */
function textFiles({ source }: MapReference): readonly string[] {
  if (source.kind === "file") return [source.path];
  return source.kind === "union" || source.kind === "pipe" ? source.maps.flatMap(textFiles) : [];
}

/** The text files with rows about TLS that the configuration names and that can be read. */
export function tlsTables(model: Model): readonly NamedTable[] {
  const found = new Map<string, NamedTable>();
  for (const [setting, use] of Object.entries(TLS_TABLES)) {
    for (const { effective } of model.written(setting)) {
      for (const reference of readMapList(effective.value)) {
        if (reference.type === null) continue;
        for (const path of textFiles(reference)) {
          const table = model.table(path);
          if (table) found.set(`${use} ${table.source.path}`, { use, setting, table });
        }
      }
    }
  }
  return [...found.values()];
}

/** A value of a table about TLS. */
export interface TableValue {
  readonly use: TableUse;
  readonly setting: string;
  /** Null: it answers every lookup. */
  readonly key: string | null;
  readonly text: string;
  /** Where the part `span` of it stands. */
  readonly place: (span?: Span) => Place;
  readonly keyPlace: Place | null;
}

/** Rows of `inline:` tables and the answer of `static:` ones, where the list stands as it is read. */
function* listedValues(model: Model, setting: string, use: TableUse): Generator<TableValue> {
  for (const { effective, at } of model.written(setting)) {
    const written = effective.entry ?? effective.override;
    if (!written || effective.raw !== effective.value) continue;
    for (const reference of readMapList(effective.value)) {
      if (reference.type === null) continue;
      const { source } = reference;
      const rows =
        source.kind === "rows" ? source.rows : source.kind === "static" ? [{ key: null, value: source.value }] : [];
      for (const { key, value } of rows) {
        const { start } = value.span;
        const place = (span = { start: 0, end: value.text.length }): Place => ({
          path: at.path,
          span: sourceSpan(written.value, start + span.start, start + span.end),
        });
        yield { use, setting, key: key?.text ?? null, text: value.text, place, keyPlace: null };
      }
    }
  }
}

/** The values of all tables about TLS that can be read: of text files, then those that settings themselves hold. */
export function* tableValues(model: Model): Generator<TableValue> {
  for (const { use, setting, table } of tlsTables(model)) {
    for (const node of table.tree.nodes) {
      if (node.kind !== "row") continue;
      const { key, value } = node;
      const place = (span = { start: 0, end: value.text.length }): Place => ({
        path: table.source.path,
        span: sourceSpan(value, span.start, span.end),
      });
      const { path } = table.source;
      yield { use, setting, key: key.text, text: value.text, place, keyPlace: { path, span: key.span } };
    }
  }
  for (const [setting, use] of Object.entries(TLS_TABLES)) yield* listedValues(model, setting, use);
}

/** The same files, each once. */
export function namedTables(model: Model): readonly Parsed<PostfixMap>[] {
  return [...new Set(tlsTables(model).map(({ table }) => table))];
}
