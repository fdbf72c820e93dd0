// What the suites need around them: bundles of themselves, a folder to open, peers to talk to. Nothing of any one editor.

import { cpSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { SMTPServer } from "smtp-server";

/** What a server of the last decade may still accept. */
const WEAK_TLS = { minVersion: "TLSv1", ciphers: "DEFAULT:DES-CBC3-SHA:@SECLEVEL=0" };

const HERE = fileURLToPath(new URL("../", import.meta.url));

/** A fresh copy of the test workspace below `home`, with `files` (name → text) beside; its name is the window's title. */
export function copyWorkspace(home, name, files = {}) {
  const folder = join(home, "folders", name);
  cpSync(join(HERE, "workspace"), folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

/** A configuration that names these ports of 127.0.0.1, for probes of them. */
export function relays(...ports) {
  const settings = ["relayhost", "smtp_fallback_relay"];
  return ports.map((port, at) => `${settings[at]} = [127.0.0.1]:${port}\n`).join("");
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
 * Starts on ports of 127.0.0.1 a mail server that is weak in what it accepts over STARTTLS, and one that does the same for its first
 * client only, and accepts all others without a word. On a third
 * nobody listens. Gives the ports, and the second server as an emitter of `deserted`, with the largest
 * number of clients at once, each time that its last client has gone.
 */
export async function startPeers() {
  const smtp = new SMTPServer({ logger: false, authOptional: true, allowInsecureAuth: true, ...WEAK_TLS });
  // Clients that it has no version or suite in common with are part of a probe.
  smtp.on("error", () => undefined);
  const clients = new Set();
  let known = false;
  let most = 0;
  const silent = createServer((socket) => {
    clients.add(socket);
    most = Math.max(most, clients.size);
    socket.on("error", () => undefined);
    socket.once("close", () => {
      clients.delete(socket);
      if (clients.size === 0) silent.emit("deserted", most);
    });
    if (known) {
      socket.resume();
      return;
    }
    known = true;
    const behind = connect(smtp.server.address().port, "127.0.0.1", () => socket.pipe(behind).pipe(socket));
    // Without its other end it would not even notice that its client goes.
    behind.on("error", () => socket.destroy()).once("close", () => socket.resume());
  });
  const listen = (server, listener) =>
    new Promise((done, fail) => {
      server.once("error", fail);
      server.listen(0, "127.0.0.1", () => done(listener.address().port));
    });
  const closed = createServer();
  const closedPort = await listen(closed, closed);
  closed.close();
  return { smtpPort: await listen(smtp, smtp.server), silentPort: await listen(silent, silent), silent, closedPort };
}
