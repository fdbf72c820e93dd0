// Makes the registries: lists of everything that lives one file (rules, dialogues) or one folder (dialects, products) each.
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generatedHeader, type GeneratedFile } from "../lib/generated.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const core = "server/src/core";

const identifier = (id: string): string => id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

async function ids(folder: string, except: readonly string[] = []): Promise<string[]> {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return (await readdir(path))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".generated.ts"))
    .map((name) => name.slice(0, -3))
    .filter((name) => !except.includes(name))
    .sort();
}

async function folders(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(root, folder, entry.name, "index.ts")))
    .map((entry) => entry.name)
    .sort();
}

function registry(
  path: string,
  type: string,
  typeFrom: string,
  name: string,
  entries: [id: string, from: string][],
  what: string,
): GeneratedFile {
  const content = [
    generatedHeader("scripts/generators/registries.ts", [`the files of ${path.slice(0, path.lastIndexOf("/"))}`]),
    `import type { ${type.replace(/<.*/, "")} } from "${typeFrom}";`,
    ...entries.map(([id, from]) => `import { ${what} as ${identifier(id)} } from "${from}";`),
    "",
    `export const ${name}: readonly ${type}[] = [`,
    ...entries.map(([id]) => `  ${identifier(id)},`),
    "];",
    "",
  ].join("\n");
  return { path, content };
}

/** The files of a folder that export a constant of that name. */
async function exporters(folder: string, what: string): Promise<string[]> {
  const found: string[] = [];
  for (const id of await ids(folder)) {
    const text = await readFile(join(root, folder, `${id}.ts`), "utf8");
    if (text.includes(`\nexport const ${what} `)) found.push(id);
  }
  return found;
}

/** The dialogues by protocol, so that the protocols are the keys. */
async function dialogues(): Promise<GeneratedFile> {
  const folder = "server/src/probe/dialogues";
  const names = await exporters(folder, "dialogue");
  const content = [
    generatedHeader("scripts/generators/registries.ts", [`the files of ${folder} that export a dialogue`]),
    'import type { ProtocolDialogue } from "./dialogue.js";',
    ...names.map((id) => `import { dialogue as ${identifier(id)} } from "./${id}.js";`),
    "",
    `export const DIALOGUES = { ${names.map(identifier).join(", ")} } as const satisfies Readonly<Record<string, ProtocolDialogue>>;`,
    "",
  ].join("\n");
  return { path: `${folder}/registry.generated.ts`, content };
}

export async function generate(): Promise<GeneratedFile[]> {
  const files: GeneratedFile[] = [];
  const postureRules = await ids(`${core}/rules`, ["rule"]);
  files.push(
    registry(
      `${core}/rules/registry.generated.ts`,
      "PostureRule",
      "./rule.js",
      "POSTURE_RULES",
      postureRules.map((id) => [id, `./${id}.js`]),
      "rule",
    ),
  );
  const dialects = await folders(`${core}/dialects`);
  files.push(
    registry(
      `${core}/dialects/registry.generated.ts`,
      "Dialect",
      "./dialect.js",
      "DIALECTS",
      dialects.map((id) => [id, `./${id}/index.js`]),
      "dialect",
    ),
  );
  const products = await folders(`${core}/products`);
  files.push(
    registry(
      `${core}/products/registry.generated.ts`,
      "Product",
      "./product.js",
      "PRODUCTS",
      products.map((id) => [id, `./${id}/index.js`]),
      "product",
    ),
  );
  for (const product of products) {
    const folder = `${core}/products/${product}/rules`;
    const path = `${folder}/registry.generated.ts`;
    const rules = await ids(folder);
    files.push(
      registry(
        path,
        "ProductRule<Model>",
        "../../../rules/rule.js",
        "RULES",
        rules.map((id) => [id, `./${id}.js`]),
        "rule",
      ),
    );
    const last = files.at(-1);
    if (last)
      files[files.length - 1] = {
        path,
        content: last.content.replace(/^(import type .*)$/m, '$1\nimport type { Model } from "../model.js";'),
      };
  }
  const checks = "server/src/probe/checks";
  files.push(
    registry(
      `${checks}/registry.generated.ts`,
      "Check",
      "./check.js",
      "CHECKS",
      (await exporters(checks, "check")).map((id) => [id, `./${id}.js`]),
      "check",
    ),
  );
  files.push(await dialogues());
  return files;
}
