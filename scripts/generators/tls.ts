// Makes core/tls/*.generated.ts from scripts/data/openssl-ciphers.json. The data names its sources and explains its fields.
import {
  attributeReader,
  CipherList,
  EVERY_SUITE,
  type Vocabulary,
} from "../../server/src/core/tls/openssl-cipher-list.js";
import data from "../data/openssl-ciphers.json" with { type: "json" };
import { generatedHeader, type GeneratedFile } from "../lib/generated.js";

interface Row {
  readonly name: string;
  readonly id: string;
  readonly bits: number;
  readonly attributes: string;
  readonly build?: string;
}

interface LibraryData {
  readonly disabled: { readonly always: string; readonly usually: string };
  readonly default: string;
  readonly tls13: readonly string[];
  readonly preference: readonly string[];
  readonly aliases: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

const GENERATOR = "scripts/generators/tls.ts";
const vocabulary: Vocabulary = data.openssl.fields;
const libraries: Readonly<Record<string, LibraryData>> = data.openssl.libraries;
const read = attributeReader(vocabulary);

const number = (hex: string): string => `0x${hex.toLowerCase()}`;
const text = (value: unknown): string => JSON.stringify(value);
const needsMoreThanASwitch = (row: Row): boolean => row.build === "gost" || row.build === "krb5";

export function generate(): Promise<GeneratedFile[]> {
  return Promise.resolve([suites(), tables()]);
}

function suites(): GeneratedFile {
  const rows = data.suites.map((s) => {
    const names = [s.name, s.openssl.join(" "), s.gnutls ?? ""];
    return `  [${[number(s.id), ...[...names, s.kx, s.auth, s.enc, s.mac, s.min, s.max].map(text)].join(", ")}],`;
  });
  return file("suites.generated.ts", [
    'import type { SuiteRow } from "./algorithms.js";',
    "",
    "export const SUITE_ROWS: readonly SuiteRow[] = [",
    ...rows,
    "];",
  ]);
}

function tables(): GeneratedFile {
  checkAttributes();
  const constants = new Map<string, string>();
  const lines: string[] = [];
  /** Libraries that agree share one constant. */
  const constant = (name: string, type: string, open: string, body: readonly string[], close: string): string => {
    const content = body.join("\n");
    const known = constants.get(content);
    if (known !== undefined) return known;
    constants.set(content, name);
    lines.push(`const ${name}: ${type} = ${open}`, content, `${close};`, "");
    return name;
  };
  const entries = Object.entries(libraries).flatMap(([library, table]) => {
    const suffix = library.replace("openssl-", "").replaceAll(".", "_");
    const rows = preferred(table).filter((row) => !needsMoreThanASwitch(row));
    const absent = table.rows.filter(needsMoreThanASwitch).map(({ name }) => name);
    const aliases = Object.entries(table.aliases).map(([name, attributes]) => `  ${text(name)}: ${text(attributes)},`);
    return [
      `  ${text(library)}: {`,
      `    rows: ${constant(`ROWS_${suffix}`, "readonly LibraryRow[]", "[", rows.map(rowLiteral), "]")},`,
      `    aliases: ${constant(`ALIASES_${suffix}`, "Readonly<Record<string, string>>", "{", aliases, "}")},`,
      `    absentNames: ${text(absent.join(" "))},`,
      `    disabled: ${text(table.disabled)},`,
      `    defaultRules: ${text(table.default)},`,
      `    tls13: [${table.tls13.map(number).join(", ")}],`,
      "  },",
    ];
  });
  return file("openssl-tables.generated.ts", [
    'import type { Vocabulary } from "./openssl-cipher-list.js";',
    'import type { LibraryRow, LibraryTable, OpenSslLibrary } from "./openssl-table.js";',
    "",
    "// name, id, strength in bits, attributes, configure switch; the preferred suite first.",
    ...lines,
    `export const OPENSSL_VOCABULARY: Vocabulary = ${text(vocabulary)};`,
    "",
    "export const OPENSSL_TABLES: Readonly<Record<OpenSslLibrary, LibraryTable>> = {",
    ...entries,
    "};",
  ]);
}

function rowLiteral({ name, id, bits, attributes, build }: Row): string {
  return `  [${[text(name), number(id), bits, text(attributes), ...(build === undefined ? [] : [text(build)])].join(", ")}],`;
}

/** The order that the suites have before any rule: the steps of `ssl_create_cipher_list`, taken on all of them. */
function preferred(table: LibraryData): readonly Row[] {
  const list = new CipherList(table.rows.map((row) => ({ row, bits: row.bits, masks: read(row.attributes) })));
  for (const step of table.preference) {
    const [move = "", ...attributes] = step.split(" ");
    const pattern = read(attributes.join(" "));
    if (move === "add") list.add(pattern);
    else if (move === "remove") list.remove(pattern);
    else if (move === "moveToEnd") list.moveToEnd(pattern);
    else if (move === "moveToFront") list.moveToFront(pattern);
    else if (move === "sortByStrength") list.sortByStrength();
    else throw new Error(`unknown step: ${step}`);
  }
  list.remove(EVERY_SUITE);
  return list.suites.map(({ row }) => row);
}

/** A misspelt attribute would silently select nothing. */
function checkAttributes(): void {
  const known = new Set(Object.values(vocabulary).flatMap((names) => names.split(" ")));
  for (const { aliases, rows, preference, disabled } of Object.values(libraries)) {
    const lists = [
      ...Object.values(aliases),
      ...rows.map(({ attributes }) => attributes),
      ...preference.map((step) => step.split(" ").slice(1).join(" ")),
      disabled.always,
      disabled.usually,
    ];
    for (const name of lists.flatMap((list) => list.split(" "))) {
      if (name !== "" && !known.has(name.replace("~", ""))) throw new Error(`unknown attribute: ${name}`);
    }
  }
}

function file(name: string, lines: readonly string[]): GeneratedFile {
  const content = [generatedHeader(GENERATOR, data._meta.sources), ...lines, ""].join("\n");
  return { path: `server/src/core/tls/${name}`, content };
}
