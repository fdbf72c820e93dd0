// What the probe finds out does not depend on the TLS library of the program that it runs in, but for one named file.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "../..");
const TLS_CLIENT = "server/src/platform/tls-client.ts";
/** Modules of Node that speak TLS. */
const TLS = /^(?:node:)?(?:tls|https|http2)$/u;

/** What each file of a bundle imports from outside of it; what is needed for types only is not in a bundle. */
async function outside(entry: string, platform: "node" | "neutral"): Promise<ReadonlyMap<string, readonly string[]>> {
  const { metafile } = await build({
    entryPoints: [join(ROOT, entry)],
    absWorkingDir: ROOT,
    bundle: true,
    format: "esm",
    platform,
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  return new Map(
    Object.entries(metafile.inputs).map(([file, { imports }]) => [
      file,
      imports.filter(({ external }) => external === true).map(({ path }) => path),
    ]),
  );
}

test("the bundle of the probe imports node:tls in one file only", async () => {
  const imports = await outside("server/src/platform/probe-node.ts", "node");
  const users = [...imports].filter(([, paths]) => paths.some((path) => TLS.test(path))).map(([file]) => file);
  assert.deepEqual(users, [TLS_CLIENT]);
  // The engine is in it.
  for (const file of ["engine/survey.ts", "engine/handshakes.ts", "run.ts"])
    assert.ok(imports.has(`server/src/probe/${file}`));
});

test("the engine imports nothing of any platform", async () => {
  for (const entry of ["server/src/probe/run.ts", "server/src/wire/api.ts"]) {
    const imports = await outside(entry, "neutral");
    assert.ok(imports.size > 10);
    assert.deepEqual(
      [...imports].filter(([, paths]) => paths.length > 0),
      [],
    );
    assert.ok(!imports.has(TLS_CLIENT));
    assert.ok([...imports.keys()].every((file) => !file.startsWith("server/src/platform/")));
  }
});
