// The tables that decide TLS and that a configuration names, found and read. What their rows mean is tls-policy.ts and sni.ts.

import type { PostfixMap } from "../../dialects/postfix-map/tree.js";
import type { Parsed } from "../../dialects/dialect.js";
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

/** The same files, each once. */
export function namedTables(model: Model): readonly Parsed<PostfixMap>[] {
  return [...new Set(tlsTables(model).map(({ table }) => table))];
}
