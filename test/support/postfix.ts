// A private Postfix on loopback, for tests that compare with the real server. Needs root, because Postfix changes users.

import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Identity } from "./certificates.js";
import { freePorts } from "./ports.js";
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
  /** Changes the files of the folder with main.cf and master.cf before Postfix reads them. */
  readonly prepare?: (configDirectory: string) => void;
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
export const DAEMONS = `
cleanup unix n - n - 0 cleanup
rewrite unix - - n - - trivial-rewrite
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;

/** A private Postfix that is not running yet: its folders, and the settings of main.cf that keep it apart from every other. */
export interface Instance {
  readonly root: string;
  /** The folder for main.cf and master.cf. */
  readonly configDirectory: string;
  /** To be written into main.cf. */
  readonly settings: Readonly<Record<string, string>>;
  /** What Postfix has logged so far. */
  readonly log: () => string;
  /** Starts master, and waits until it listens; connects to nothing, since the first connection starts a service. */
  readonly start: () => Promise<void>;
  /** Ends master and all its children; it can be started again. */
  readonly halt: () => Promise<void>;
  /** Ends it and removes its files; called after the test if not before. */
  readonly stop: () => Promise<void>;
}

/** Makes the folders of an instance; null, with the test skipped, where Postfix is not installed or the test is not run by root. */
export function prepareInstance(t: TestContext): Instance | null {
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

  const log = (): string => (existsSync(at("maillog")) ? readFileSync(at("maillog"), "utf8") : "");
  let running: { readonly master: ChildProcess; readonly exited: Promise<unknown> } | null = null;
  const halt = async (): Promise<void> => {
    running?.master.kill();
    await running?.exited;
    running = null;
  };
  const stop = async (): Promise<void> => {
    await halt();
    rmSync(root, { recursive: true, force: true });
  };
  t.after(stop);
  const start = async (): Promise<void> => {
    const before = log().length;
    // As postfix(1) has it, so that the log tells also why master does not start.
    const env = { ...process.env, POSTLOG_SERVICE: at("queue/public/postlog"), POSTLOG_HOSTNAME: "mx.test" };
    const master = spawn(join(daemons, "master"), ["-c", at("etc")], { stdio: "ignore", env });
    running = { master, exited: once(master, "exit") };
    // Said once all sockets are there (src/master/master.c).
    while (!log().slice(before).includes("daemon started")) {
      if (master.exitCode !== null) throw new Error(`Postfix ended: ${log()}`);
      await pause(5);
    }
  };
  const settings = {
    queue_directory: at("queue"),
    data_directory: at("data"),
    maillog_file: at("maillog"),
    maillog_file_prefixes: root,
  };
  return { root, configDirectory: at("etc"), settings, log, start, halt, stop };
}

/** A host that knows only itself. */
export const LOCAL = {
  compatibility_level: "3.6",
  inet_interfaces: "127.0.0.1",
  inet_protocols: "ipv4",
  myhostname: "mx.test",
  mydestination: "localhost",
  alias_maps: "",
  alias_database: "",
} as const;

/** Starts an instance with smtpd services on free ports; null, with the test skipped, where that is not possible. */
export async function startPostfix(t: TestContext, options: PostfixOptions): Promise<Postfix | null> {
  const instance = prepareInstance(t);
  if (instance === null) return null;
  const { root, configDirectory, log, stop } = instance;
  const at = (...names: string[]): string => join(root, ...names);
  const { identity, services = { smtp: {} } } = options;
  if (identity !== undefined) {
    writeFileSync(at("key.pem"), identity.key, { mode: 0o600 });
    writeFileSync(at("cert.pem"), identity.fullChain);
  }
  const main = {
    ...LOCAL,
    ...instance.settings,
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
  writeFileSync(at("etc/main.cf"), mainText(main));
  writeFileSync(at("etc/master.cf"), [...lines, DAEMONS, options.master ?? ""].join("\n"));
  options.prepare?.(configDirectory);
  await instance.start();
  return { ports, configDirectory, log, stop };
}

/** Settings as lines of main.cf. */
export function mainText(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join("");
}
