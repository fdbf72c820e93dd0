// What the suites need around them: bundles of themselves, a folder to open, peers to talk to. Nothing of any one editor.

import { cpSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { SMTPServer } from "smtp-server";

const HERE = fileURLToPath(new URL("../", import.meta.url));

/** A fresh copy of the test workspace below `home`; its name is the window's title. */
export function copyWorkspace(home, name) {
  const folder = join(home, "folders", name);
  cpSync(join(HERE, "workspace"), folder, { recursive: true });
  return folder;
}

/**
 * Bundles the suites below `home` as extension hosts load them: CommonJS, with `vscode` left to the host. Each is an extension
 * of its own, `mail-tls-test.suite-…`, because its manifest decides in which extension host it runs; Mail TLS itself is an
 * installed extension, not one under development. Gives the folders and the module of expectations.
 */
export async function bundleSuites(home) {
  const bundle = (entry, outfile, options) =>
    build({ entryPoints: [join(HERE, "suite", entry)], outfile, bundle: true, logLevel: "warning", ...options });
  const suite = async (name, entry, platform, field) => {
    const folder = join(home, name);
    await bundle(entry, join(folder, "index.cjs"), { platform, format: "cjs", external: ["vscode"] });
    const about = { name, publisher: "mail-tls-test", version: "0.0.0", engines: { vscode: "^1.91.0" } };
    writeFileSync(join(folder, "package.json"), JSON.stringify({ ...about, [field]: "./index.cjs" }));
    return folder;
  };
  const expected = join(home, "expected.mjs");
  await bundle("expected.ts", expected, { format: "esm" });
  return {
    node: await suite("suite-node", "index.ts", "node", "main"),
    web: await suite("suite-web", "index.web.ts", "browser", "browser"),
    expected: await import(expected),
  };
}

/**
 * Starts a mail server with STARTTLS, and a peer that accepts and never speaks, on ports of 127.0.0.1. Gives the ports, and the
 * peer as an emitter of `hungUp`.
 */
export async function startPeers() {
  const smtp = new SMTPServer({ disabledCommands: ["AUTH"], logger: false });
  const silent = createServer((socket) => {
    socket.on("error", () => undefined).resume();
    socket.once("close", () => silent.emit("hungUp"));
  });
  const listen = (server, listener) =>
    new Promise((done, fail) => {
      server.once("error", fail);
      server.listen(0, "127.0.0.1", () => done(listener.address().port));
    });
  return { smtpPort: await listen(smtp, smtp.server), silentPort: await listen(silent, silent), silent };
}
