// Configurations of a Dovecot for comparison with the real one: the values of each setting. Their files are those of posture-cases.ts.

import type { Choice, Dimensions } from "./pairwise.js";

/** Words that stand for values with files are made up by `configOf`. */
export const DOVECOT_DIMENSIONS: Dimensions = {
  protocol: ["imap", "pop3", "sieve", "submission", "lmtp", "imap"],
  implicit: ["no", "yes", "no"],
  ssl: ["yes", "required", "yes", "no"],
  minimum: ["", "TLSv1", "tlsv1.1", "TLSv1.2", "TLSv1.3", "LATEST", "ANY", "SSLv3", "TLSv1.0"],
  ciphers: [
    "",
    "ALL:@SECLEVEL=0",
    "ALL:eNULL:@SECLEVEL=0",
    "DEFAULT:@SECLEVEL=1",
    "HIGH:!aNULL",
    "ECDHE+AESGCM:DHE+AESGCM",
    "kRSA:@SECLEVEL=0",
    "aNULL:@SECLEVEL=0",
    "HIGH:@SECLEVEL=3",
    "nonsense",
  ],
  suites: [
    "",
    "TLS_AES_128_GCM_SHA256",
    "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384",
    "bogus",
    "TLS_AES_128_CCM_SHA256:bogus",
  ],
  curves: ["", "X25519", "P-256:P-384", "bogus", "brainpoolP256r1", "ffdhe2048"],
  dh: ["", "dh2048", "dh3072", "dh1024", "rsa.pem"],
  certificate: [
    ...["rsa", "p256", "rsa+p256", "rsa4096", "p256+rsa"],
    ...["rsa1024", "ed25519", "brainpool", "mismatched", "encrypted", "unlocked", "no-less-than", "not-set"],
  ],
  plaintext: ["", "no", "yes"],
  mechanisms: ["", "plain login", "plain cram-md5", "cram-md5"],
  prefer: ["", "yes"],
  local: ["no", "no", "protocol", "not-protocol"],
};

function certificateLines(name: string, file: (name: string) => string): readonly string[] {
  const pair = (cert: string, key: string, prefix = "ssl"): string[] => [
    `${prefix}_cert = <${file(cert)}`,
    `${prefix}_key = <${file(key)}`,
  ];
  const [first = "", second] = name.split("+");
  if (second !== undefined)
    return [...pair(`${first}.pem`, `${first}.key`), ...pair(`${second}.pem`, `${second}.key`, "ssl_alt")];
  switch (name) {
    case "mismatched":
      return pair("rsa.pem", "p256.key");
    case "encrypted":
      return pair("rsa.pem", "encrypted.key");
    case "unlocked":
      return [...pair("rsa.pem", "encrypted.key"), "ssl_key_password = secret"];
    case "no-less-than":
      return [`ssl_cert = ${file("rsa.pem")}`, `ssl_key = ${file("rsa.key")}`];
    case "not-set":
      return [];
    default:
      return pair(`${name}.pem`, `${name}.key`);
  }
}

/** The value of each dimension that a choice has. */
export function valuesOf(choice: Choice): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(DOVECOT_DIMENSIONS).map(([name, values]) => [name, values[choice[name] ?? 0] ?? ""]),
  );
}

/** What is added to dovecot.conf. */
export function configOf(values: Readonly<Record<string, string>>, file: (name: string) => string): string {
  const { protocol = "imap", ssl, minimum, ciphers, suites, curves, dh = "", certificate = "", local } = values;
  const line = (name: string, value: string | undefined): string[] =>
    value === undefined || value === "" ? [] : [`${name} = ${value}`];
  const settings = [
    ...line("ssl_min_protocol", minimum),
    ...line("ssl_cipher_list", ciphers),
    ...line("ssl_cipher_suites", suites),
    ...line("ssl_curve_list", curves),
    ...(dh === "" ? [] : [`ssl_dh = <${file(dh)}`]),
    ...certificateLines(certificate, file),
    ...line("disable_plaintext_auth", values["plaintext"]),
    ...line("ssl_prefer_server_ciphers", values["prefer"]),
  ];
  const around = [`ssl = ${ssl}`, ...line("auth_mechanisms", values["mechanisms"])];
  const other = protocol === "pop3" ? "imap" : "pop3";
  if (local === "protocol") return [...around, `protocol ${protocol} {`, ...settings, "}"].join("\n");
  if (local === "not-protocol")
    return [...around, ...settings, `protocol ${other} {`, "ssl_min_protocol = TLSv1.3", "ssl = no", "}"].join("\n");
  return [...around, ...settings].join("\n");
}
