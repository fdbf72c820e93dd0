// smtp_tls_per_site in the words of smtp_tls_policy_maps: which edits say the same, and whether they say it for everybody.

import type { Parsed } from "../../dialects/dialect.js";
import type { PostfixMap, Row } from "../../dialects/postfix-map/tree.js";
import type { Safety } from "../../rules/rule.js";
import type { TextEdit } from "../../text/text-edit.js";
import { clientLevel, type Level } from "./levels.js";
import { type MapReference, postmapCommand, readMapList } from "./maps.js";
import type { Model, Setting } from "./model.js";
import { readSitePolicy, siteLevel } from "./tls-per-site.js";

export interface Conversion {
  readonly edits: readonly TextEdit[];
  readonly safety: Safety;
  /** Commands without which the new rows do not count. */
  readonly commands: readonly string[];
}

/** Brackets or a port: this is how a next hop is written, and never how a server is called. */
const NEXT_HOP = /[[\]:]/;

/** Every client service has one level from main.cf; null where some have their own. */
function commonLevel(model: Model, side: "smtp" | "lmtp"): Level | null {
  const { level } = clientLevel(model, side);
  if (level === "invalid" || level === "unknown") return null;
  return model.servicesOf(side).every((service) => clientLevel(service, side).level === level) ? level : null;
}

/**
 * A row in new words; null where a human must decide. A `MAY` row gives way to a stricter main.cf, and then says nothing
 * (src/smtp/smtp_tls_policy.c, policy_create); a key that begins with a dot was never found, and now would be.
 */
function convertRow(row: Row, global: Level, { source }: Parsed<PostfixMap>): TextEdit | null {
  const { level } = readSitePolicy(row.value.text);
  if (level === null || row.key.text.startsWith(".")) return null;
  const { path } = source;
  if (level === "may" && siteLevel(global, level, null) !== "may") {
    const kept = row.interior.map((trivia) => source.slice(trivia.span)).join("");
    return { path, span: row.span, text: kept };
  }
  return { path, span: row.value.span, text: level };
}

/** Whether no other setting names the file, which would then be read in the wrong words. */
function isAlone(model: Model, { effective }: Setting, path: string): boolean {
  return model.written().every((other) => other.effective === effective || !other.effective.value.includes(path));
}

/** All rows of the tables, and the edits that convert them. */
function convertTables(
  model: Model,
  setting: Setting,
  references: readonly MapReference[],
  global: Level,
): { readonly rows: readonly Row[]; readonly edits: readonly TextEdit[] } | null {
  const rows: Row[] = [];
  const edits: TextEdit[] = [];
  for (const { source } of references) {
    const table = source.kind === "file" && isAlone(model, setting, source.path) ? model.table(source.path) : null;
    if (table === null || table.problems.length > 0) return null;
    for (const node of table.tree.nodes) {
      if (node.kind !== "row") continue;
      const edit = convertRow(node, global, table);
      if (edit === null) return null;
      rows.push(node);
      edits.push(edit);
    }
  }
  return { rows, edits };
}

/**
 * Renames the parameter and rewrites its tables; null where they are not text that was read, or a human must decide.
 * Per-site tables are asked for the next hop and for the name of the server, policy tables for the next hop alone: a row for
 * a bare name, which may be that of a server, is therefore unsafe to convert. So is a compiled table, whose old words count
 * as errors until it is made anew.
 */
export function convertPerSite(model: Model, setting: Setting, to: string): Conversion | null {
  const { effective, scope } = setting;
  const written = effective.override ?? effective.entry;
  const side = effective.name.startsWith("lmtp_") ? "lmtp" : "smtp";
  const global = commonLevel(model, side);
  if (!written || global === null || effective.raw !== effective.value) return null;
  if ((scope.get(to)?.value ?? "") !== "" || scope.get(to)?.entry || effective.name.startsWith("tlsproxy_"))
    return null;
  const references = readMapList(effective.value);
  const maps = references.filter((reference) => reference.type !== null);
  if (maps.length === 0 || maps.length < references.length) return null;
  const converted = convertTables(model, setting, maps, global);
  if (converted === null) return null;
  const commands = maps.flatMap((reference) => postmapCommand(reference) ?? []);
  const sure = converted.rows.every(({ key }) => NEXT_HOP.test(key.text));
  return {
    edits: [{ path: setting.at.path, span: written.name.span, text: to }, ...converted.edits],
    safety: commands.length === 0 && sure ? "safe" : "unsafe",
    commands,
  };
}
