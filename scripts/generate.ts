// Makes every generated file of the repository; with --check changes nothing and fails when one is stale.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { GeneratedFile } from "./lib/generated.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const check = process.argv.includes("--check");

// Registries come first: later generators import the rules through them.
const generators = [
  "tls",
  "tls-vocabulary",
  "postfix-parameters",
  "dovecot-settings",
  "registries",
  "rule-docs",
  "rc-schema",
];

/** Folders that hold nothing but generated files: what is not made anew there is removed. */
const generatedFolders = ["docs/rules"];

const stale: string[] = [];
const made = new Set<string>();

async function current(path: string): Promise<string | null> {
  return readFile(join(root, path), "utf8").catch(() => null);
}

for (const name of generators) {
  const url = pathToFileURL(join(root, "scripts/generators", `${name}.ts`)).href;
  const { generate } = (await import(url)) as { generate: () => GeneratedFile[] | Promise<GeneratedFile[]> };
  for (const { path, content } of await generate()) {
    made.add(path);
    if ((await current(path)) === content) continue;
    stale.push(path);
    if (check) continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

for (const folder of generatedFolders) {
  for (const name of await readdir(join(root, folder)).catch(() => [])) {
    const path = `${folder}/${name}`;
    if (made.has(path)) continue;
    stale.push(`${path} (no longer made)`);
    if (!check) await rm(join(root, path));
  }
}

if (stale.length === 0) console.log(`generate: ${made.size} files are fresh`);
else console.log(`generate: ${check ? "stale" : "written"}:\n${stale.map((path) => `  ${path}`).join("\n")}`);
if (check && stale.length > 0) process.exitCode = 1;
