// Makes the tables of named groups and signature algorithms in core/tls from scripts/data/tls-vocabulary.json, which names its sources.
import data from "../data/tls-vocabulary.json" with { type: "json" };
import { generatedHeader, type GeneratedFile } from "../lib/generated.js";

const GENERATOR = "scripts/generators/tls-vocabulary.ts";

const number = (hex: string): string => `0x${hex.slice(2).toLowerCase()}`;
const text = (value: unknown): string => JSON.stringify(value);

export function generate(): Promise<GeneratedFile[]> {
  const groups = data.groups.map((group) => {
    const since = group.opensslSince === undefined ? "" : `openssl-${group.opensslSince}`;
    const names = [group.name, group.openssl.join(" "), since, group.gnutls ?? "", group.kind];
    return [number(group.id), ...[...names, group.bits, group.strength, group.min, group.max].map(text)];
  });
  const algorithms = data.signatureAlgorithms.map(({ id, name, openssl, gnutls, hash, key, min, max }) => [
    number(id),
    ...[name, openssl.join(" "), gnutls.join(" "), hash, key, min, max].map(text),
  ]);
  return Promise.resolve([
    table("groups", "GroupRow", "GROUP_ROWS", groups),
    table("signature-algorithms", "SignatureAlgorithmRow", "SIGNATURE_ALGORITHM_ROWS", algorithms),
  ]);
}

function table(module: string, type: string, name: string, rows: readonly (readonly string[])[]): GeneratedFile {
  const content = [
    generatedHeader(GENERATOR, data._meta.sources),
    `import type { ${type} } from "./vocabulary-rows.js";`,
    "",
    `export const ${name}: readonly ${type}[] = [`,
    ...rows.map((row) => `  [${row.join(", ")}],`),
    "];",
    "",
  ].join("\n");
  return { path: `server/src/core/tls/${module}.generated.ts`, content };
}
