// Which tables a parameter names (`hash:/etc/postfix/tls_policy, inline:{…}`), and what decides their answers. Reads no file.

import type { Token } from "../../dialects/postfix-lines.js";
import type { Span } from "../../text/span.js";
import { balanced, COMMA_SPACE, nameValue, split, unbrace, whole, within } from "./tokens.js";

/** A row of an `inline:` table; the spans count in the list's text. */
export interface InlineRow {
  readonly key: Token;
  readonly value: Token;
}

/** What decides the answers of a table. */
export type MapSource =
  /**
   * The text file `path`, as written: daemons read a relative path from the queue directory. `compiled`: the file that
   * they really open; it is as of the last `postmap`, which may be older than the text. Null for `texthash:`.
   */
  | { readonly kind: "file"; readonly path: string; readonly compiled: string | null }
  /** The last row of a key counts, and an empty value makes the lookup fail. */
  | { readonly kind: "rows"; readonly rows: readonly InlineRow[] }
  /** The same answer to every question. */
  | { readonly kind: "static"; readonly value: Token }
  /** `union`: all answers, joined by commas. `pipe`: each answer is the question to the next table. */
  | { readonly kind: "union" | "pipe"; readonly maps: readonly MapReference[] }
  | { readonly kind: "undetermined"; readonly reason: string }
  /** Every lookup fails: mail that depends on it waits. */
  | { readonly kind: "fails"; readonly reason: string };

/** One `type:name` of a list. */
export interface MapReference {
  readonly type: string;
  readonly name: string;
  /** Of the whole reference in the list's text. */
  readonly span: Span;
  readonly nameSpan: Span;
  readonly source: MapSource;
}

/** Something in the list that is not `type:name`: the program stops with a fatal error (util/dict_open.c). */
export interface NoReference {
  readonly type: null;
  readonly text: string;
  readonly span: Span;
}

/** Compiled tables and what Postfix appends to the name (util/dict_db.c, dict_lmdb.c, dict_cdb.c, dict_dbm.c, dict_sdbm.c). */
const COMPILED = new Map([
  ["hash", ".db"],
  ["btree", ".db"],
  ["lmdb", ".lmdb"],
  ["cdb", ".cdb"],
  ["dbm", ".pag"],
  ["sdbm", ".pag"],
]);

/** Tables that open the table that they name: through the proxymap service, or (3.11) with a log of every lookup. */
const WRAPPERS = new Set(["proxy", "debug"]);

const PATTERNS = "its rows are patterns, which are not evaluated";
const DATABASE = "a database answers, which is not asked";
const SERVICE = "another program answers, which is not asked";

/** The types of Postfix 3.11 that cannot be read as text (DATABASE_README; util/dict_open.c, global/mail_dict.c). */
const UNDETERMINED = new Map([
  ...["regexp", "pcre", "cidr"].map((type) => [type, PATTERNS] as const),
  ...["ldap", "mysql", "pgsql", "sqlite", "mongodb", "memcache"].map((type) => [type, DATABASE] as const),
  ...["socketmap", "tcp", "nis", "nisplus", "netinfo", "unix"].map((type) => [type, SERVICE] as const),
  ["environ", "the environment of the program decides"],
  ["internal", "only the program itself can fill it"],
  ["randmap", "it answers at random"],
]);

/**
 * Reads a list of tables as src/global/maps.c `maps_create` does: references part at commas and blanks outside of `{}`.
 * Macros must have been expanded. The spans count in `text`.
 */
export function readMapList(text: string): (MapReference | NoReference)[] {
  return readReferences(whole(text));
}

function readReferences(list: Token): (MapReference | NoReference)[] {
  return split(list, COMMA_SPACE, { braces: true }).map(readReference);
}

function readReference(token: Token): MapReference | NoReference {
  const colon = token.text.indexOf(":");
  const name = within(token, colon + 1);
  if (colon <= 0 || name.text === "") return { type: null, text: token.text, span: token.span };
  const type = token.text.slice(0, colon);
  return { type, name: name.text, span: token.span, nameSpan: name.span, source: sourceOf(type, name) };
}

function sourceOf(type: string, name: Token): MapSource {
  const suffix = COMPILED.get(type);
  if (suffix !== undefined) return { kind: "file", path: name.text, compiled: name.text + suffix };
  if (WRAPPERS.has(type)) {
    const inner = readReference(name);
    return inner.type === null ? fails(`\`${name.text}\` is not \`type:name\``) : inner.source;
  }
  switch (type) {
    case "texthash":
      return { kind: "file", path: name.text, compiled: null };
    case "static":
      return staticSource(name);
    case "inline":
      return inlineSource(name);
    case "unionmap":
      return combined("union", name);
    case "pipemap":
      return combined("pipe", name);
    case "fail":
      return fails("`fail:` tables answer every lookup with an error");
    default: {
      const reason = UNDETERMINED.get(type);
      return reason === undefined
        ? fails(`Postfix has no table type \`${type}\``)
        : { kind: "undetermined", reason: `\`${type}:\`: ${reason}` };
    }
  }
}

function fails(reason: string): MapSource {
  return { kind: "fails", reason };
}

/** util/dict_static.c: braces around the value are optional. */
function staticSource(name: Token): MapSource {
  const value = name.text.startsWith("{") ? unbrace(name) : name;
  return typeof value === "string" ? fails(`\`static:{…}\` cannot be read: ${value}`) : { kind: "static", value };
}

/** The content of a name that must be `{…}` as a whole; null for any other. */
function content(name: Token): Token | null {
  const length = balanced(name.text);
  return length !== name.text.length || length <= 2 ? null : within(name, 1, length - 1);
}

/** util/dict_inline.c: one bad row spoils the whole table. */
function inlineSource(name: Token): MapSource {
  const bad = (why: string): MapSource => fails(`\`inline:{ key = value }\` cannot be read: ${why}`);
  const inner = content(name);
  if (inner === null) return bad("it must begin with `{` and end with its `}`");
  const rows: InlineRow[] = [];
  for (const token of split(inner, COMMA_SPACE, { braces: true })) {
    const bare = token.text.startsWith("{") ? unbrace(token) : token;
    const row = typeof bare === "string" ? bare : nameValue(bare, { quotes: true });
    if (typeof row === "string") return bad(`${row} in \`${token.text}\``);
    rows.push({ key: row.name, value: row.value });
  }
  return rows.length === 0 ? bad("it is empty") : { kind: "rows", rows };
}

/** util/dict_pipe.c and dict_union.c. */
function combined(kind: "union" | "pipe", name: Token): MapSource {
  const references = readReferences(content(name) ?? within(name, 0, 0));
  const maps = references.filter((reference) => reference.type !== null);
  return maps.length === 0 || maps.length < references.length
    ? fails(`\`${kind}map:{ type:name, … }\` cannot be read`)
    : { kind, maps };
}

/** The command that brings a compiled table up to date; `fileValues`: its values name files whose content counts (`-F`). */
export function postmapCommand(reference: MapReference, fileValues = false): string | null {
  if (reference.source.kind !== "file" || reference.source.compiled === null) return null;
  const type = WRAPPERS.has(reference.type) ? reference.name.slice(0, reference.name.indexOf(":")) : reference.type;
  return `postmap ${fileValues ? "-F " : ""}${type}:${reference.source.path}`;
}
