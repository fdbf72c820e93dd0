// From 2.3 to 2.4: what each setting and block has become. Names, values and blocks only; the rule decides where it is asked.

import type { BlockStart, Node, Setting } from "../../dialects/dovecot/tree.js";
import type { TextEdit } from "../../text/text-edit.js";
import { removeNode, rename, replaceLines } from "./edit.js";
import type { Model } from "./model.js";
import type { Statement } from "./reading.js";
import { settingIn } from "./settings-table.js";
import { readBool } from "./values.js";

/** Settings that only have another name; the values stay, but that a path loses its `<`. */
const RENAMED: Readonly<Record<string, string>> = {
  ssl_cert: "ssl_server_cert_file",
  ssl_key: "ssl_server_key_file",
  ssl_alt_cert: "ssl_server_alt_cert_file",
  ssl_alt_key: "ssl_server_alt_key_file",
  ssl_ca: "ssl_server_ca_file",
  ssl_dh: "ssl_server_dh_file",
  ssl_key_password: "ssl_server_key_password",
  ssl_client_cert: "ssl_client_cert_file",
  ssl_client_key: "ssl_client_key_file",
  ssl_cert_username_field: "ssl_server_cert_username_field",
  ssl_require_crl: "ssl_server_require_crl",
  ssl_verify_client_cert: "ssl_server_request_client_cert",
  auth_default_realm: "auth_default_domain",
  default_idle_kill: "default_idle_kill_interval",
  mail_attachment_dir: "mail_ext_attachment_path",
  mail_attachment_hash: "mail_ext_attachment_hash",
  mail_attachment_min_size: "mail_ext_attachment_min_size",
  quota_grace: "quota_storage_grace",
  lazy_expunge: "lazy_expunge_mailbox",
  acl: "acl_driver",
  sieve_default_name: "sieve_script_name",
  sieve_user_log: "sieve_user_log_path",
  sieve_quota_max_scripts: "sieve_quota_script_count",
  sieve_quota_max_storage: "sieve_quota_storage_size",
  acl_anyone: "imap_acl_allow_anyone",
};

/** The same within blocks. */
const RENAMED_IN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  service: { idle_kill: "idle_kill_interval", service_count: "restart_request_count" },
  inet_listener: { address: "listen" },
};

/** The parts of a mail location behind its path (mail_location of 2.3). */
const LOCATION_KEYS: Readonly<Record<string, string>> = {
  INBOX: "mail_inbox_path",
  INDEX: "mail_index_path",
  CONTROL: "mail_control_path",
  ALT: "mail_alt_path",
  LAYOUT: "mailbox_list_layout",
  DIRNAME: "mailbox_directory_name",
  SUBSCRIPTIONS: "mailbox_subscriptions_filename",
  VOLATILEDIR: "mail_volatile_path",
  UTF8: "mailbox_list_utf8",
};

const VARIABLES: Readonly<Record<string, string>> = {
  u: "%{user}",
  n: "%{user | username}",
  d: "%{user | domain}",
  h: "%{home}",
};

