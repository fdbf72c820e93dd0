// Bundles the extension, the language server and the command line: node scripts/build.mjs [BUNDLE…] [--outdir DIR]
// Names of bundles are in lib/bundles.mjs; --outdir puts the output elsewhere (tests do so). Fails on any warning.

import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { BUNDLES } from "./lib/bundles.mjs";
import { notices } from "./lib/notices.mjs";
import { ROOT } from "./lib/root.mjs";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { outdir: { type: "string" } } });
const names = positionals.length > 0 ? positionals : Object.keys(BUNDLES);
const unknown = names.find((name) => !Object.hasOwn(BUNDLES, name));
if (unknown !== undefined) {
  console.error(`build: no bundle ${unknown}; there are ${Object.keys(BUNDLES).join(", ")}`);
  process.exit(2);
}

/** The folder of a bundle, and the options that put it there. */
function placed(options) {
  const folder = resolve(ROOT, values.outdir ?? options.outdir ?? dirname(options.outfile));
  const place =
    options.outfile === undefined ? { outdir: folder } : { outfile: join(folder, basename(options.outfile)) };
  return { folder, options: { ...options, ...place } };
}

const builds = names.map((name) => placed(BUNDLES[name]));
// Old chunks have other names and would be shipped with the new ones. A folder that the caller named is the caller's to clear.
for (const { folder, options } of builds) {
  if (options.splitting && values.outdir === undefined) rmSync(folder, { recursive: true, force: true });
}

const results = await Promise.all(builds.map(async ({ folder, options }) => ({ folder, ...(await build(options)) })));
for (const folder of new Set(builds.map(({ folder }) => folder))) {
  const metafiles = results.filter((result) => result.folder === folder).map(({ metafile }) => metafile);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "THIRD-PARTY-NOTICES.txt"), notices(metafiles));
}

for (const { metafile } of results) {
  for (const [file, { bytes, entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint === "server/src/main/cli.ts") chmodSync(resolve(ROOT, file), 0o755);
    console.log(`${(bytes / 1024).toFixed(1).padStart(8)} KiB  ${file}`);
  }
}
const warnings = results.reduce((sum, result) => sum + result.warnings.length, 0);
if (warnings > 0) {
  console.error(`build: ${warnings} warnings`);
  process.exitCode = 1;
}
