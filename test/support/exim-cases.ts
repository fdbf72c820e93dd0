// Configurations of Exim for comparison with the real one: the values of each setting, and what the files say.

import type { Choice, Dimensions } from "./pairwise.js";

export const DIMENSIONS = {
  ciphers: [
    "",
    "NORMAL",
    "SECURE128",
    "SECURE192:-VERS-TLS1.0",
    "PFS",
    "LEGACY",
    "PERFORMANCE:-VERS-ALL:+VERS-TLS1.2",
    "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1",
    "NORMAL:-VERS-TLS1.3",
    "NORMAL:-VERS-ALL:+VERS-TLS1.3",
    "NORMAL:+ANON-ECDH:+ANON-DH",
    "NORMAL:+ARCFOUR-128:+3DES-CBC:+MD5:%SERVER_PRECEDENCE",
    "NORMAL:-RSA:-DHE-RSA",
    "NORMAL:-CIPHER-ALL:+AES-128-GCM:+CAMELLIA-256-GCM:+CHACHA20-POLY1305",
    "NORMAL:-GROUP-ALL:+GROUP-SECP256R1",
    "NORMAL:-KX-ALL:+RSA:+DHE-RSA",
    "SUITEB128",
    "NORMAL:%COMPAT:+NULL:-MAC-ALL:+SHA1:+AEAD",
    "${if =={$received_port}{1}{NORMAL}{PFS}}",
    '"NORMAL:!AES-256-CBC"',
    "${if eq{$sender_host_address}{127.0.0.1}{NORMAL}{PFS}}",
    "PRIORITY",
  ],
  certificate: [
    "rsa",
    "self",
    "p256",
    "rsa4096",
    "ed25519",
    "rsa+p256",
    "one-file",
    "p384",
    "rsa1024",
    "missing",
    "mismatched",
    "key-missing",
    "encrypted",
    "conditional",
  ],
  dh: ["", "ffdhe3072", "none", "ike5", "dh2048", "dh3072", "dh1024", "ike2", "default"],
  advertise: [
    "*",
    "-",
    "",
    "!*",
    "${if eq{$tls_in_cipher}{}{*}{}}",
    "${if eq{$tls_in_cipher}{}{}{*}}",
    "<; *",
    "+everybody",
  ],
  login: ["", "plain", "hidden", "condition", "cram", "def", "login", "nobody", "external", "client", "always", "port"],
  acl: [
    "open",
    "deny",
    "mail",
    "require",
    "drop-port",
    "condition",
    "authenticated",
    "nested",
    "data",
    "relay",
    "cipher",
  ],
  transport: ["starttls", "starttls", "implicit"],
  compat: ["", "gnutls_compat_mode", "no_gnutls_compat_mode"],
} as const satisfies Dimensions;

const AUTHENTICATORS: Readonly<Record<string, readonly string[]>> = {
  plain: ["driver = plaintext", "public_name = PLAIN", "server_condition = true"],
  hidden: ["driver = plaintext", "public_name = PLAIN", "server_condition = true"],
  condition: [
    "driver = plaintext",
    "public_name = PLAIN",
    "server_condition = true",
    "server_advertise_condition = ${if !eq{$tls_in_cipher}{}}",
  ],
  def: [
    "driver = plaintext",
    "public_name = LOGIN",
    "server_condition = true",
    "server_advertise_condition = ${if def:tls_in_cipher }",
  ],
  cram: ["driver = cram_md5", "public_name = CRAM-MD5", "server_secret = x"],
  login: [
    "driver = plaintext",
    "public_name = LOGIN",
    "server_prompts = a : b",
    "server_condition = true",
    "server_advertise_condition = yes",
  ],
  nobody: ["driver = plaintext", "public_name = PLAIN", "server_condition = true"],
  external: ["driver = external", "public_name = EXTERNAL", "server_param2 = x", "server_condition = true"],
  client: ["driver = plaintext", "public_name = PLAIN", "client_send = a"],
  always: [
    "driver = plaintext",
    "public_name = PLAIN",
    "server_condition = true",
    "server_advertise_condition = ${if or{{eq{$tls_in_cipher}{}}{bool{no}}}{yes}{no}}",
  ],
  port: [
    "driver = plaintext",
    "public_name = PLAIN",
    "server_condition = true",
    "server_advertise_condition = ${if eq{$received_port}{587}}",
  ],
};

/** Logins that are there inside TLS only. */
const TLS_ONLY = new Set(["hidden", "condition", "def"]);

