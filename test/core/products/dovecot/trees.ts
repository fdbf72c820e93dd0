// Configuration trees made up by a seed: what people write, and now and then a mistake.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Settings that can have any value of their type, whatever else is set. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  bool: ["yes", "no", "YES", "y", "1", "No"],
  time: ["5 s", "1 min", "120 secs", "2 hours", "0", "3days", "1w", "90 m"],
  size: ["0", "64k", "10 M", "1024", "1 G", "100 kB", "3 MiB"],
  uint: ["0", "7", "1000", "012"],
  port: ["0", "143", "9993"],
  text: ["", "foo", "foo bar", '"quoted # text"', "'single'", '"a \\"b\\" c"', "a  b", 'x "y" z', "%u@%d", "a=b"],
};

const SETTINGS: readonly (readonly [name: string, type: string])[] = [
  ...["verbose_ssl", "ssl_prefer_server_ciphers", "ssl_require_crl"].map((name) => [name, "bool"] as const),
  ...["disable_plaintext_auth", "auth_verbose", "auth_debug", "verbose_proctitle", "mmap_disable"].map(
    (name) => [name, "bool"] as const,
  ),
  ...["ssl_client_require_valid_cert", "imap_id_retain", "dotlock_use_excl", "shutdown_clients"].map(
    (name) => [name, "bool"] as const,
  ),
  ...["auth_cache_ttl", "auth_cache_negative_ttl", "auth_failure_delay", "imap_idle_notify_interval"].map(
    (name) => [name, "time"] as const,
  ),
  ...["imap_max_line_length", "auth_cache_size", "default_vsz_limit"].map((name) => [name, "size"] as const),
  ...["mail_max_userip_connections", "auth_policy_hash_truncate"].map((name) => [name, "uint"] as const),
  ...["imapc_port", "pop3c_port", "doveadm_port"].map((name) => [name, "port"] as const),
  ...[
    "ssl_cipher_list",
    "ssl_cipher_suites",
    "ssl_curve_list",
    "ssl_min_protocol",
    "ssl_cert",
    "ssl_key",
    "ssl_ca",
  ].map((name) => [name, "text"] as const),
  ...["login_greeting", "login_trusted_networks", "mail_plugins", "auth_default_realm", "ssl_client_ca_dir"].map(
    (name) => [name, "text"] as const,
  ),
  ["ssl", "ssl"],
  ["ssl_options", "options"],
  ["mail_fsync", "fsync"],
];

const MORE_VALUES: Readonly<Record<string, readonly string[]>> = {
  ...VALUES,
  ssl: ["yes", "required", "yes"],
  options: ["no_ticket", "compression", "no_ticket, compression", ""],
  fsync: ["optimized", "never", "always"],
};

/** Lines that Dovecot stops at, or turns into others. */
const MISTAKES: readonly string[] = [
  "bogus_setting = 1",
  "ssl = maybe",
  "verbose_ssl = true",
  "disable_plaintext_auth = 0",
  "auth_cache_ttl = 5",
  "imap_max_line_length = 5 elephants",
  "imapc_port = 70000",
  "mail_max_userip_connections = many",
  "}",
  "service imap-login",
  "service imap-login { # open",
  "service x { y",
  "protocol imap { ssl = no }",
  "just words",
  "!include missing-*.conf",
  "!include missing.conf",
  "ssl_cert",
  "service imap-login {\n  bogus = 1\n}",
  "remote 192.0.2.0/24 {\n  local 192.0.2.1 {\n  }\n}",
  "protocol imap {\n  protocol pop3 {\n  }\n}",
  "protocol imap {\n  local_name a.example {\n  }\n}",
  "local 192.0.2.0/24 {\n  local 198.51.100.1 {\n  }\n}",
  "local_name a.example b.example {\n}",
  "plugin {\n  inner {\n  }\n}",
  "ssl_options = no_tickets",
  "ssl_verify_client_cert = yes",
  "auth_default_realm = $nonsense",
];

const OBSOLETE: readonly string[] = [
  "ssl_protocols = !SSLv2 !SSLv3",
  "ssl_protocols = !SSLv3 !TLSv1",
  "ssl_protocols = TLSv1.1 TLSv1.2",
  "ssl_dh_parameters_length = 2048",
  "ssl_parameters_regenerate = 1 week",
  "ssl_cert_file = /etc/ssl/a.pem",
  "ssl_disable = no",
  "login_dir = /x",
];

export interface Tree {
  readonly main: string;
  /** Files by name, beside the main file. */
  readonly files: Readonly<Record<string, string>>;
}

