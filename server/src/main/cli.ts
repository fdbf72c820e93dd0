#!/usr/bin/env node
// Entry of the command `mailtls`. Wiring only.

import { run } from "../cli/run.js";

/** Put in by the build. */
declare const MAILTLS_VERSION: string | undefined;

process.exitCode = await run(process.argv.slice(2), {
  version: typeof MAILTLS_VERSION === "string" ? MAILTLS_VERSION : "0.0.0",
  startLsp: async () => {
    await import("./server-node.js");
  },
});