const ADVERTISE: Readonly<Record<string, string>> = {
  hidden: "auth_advertise_hosts = ${if eq {$tls_in_cipher}{}{}{*}}",
  nobody: "auth_advertise_hosts =",
};

const ACLS: Readonly<Record<string, readonly string[]>> = {
  open: [],
  deny: ["deny !encrypted = *", "message = TLS first"],
  mail: [],
  require: ["require", "  message = TLS first", "  encrypted = *"],
  "drop-port": ["drop", "  condition = ${if and{{eq{$tls_in_cipher}{}}{!eq{$received_port}{25}}}}"],
  condition: ["deny condition = ${if def:tls_in_cipher{no}{yes}}"],
  authenticated: ["require authenticated = *"],
  nested: ["deny !acl = secured"],
  data: [],
  relay: ["accept hosts = 192.0.2.0/24", "deny !encrypted = *"],
  cipher: ["deny !encrypted = AES128-SHA : *"],
};

type File = (name: string) => string;

function certificateLines(name: string, file: File): readonly string[] {
  const of = (cert: string, key: string): readonly string[] => [`tls_certificate = ${cert}`, `tls_privatekey = ${key}`];
  switch (name) {
    case "self":
      return [];
    case "rsa+p256":
      return of(`${file("rsa.pem")} : ${file("p256.pem")}`, `${file("rsa.key")}:${file("p256.key")}`);
    case "one-file":
      return [`tls_certificate = ${file("one-file.pem")}`];
    case "key-missing":
      return [`tls_certificate = ${file("rsa.pem")}`];
    case "mismatched":
      return of(file("rsa.pem"), file("rsa1024.key"));
    case "encrypted":
      return of(file("rsa.pem"), file("encrypted.key"));
    case "conditional":
      return of(`\${if eq{$received_port}{1}{/nowhere}{${file("p256.pem")}}}`, file("p256.key"));
    default:
      return of(file(`${name}.pem`), file(`${name}.key`));
  }
}

/** The lines of a configuration on `port`; `file` gives the path of a file that `writeFiles` made. */
export function configuration(choice: Choice, port: number, base: readonly string[], file: File): string {
  const value = (name: keyof typeof DIMENSIONS): string =>
    DIMENSIONS[name][(choice[name] ?? 0) % DIMENSIONS[name].length] ?? "";
  // A client that does not log in can tell a demand of TLS from one of a login only where TLS must come first.
  const acl = value("acl") === "authenticated" && !TLS_ONLY.has(value("login")) ? "open" : value("acl");
  const login = value("login");
  const ciphers = value("ciphers");
  const advertise = value("advertise");
  const dh = value("dh");
  const authenticator = AUTHENTICATORS[login];
  return [
    "PRIORITY = NORMAL:-VERS-TLS1.0",
    ...base,
    "primary_hostname = mx.test",
    "smtp_accept_max = 0",
    "smtp_accept_queue_per_connection = 0",
    "host_lookup =",
    "rfc1413_query_timeout = 0s",
    `daemon_smtp_ports = ${port}`,
    "local_interfaces = 127.0.0.1",
    "hostlist everybody = *",
    ...(value("transport") === "implicit" ? [`tls_on_connect_ports = 465 : ${port}`] : []),
    ...(advertise === "-" ? [] : [`tls_advertise_hosts = ${advertise}`]),
    ...(ciphers === "" ? [] : [`tls_require_ciphers = ${ciphers}`]),
    ...certificateLines(value("certificate"), file),
    ...(dh === "" ? [] : [`tls_dhparam = ${dh.startsWith("dh") ? file(dh) : dh}`]),
    ...(value("compat") === "" ? [] : [value("compat")]),
    ...(ADVERTISE[login] === undefined ? [] : [ADVERTISE[login]]),
    "acl_smtp_rcpt = check_rcpt",
    ...(acl === "mail" ? ["acl_smtp_mail = check_mail"] : []),
    "begin acl",
    "secured:",
    "  accept encrypted = *",
    "check_mail:",
    "  deny !encrypted = *",
    "  accept",
    "check_rcpt:",
    ...(ACLS[acl] ?? []).map((line) => `  ${line}`),
    "  accept",
    "begin routers",
    "begin transports",
    "begin authenticators",
    ...(authenticator === undefined ? [] : ["one:", ...authenticator.map((line) => `  ${line}`)]),
    "",
  ].join("\n");
}
