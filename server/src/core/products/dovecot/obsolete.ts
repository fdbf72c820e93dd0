// Names that Dovecot 2.3 still understands and turns into others as it reads them (src/config/old-set-parser.c).

import { atLeast, type DovecotVersion } from "./version.js";

/** What becomes of an obsolete setting; none: it is ignored. */
export interface Replacement {
  readonly name: string;
  readonly value: string;
  /** The value is the path of a file. */
  readonly file?: true;
  /** The listener that it belongs to, with a slash behind. */
  readonly path?: string;
}

/** Read and forgotten. */
const IGNORED = new Set([
  ...["ssl_parameters_regenerate", "ssl_dh_parameters_length", "login_dir", "dbox_rotate_min_size", "dbox_rotate_days"],
  ...["director_consistent_hashing", "mail_log_max_lines_per_sec", "maildir_copy_preserve_filename", "auth_count"],
]);

/** Turned into settings of services, which have no part in TLS. */
const OF_SERVICES = new Set([
  ...["login_chroot", "login_user", "login_executable", "login_process_size", "login_process_per_connection"],
  ...["login_processes_count", "login_max_processes_count", "login_max_connections", "max_mail_processes"],
  ...["mail_executable", "mail_process_size", "mail_drop_priv_before_exec", "auth_executable", "auth_process_size"],
  ...["auth_user", "auth_chroot", "ssl_listen", "sieve", "sieve_storage"],
]);

const RENAMED: Readonly<Record<string, string>> = { dbox_rotate_size: "mdbox_rotate_size" };

const PROTOCOL_VERSIONS = ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"] as const;

/** `ssl_protocols` as one oldest version; null where Dovecot logs an error and ignores it (ssl_protocols_to_min_protocol). */
function oldestOf(protocols: string): (typeof PROTOCOL_VERSIONS)[number] | null {
  const words = protocols.split(/[, ]+/).filter((word) => word !== "");
  const bare = (word: string): string => word.replace(/^!/, "");
  if (!words.every((word) => PROTOCOL_VERSIONS.some((version) => version === bare(word)))) return null;
  const last = new Map(words.map((word) => [bare(word), !word.startsWith("!")]));
  const explicit = words.some((word) => !word.startsWith("!"));
  return PROTOCOL_VERSIONS.find((version) => (explicit ? last.get(version) === true : !last.has(version))) ?? null;
}

const inverted = (value: string): string =>
  value.toLowerCase() === "yes" ? "no" : value.toLowerCase() === "no" ? "yes" : value;

/** The protocols that are left of a list with names of Dovecot 1. */
function modernProtocols(value: string): string {
  const words = value.split(/ +/).filter((word) => word !== "");
  const kept = words
    .filter((word) => word !== "imaps" && word !== "pop3s")
    .map((word) => (word === "managesieve" ? "sieve" : word));
  for (const [old, now] of [
    ["imaps", "imap"],
    ["pop3s", "pop3"],
  ] as const)
    if (words.includes(old) && !words.includes(now)) kept.push(now);
  return kept.join(" ");
}

/** `imaps` without `imap`, as Dovecot 1 wrote it: no port without TLS. */
function withoutPlain(value: string): readonly Replacement[] {
  const words = value.split(/ +/);
  return ["imap", "pop3"].flatMap((protocol) =>
    words.includes(`${protocol}s`) && !words.includes(protocol)
      ? [{ name: "port", value: "0", path: `service/${protocol}-login/inet_listener/${protocol}/` }]
      : [],
  );
}

/** What Dovecot makes of `name = value` outside of blocks; null where the name has no special meaning. */
export function replacementsOf(name: string, value: string, version: DovecotVersion): readonly Replacement[] | null {
  if (atLeast(version, "2.4")) return null;
  if (IGNORED.has(name) || OF_SERVICES.has(name)) return [];
  if (name === "protocols") return [...withoutPlain(value), { name, value: modernProtocols(value) }];
  const file = /^(ssl_(?:cert|key|ca))_file$/.exec(name)?.[1];
  if (file !== undefined) return value === "" ? [] : [{ name: file, value, file: true }];
  if (name === "ssl_disable") return [{ name: "ssl", value: inverted(value) }];
  if (name === "ssl_protocols" && version.branch === "2.3") {
    const oldest = oldestOf(value);
    return oldest === null ? [] : [{ name: "ssl_min_protocol", value: oldest }];
  }
  if (name === "fsync_disable") {
    const words: Readonly<Record<string, string>> = { yes: "never", no: "optimized" };
    return [{ name: "mail_fsync", value: words[value.toLowerCase()] ?? value }];
  }
  if (name.startsWith("mail_cache_compress_"))
    return [{ name: name.replace("mail_cache_compress_", "mail_cache_purge_"), value }];
  const renamed = RENAMED[name];
  return renamed === undefined ? null : [{ name: renamed, value }];
}
