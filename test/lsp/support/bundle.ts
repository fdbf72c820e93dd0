// Bundles an entry of the language server as the extension ships it. Nothing is kept between test files.

import { build } from "esbuild";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

export interface Bundle {
  readonly file: string;
  /** Module specifiers that the bundle still imports at run time. */
  readonly imports: readonly string[];
  remove(): Promise<void>;
}

/** Bundles `server/src/main/server-<platform>.ts` into a directory of its own. */
export async function bundleServer(platform: "node" | "browser"): Promise<Bundle> {
  const directory = await mkdtemp(join(tmpdir(), "mailtls-lsp-"));
  const file = join(directory, platform === "node" ? "server-node.cjs" : "server-browser.js");
  const { metafile } = await build({
    entryPoints: [join(ROOT, `server/src/main/server-${platform}.ts`)],
    outfile: file,
    bundle: true,
    platform,
    format: platform === "node" ? "cjs" : "iife",
    target: "es2022",
    metafile: true,
    logLevel: "error",
  });
  return {
    file,
    imports: Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path)),
    remove: () => rm(directory, { recursive: true }),
  };
}
