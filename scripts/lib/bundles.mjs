// What is bundled from what, and how. Building is build.mjs's work.

import { readFileSync } from "node:fs";
import { ROOT } from "./root.mjs";

const { version } = JSON.parse(readFileSync(`${ROOT}/server/package.json`, "utf8"));

/** Identifiers are kept and lines are short: they cost little, and a stack trace in a bug report can be read. */
const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  target: "es2022",
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 160,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
  define: { MAILTLS_VERSION: JSON.stringify(version) },
};

const node = { ...COMMON, platform: "node", target: "node20" };
const browser = { ...COMMON, platform: "browser" };

/** Options of esbuild by name of the bundle. */
export const BUNDLES = {
  extension: {
    ...node,
    entryPoints: ["client/src/main.node.ts"],
    outfile: "dist/client/extension.cjs",
    format: "cjs",
    external: ["vscode"],
  },
  "extension-browser": {
    ...browser,
    entryPoints: ["client/src/main.browser.ts"],
    outfile: "dist/client/extension.browser.cjs",
    format: "cjs",
    external: ["vscode"],
  },
  server: {
    ...node,
    entryPoints: ["server/src/main/server-node.ts"],
    outfile: "dist/server/server-node.cjs",
    format: "cjs",
  },
  "server-browser": {
    ...browser,
    entryPoints: ["server/src/main/server-browser.ts"],
    outfile: "dist/server/server-browser.js",
    format: "iife",
  },
  // The npm package. Split, so that a command loads only its own code.
  cli: {
    ...node,
    entryPoints: { cli: "server/src/main/cli.ts", "judge-thread": "server/src/cli/judge-thread.ts" },
    outdir: "server/dist",
    chunkNames: "chunk-[hash]",
    format: "esm",
    splitting: true,
    // Libraries in CommonJS ask for node's modules with `require`, which ES modules do not have.
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  },
};
