// Builds and packs the extension as dist/mail-tls.vsix, then looks into it: node scripts/package.mjs [--no-build]

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./lib/root.mjs";
import { bin, run } from "./lib/run.mjs";
import { zipEntries } from "./lib/zip.mjs";

const VSIX = "dist/mail-tls.vsix";

/** What the extension cannot do without. */
const REQUIRED = [
  "extension/package.json",
  "extension/dist/client/extension.cjs",
  "extension/dist/client/extension.browser.cjs",
  "extension/dist/server/server-node.cjs",
  "extension/dist/server/server-browser.js",
  "extension/server/mailtlsrc.schema.json",
];
/** All that may be in it besides: whatever else is there was not meant to be shipped. */
const ALLOWED = [
  /^\[Content_Types\]\.xml$/u,
  /^extension\.vsixmanifest$/u,
  /^extension\/(readme|changelog)\.md$/iu,
  /^extension\/LICENSE(\.txt)?$/u,
  /^extension\/dist\/(client|server)\/THIRD-PARTY-NOTICES\.txt$/u,
  /^extension\/syntaxes\/[\w.-]+\.json$/u,
  /^extension\/images\/[\w-]+\.(png|svg)$/u,
];

async function step(program, args) {
  const { code } = await run(program, args);
  if (code !== 0) process.exit(1);
}

if (!process.argv.includes("--no-build")) await step(process.execPath, ["scripts/build.mjs"]);
await step(bin("vsce"), ["package", "--no-dependencies", "--out", VSIX]);

const entries = zipEntries(readFileSync(join(ROOT, VSIX)));
const names = entries.map(({ name }) => name);
const missing = REQUIRED.filter((name) => !names.includes(name));
const unwanted = names.filter((name) => !REQUIRED.includes(name) && !ALLOWED.some((pattern) => pattern.test(name)));
for (const { name, size } of entries) console.log(`${(size / 1024).toFixed(1).padStart(8)} KiB  ${name}`);
if (missing.length > 0) console.error(`package: missing: ${missing.join(", ")}`);
if (unwanted.length > 0) console.error(`package: not meant to be shipped: ${unwanted.join(", ")}`);
if (missing.length + unwanted.length > 0) process.exitCode = 1;