/** `%u` and the like; null where one is used that has no plain counterpart. */
function modernVariables(text: string): string | null {
  const known = text.replace(/%([undh])(?![\w{])/g, (_, letter: string) => VARIABLES[letter] ?? "");
  return /%[^{%]/.test(known) ? null : known;
}

/** `mbox:~/mail:INBOX=/var/mail/%u` as settings of 2.4; null where a part has no counterpart. */
export function modernLocation(text: string): readonly string[] | null {
  if (text === "") return [];
  const value = modernVariables(text);
  const [driver, path, ...options] = (value ?? "").split(":");
  if (value === null || driver === undefined || !/^\w+$/.test(driver)) return null;
  const lines = [`mail_driver = ${driver}`];
  if (path !== undefined && path !== "") lines.push(`mail_path = ${path}`);
  for (const option of options) {
    const [, key = "", rest = ""] = /^(\w+)(?:=(.*))?$/.exec(option) ?? [];
    const name = LOCATION_KEYS[key];
    if (name === undefined) return null;
    lines.push(`${name} = ${rest === "" && key === "UTF8" ? "yes" : rest}`);
  }
  return lines;
}

/** `file:~/sieve;active=~/.dovecot.sieve` as a block of 2.4. */
function personalScript(text: string): readonly string[] | null {
  const value = modernVariables(text);
  const [, path, active] = /^(?:file:)?([^;]+)(?:;active=([^;]+))?$/.exec(value ?? "") ?? [];
  if (path === undefined) return null;
  return [
    "sieve_script personal {",
    "  driver = file",
    `  path = ${path}`,
    ...(active === undefined ? [] : [`  active_path = ${active}`]),
    "}",
  ];
}

type At = Statement & { readonly node: Setting };

/** A setting with more than its name changed; null where it is not one of those, or its value has no counterpart. */
function special({ node, source, section }: At, model: Model): readonly TextEdit[] | null {
  const at = { node, source };
  const { text } = node.value;
  const lines = (all: readonly string[] | null): readonly TextEdit[] | null =>
    all === null ? null : all.length === 0 ? [removeNode(node, source)] : [replaceLines(at, all)];
  switch (node.name.text) {
    case "disable_plaintext_auth": {
      const refused = readBool(text);
      // With `ssl = required` a permission is an error, and changes nothing.
      if (refused === false && model.root.get("ssl").value === "required") return [removeNode(node, source)];
      return refused === null ? null : rename(at, "auth_allow_cleartext", refused ? "no" : "yes");
    }
    case "ssl_prefer_server_ciphers": {
      const server = readBool(text);
      return server === null ? null : rename(at, "ssl_server_prefer_ciphers", server ? "server" : "client");
    }
    case "verbose_ssl":
      if (readBool(text) !== true) return [removeNode(node, source)];
      return model.written("log_debug").length > 0 ? null : rename(at, "log_debug", "category=ssl");
    case "imapc_ssl_verify":
      return lines(["imapc {", `  ssl_client_require_valid_cert = ${text}`, "}"]);
    case "mail_location":
      return lines(modernLocation(text));
    case "location":
      return section.scope === "namespace" ? lines(modernLocation(text)) : null;
    case "service_count":
      return section.scope === "service" && text === "0" ? rename(at, "restart_request_count", "unlimited") : null;
    case "sieve":
      return lines(personalScript(text));
    default:
      return null;
  }
}

/** The edits that make a setting of 2.3 one of 2.4; null where a person has to. */
export function modernise(statement: At, model: Model): readonly TextEdit[] | null {
  const { node, source, section } = statement;
  const { text: name } = node.name;
  const edits = special(statement, model);
  if (edits !== null) return edits;
  const block = section.names.at(-1) ?? "";
  const renamed = block === "" || block === "plugin" ? RENAMED[name] : RENAMED_IN[block]?.[name];
  const known = renamed === undefined ? undefined : settingIn(model.version, renamed);
  if (renamed !== undefined && (known !== undefined || block !== ""))
    return rename({ node, source }, renamed, node.value.kind === "file" ? node.value.text : undefined);
  // What stood in plugin { } stands outside of every block now.
  return block === "plugin" && settingIn(model.version, name) !== undefined ? [] : null;
}

/** The statements of a block, without those of the blocks in it, and its end. */
function contents(model: Model, start: Statement): { readonly inner: readonly Statement[]; readonly end: Node | null } {
  const all = model.reading.statements;
  const inner: Statement[] = [];
  let depth = 0;
  for (const statement of all.slice(all.indexOf(start) + 1)) {
    if (statement.source !== start.source) return { inner, end: null };
    const { kind } = statement.node;
    if (kind === "close" && depth === 0) return { inner, end: statement.node };
    if (depth === 0) inner.push(statement);
    if (kind === "open") depth += 1;
    else if (kind === "close") depth -= 1;
  }
  return { inner, end: null };
}

/** `passdb {` has the driver for its name now. */
function nameBlock(model: Model, start: Statement, node: BlockStart): readonly TextEdit[] | null {
  const { inner } = contents(model, start);
  const driver = inner.flatMap((one) =>
    one.node.kind === "setting" && one.node.name.text === "driver" ? [one.node.value.text] : [],
  )[0];
  if (driver === undefined || !/^[\w-]+$/.test(driver)) return null;
  const { end } = node.name.span;
  return [{ path: start.source.path, span: { start: end, end }, text: ` ${driver}` }];
}

/** `plugin { }` is gone, and what stood in it stands outside of every block; null where one line has no counterpart. */
function dissolve(model: Model, start: Statement): readonly TextEdit[] | null {
  const { inner, end } = contents(model, start);
  if (end === null) return null;
  const edits: TextEdit[] = [removeNode(start.node, start.source), removeNode(end, start.source)];
  for (const statement of inner) {
    const { node } = statement;
    const own = node.kind === "setting" ? modernise({ ...statement, node }, model) : null;
    if (own === null) return null;
    edits.push(...own);
  }
  return edits;
}

/** The edits that make a block of 2.3 one of 2.4; null where a person has to. */
export function moderniseBlock(start: Statement, node: BlockStart, model: Model): readonly TextEdit[] | null {
  switch (node.name.text) {
    case "plugin":
      return dissolve(model, start);
    case "passdb":
    case "userdb":
      return node.argument === null ? nameBlock(model, start, node) : null;
    case "dict": {
      const { inner, end } = contents(model, start);
      return inner.length === 0 && end !== null
        ? [removeNode(node, start.source), removeNode(end, start.source)]
        : null;
    }
    default:
      return null;
  }
}
