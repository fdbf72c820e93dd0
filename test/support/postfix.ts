// A private Postfix on loopback, for tests that compare with the real server. Needs root, because Postfix changes users.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Identity } from "./certificates.js";
import { freePorts, listens } from "./ports.js";
import { requireProgram } from "./programs.js";

interface PostfixOptions {
  /** Parameters of main.cf, on top of those that make the instance private. */
  readonly main?: Readonly<Record<string, string>>;
  /** smtpd services by name, each with its `-o` overrides. By default one `smtp`. */
  readonly services?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Key and certificate of the server; without them it has no TLS. */
  readonly identity?: Identity;
  /** More lines of master.cf. */
  readonly master?: string;
}

interface Postfix {
  /** Port on 127.0.0.1 of each service. */
  readonly ports: Readonly<Record<string, number>>;
  /** The folder with main.cf and master.cf. */
  readonly configDirectory: string;
  /** What Postfix has logged so far. */
  log(): string;
  /** Ends it and removes its files; called after the test if not before. */
  stop(): Promise<void>;
}

/** master(8)'s queue, as `postfix check` would make it. */
const QUEUE = [
  "private",
  "public",
  "maildrop",
  "active",
  "incoming",
  "deferred",
  "defer",
  "bounce",
  "corrupt",
  "hold",
  "flush",
  "saved",
  "trace",
];

/** What smtpd needs beside itself. */
const DAEMONS = `
cleanup unix n - n - 0 cleanup
rewrite unix - - n - - trivial-rewrite
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;

/** Starts an instance of its own; null, with the test skipped, where Postfix is not installed or the test is not run by root. */
export async function startPostfix(t: TestContext, options: PostfixOptions): Promise<Postfix | null> {
  const postconf = requireProgram(t, "postconf");
  if (postconf === null) return null;
  if (process.getuid?.() !== 0) {
    if (process.env["MAILTLS_REQUIRE_ALL"] === "1") throw new Error("Postfix needs root");
    t.skip("Postfix needs root");
    return null;
  }
  const daemons = execFileSync(postconf, ["-dh", "daemon_directory"], { encoding: "utf8" }).trim();

  const root = mkdtempSync(join(tmpdir(), "mailtls-postfix-"));
  chmodSync(root, 0o755);
  const at = (...names: string[]): string => join(root, ...names);
  for (const folder of ["etc", "data", "queue", "queue/pid", ...QUEUE.map((name) => `queue/${name}`)])
    mkdirSync(at(folder));
  execFileSync("chown", ["postfix", at("data"), ...QUEUE.map((name) => at("queue", name))]);
  execFileSync("chgrp", ["postdrop", at("queue/public"), at("queue/maildrop")]);
  chmodSync(at("queue/private"), 0o700);
  chmodSync(at("queue/public"), 0o710);
  chmodSync(at("queue/maildrop"), 0o730);

  const { identity, services = { smtp: {} } } = options;
  if (identity !== undefined) {
    writeFileSync(at("key.pem"), identity.key, { mode: 0o600 });
    writeFileSync(at("cert.pem"), identity.fullChain);
  }
  const main = {
    compatibility_level: "3.6",
    queue_directory: at("queue"),
    data_directory: at("data"),
    inet_interfaces: "127.0.0.1",
    inet_protocols: "ipv4",
    myhostname: "mx.test",
    mydestination: "localhost",
    alias_maps: "",
    alias_database: "",
    maillog_file: at("maillog"),
    maillog_file_prefixes: root,
    smtpd_client_connection_rate_limit: "0",
    smtpd_client_connection_count_limit: "0",
    ...(identity === undefined
      ? {}
      : { smtpd_tls_security_level: "may", smtpd_tls_cert_file: at("cert.pem"), smtpd_tls_key_file: at("key.pem") }),
    ...options.main,
  };
  const names = Object.keys(services);
  const free = await freePorts(names.length);
  const ports = Object.fromEntries(names.map((name, index) => [name, free[index] ?? 0]));
  const lines = Object.entries(services).map(([name, overrides]) => {
    const flags = Object.entries(overrides).map(([key, value]) => ` -o {${key}=${value}}`);
    return `127.0.0.1:${ports[name]} inet n - n - 100 smtpd -o syslog_name=postfix/${name}${flags.join("")}`;
  });
  writeFileSync(
    at("etc/main.cf"),
    Object.entries(main)
      .map(([key, value]) => `${key} = ${value}\n`)
      .join(""),
  );
  writeFileSync(at("etc/master.cf"), [...lines, DAEMONS, options.master ?? ""].join("\n"));

  const master = spawn(join(daemons, "master"), ["-c", at("etc")], { stdio: "ignore" });
  const exited = once(master, "exit");
  const log = (): string => (existsSync(at("maillog")) ? readFileSync(at("maillog"), "utf8") : "");
  const stop = async (): Promise<void> => {
    master.kill();
    await exited;
    rmSync(root, { recursive: true, force: true });
  };
  t.after(stop);
  for (const port of free) {
    while (!(await listens(port))) if (master.exitCode !== null) throw new Error(`Postfix ended: ${log()}`);
  }
  return { ports, configDirectory: at("etc"), log, stop };
}