/** The tree of a seed. */
export function treeOf(seed: number): Tree {
  const next = random(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)] as T;
  const chance = (part: number): boolean => next() < part;
  const files: Record<string, string> = {};

  const setting = (): string => {
    const [name, type] = pick(SETTINGS);
    const value = pick(MORE_VALUES[type] ?? [""]);
    if (name.startsWith("ssl_c") && chance(0.3)) return `${name} = <${chance(0.5) ? " " : ""}/etc/ssl/x.pem`;
    if (name === "mail_plugins" && chance(0.5)) return "mail_plugins = $mail_plugins  more";
    const equals = pick([" = ", "=", " =", "  =  "]);
    const plain = !/["'#]/.test(value) && value !== "";
    if (plain && chance(0.1)) return `${name} = ${value.split(" ").join(" \\\n   ")}`;
    return `${name}${equals}${value}${plain && chance(0.15) ? " # why" : ""}`;
  };
  const settings = (most: number): string[] => Array.from({ length: 1 + Math.floor(next() * most) }, setting);
  const block = (head: string, lines: readonly string[]): string =>
    [`${head} {`, ...lines.flatMap((line) => line.split("\n")).map((line) => `  ${line}`), "}"].join("\n");

  const filter = (depth: number): string => {
    const kind = pick(["protocol", "local", "remote", "local_name"].slice(0, depth > 0 ? 1 : 4));
    const argument = {
      protocol: () => pick(["imap", "pop3", "lda", "!imap", "sieve"]),
      local: () => pick(["192.0.2.1", "192.0.2.0/24", "2001:db8::/32"]),
      remote: () => pick(["198.51.100.7", "10.0.0.0/8"]),
      local_name: () => pick(["a.example", '"a.example b.example"', "*.example"]),
    }[kind as "protocol"]();
    const inner = settings(2);
    if (kind !== "protocol" && chance(0.3)) inner.push(filter(depth + 1));
    // Of the authentication server nothing may stand inside these; now and then something does.
    const isForbidden = (line: string): boolean => /^(?:auth_|verbose_proctitle|ssl_client_ca)/.test(line);
    const usable = kind === "protocol" || chance(0.05) ? inner : inner.filter((line) => !isForbidden(line));
    return block(`${kind} ${argument}`, usable.length > 0 ? usable : ["ssl_min_protocol = TLSv1.2"]);
  };

  const other = (): string => {
    switch (pick(["service", "passdb", "namespace", "plugin", "protocols"])) {
      case "service": {
        const service = pick(["imap-login", "pop3-login", "lmtp"]);
        const listener = block(`inet_listener ${pick(["imaps", "pop3", "extra"])}`, [
          `port = ${pick(["0", "9993", "1110"])}`,
          ...(chance(0.5) ? [`ssl = ${pick(["yes", "no"])}`] : []),
          ...(chance(0.3) ? ["address = 127.0.0.1"] : []),
        ]);
        return block(`service ${service}`, [`process_min_avail = ${pick(["0", "4"])}`, listener]);
      }
      case "passdb":
        return block(pick(["passdb", "userdb"]), ["driver = static", `args = ${pick(["a=b", '"x y # z"'])}`]);
      case "namespace":
        return block("namespace inbox", [
          "inbox = yes",
          block(`mailbox ${pick(["Trash", '"Sent Messages"'])}`, ["special_use = \\Trash", "auto = create"]),
        ]);
      case "plugin":
        return block("plugin", ["quota = maildir:User", `sieve_x = ${pick(["1", "a b"])}`]);
      default:
        return `protocols = ${pick(["imap", "imap pop3 lmtp", "$protocols sieve", "imaps", '"imap pop3s"'])}`;
    }
  };

  const body = (most: number): string => {
    const lines: string[] = [];
    for (let left = 1 + Math.floor(next() * most); left > 0; left -= 1) {
      const dice = next();
      if (dice < 0.5) lines.push(setting());
      else if (dice < 0.65) lines.push(filter(0));
      else if (dice < 0.8) lines.push(other());
      else if (dice < 0.85) lines.push(pick(OBSOLETE));
      else if (dice < 0.95) lines.push(pick(["", "# a comment", "   ", "\t# x"]));
      else if (chance(0.3)) lines.push(pick(MISTAKES));
    }
    return `${lines.join("\n")}\n`;
  };

  for (const name of ["conf.d/10-a.conf", "conf.d/20-b.conf", "conf.d/9-c.conf", "local.conf"])
    if (chance(0.6)) files[name] = body(6);
  const includes = pick([
    ["!include_try conf.d/*.conf"],
    ["!include_try conf.d/{20,10}-*.conf", "!include_try local.conf"],
    ["!include_try conf.d/[0-9]-*.conf"],
    ["!include_try conf.d/*.conf", "!include_try nothing.conf"],
    [],
  ]);
  return { main: [body(6), ...includes, body(4)].join("\n"), files };
}

/** Writes a tree into a folder; the path of its main file. */
export function writeTree(folder: string, { main, files }: Tree): string {
  mkdirSync(join(folder, "conf.d"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const path = join(folder, "dovecot.conf");
  writeFileSync(path, main);
  return path;
}
