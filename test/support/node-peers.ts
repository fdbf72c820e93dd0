// Other versions of Node.js, for the TLS libraries inside them: OpenSSL 1.1.1 (16) and 3.5 (24). Installed once, from test/peers.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";

const FOLDER = join(import.meta.dirname, "../peers");

export type NodePeer = "node16" | "node24";

/** The path of a Node.js binary; null, with the test skipped, where it cannot be installed. */
export function nodePeer(t: TestContext, peer: NodePeer): string | null {
  const path = join(FOLDER, "node_modules", peer, "bin/node");
  try {
    if (!existsSync(path))
      execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: FOLDER, stdio: "ignore" });
    return path;
  } catch (error) {
    if (process.env["MAILTLS_REQUIRE_ALL"] === "1") throw error;
    t.skip(`${peer} cannot be installed`);
    return null;
  }
}

/** The suites that this Node.js's TLS library offers in a ClientHello of TLS 1.2, for each string; null where it refuses the string. */
export async function clientHellos(
  node: string,
  strings: readonly string[],
): Promise<readonly (readonly number[] | null)[]> {
  const child = spawn(node, [join(FOLDER, "client-hello.cjs")], { env: {}, stdio: ["pipe", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  child.stdin.end(JSON.stringify(strings));
  await once(child, "close");
  return JSON.parse(output) as (readonly number[] | null)[];
}
