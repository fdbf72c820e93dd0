// Configurations of an smtpd for comparison with the real one: the values of each setting, and the files that they name.

import { execFileSync } from "node:child_process";
import { generateKeyPairSync, getDiffieHellman } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { selfSigned, type Identity } from "./certificates.js";
import type { Choice, Dimensions } from "./pairwise.js";

const PROTOCOLS = [
  "",
  ">=TLSv1",
  "!SSLv2, !SSLv3",
  "!SSLv2:!SSLv3:!TLSv1",
  "!TLSv1.3",
  ">=TLSv1.2",
  ">=tlsv1.2",
  ">= TLSv1.2",
  "<=TLSv1.2",
  ">=TLSv1.1 <=TLSv1.2",
  ">=0x0303",
  ">=303",
  ">=TLSv1.2 >=TLSv1",
  ">=None",
  ">=SSLv3",
  ">=SSLv2",
  "TLSv1.2",
  "TLSv1.1 TLSv1.2",
  "TLSv1.2, !TLSv1.2",
  "!TLSv1.0",
  "SSLv3",
  ">=TLSv1.4",
  ">=TLSv1.3",
] as const;

const GRADES = ["medium", "high", "HIGH", "low", "export", "null", "strong"] as const;
const CERTIFICATES = [
  ...["rsa", "rsa1024", "rsa4096", "p256", "p384", "ed25519", "dsa", "rsa+p256", "rsa+dsa+p256", "rsa+rsa"],
  ...[
    "chain",
    "chain-two",
    "chain-swapped",
    "chain-same",
    "one-file",
    "none",
    "NONE",
    "empty",
    "missing",
    "mismatched",
  ],
  ...["encrypted", "key-missing", "brainpool", "authorities-missing", "chain-over-missing", "ed25519+rsa"],
] as const;
const CURVES = [
  "",
  "X25519",
  "prime256v1",
  "secp384r1 X448",
  "P-256 P-256",
  "bogus",
  "brainpoolP256r1",
  "secp256r1, X448",
];
const DH = ["", "auto", "dh2048", "dh3072", "dh1024", "dh768", "dhx", "missing", "rsa.pem"];

/** The values of each setting; those that need files are made up by `settingsOf`. */
export const DIMENSIONS: Dimensions = {
  protocols: PROTOCOLS,
  certificate: CERTIFICATES,
  grade: GRADES,
  level: ["may", "encrypt", "may", "secure", "ENCRYPT", "none", ""],
  legacy: ["", "use", "enforce"],
  wrapper: ["no", "no", "no", "yes"],
  exclude: [
    "",
    "aNULL",
    "RC4, 3DES",
    "kRSA:DHE",
    "ECDHE",
    "eNULL aNULL MD5",
    "!aNULL",
    "AES256 CAMELLIA ARIA",
    "bogus",
  ],
  mandatoryExclude: ["", "aNULL", "SHA1"],
  list: [
    "",
    "HIGH:!aNULL",
    "ECDHE+AESGCM:DHE+AESGCM",
    "aNULL",
    "HIGH:@SECLEVEL=2",
    "HIGH:@SECLEVEL=1",
    "nonsense",
    "ALL:eNULL",
  ],
  dh: DH,
  curves: CURVES,
  eecdh: ["auto", "none", "strong", "ultra"],
  preempt: ["no", "yes"],
  clients: ["", "ask", "require", "both"],
  login: ["", "yes", "auth_only", "noplaintext", "mutual_auth", "hidden", "half-hidden", "filtered"],
  discard: ["", "starttls", "AUTH, silent-discard", "dsn starttls auth", "static", "inline"],
  options: ["", "NO_TICKET", "0x2000000"],
};

const keys = {
  rsa: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
  rsa1024: () => generateKeyPairSync("rsa", { modulusLength: 1024 }),
  rsa4096: () => generateKeyPairSync("rsa", { modulusLength: 4096 }),
  p256: () => generateKeyPairSync("ec", { namedCurve: "prime256v1" }),
  p384: () => generateKeyPairSync("ec", { namedCurve: "secp384r1" }),
  brainpool: () => generateKeyPairSync("ec", { namedCurve: "brainpoolP256r1" }),
  ed25519: () => generateKeyPairSync("ed25519"),
  dsa: () => generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 }),
} as const;
type KeyName = keyof typeof keys;

/** Writes every file that a configuration may name. */
export function writeFiles(folder: string): void {
  const put = (name: string, ...texts: readonly string[]): void => {
    writeFileSync(join(folder, name), texts.join(""), { mode: 0o600 });
  };
  const made = {} as Record<KeyName, Identity>;
  for (const name of Object.keys(keys) as KeyName[]) {
    const pair = keys[name]();
    made[name] = selfSigned({ names: ["mx.test"], keys: pair });
    put(`${name}.pem`, made[name].cert);
    put(`${name}.key`, made[name].key);
    if (name !== "rsa") continue;
    const cipher = { format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "secret" } as const;
    put("encrypted.key", String(pair.privateKey.export(cipher)));
  }
  put("one-file.pem", made.p256.cert, made.p256.key);
  put("chain.pem", made.rsa.key, made.rsa.fullChain);
  put("chain-p256.pem", made.p256.key, made.p256.cert);
  put("chain-swapped.pem", made.rsa.cert, made.rsa.key);
  for (const bits of [2048, 3072]) {
    const group = ["genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", `group:ffdhe${bits}`];
    put(`dh${bits}`, execFileSync("openssl", group, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  }
  put("dh768", dhParameters(getDiffieHellman("modp1").getPrime()));
  put("dh1024", dhParameters(getDiffieHellman("modp2").getPrime()));
  // In the form of X9.42, which Postfix cannot read with OpenSSL 3.
  put(
    "dhx",
    execFileSync("openssl", ["dhparam", "-dsaparam", "1024"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
}

/** PKCS #3 parameters with the generator 2. */
function dhParameters(prime: Uint8Array): string {
  const element = (tag: number, content: Uint8Array): Buffer =>
    Buffer.concat([Uint8Array.of(tag, 0x82, content.length >> 8, content.length & 0xff), content]);
  const body = Buffer.concat([element(0x02, Buffer.concat([Uint8Array.of(0), prime])), Uint8Array.of(0x02, 1, 2)]);
  const lines =
    element(0x30, body)
      .toString("base64")
      .match(/.{1,64}/gu) ?? [];
  return ["-----BEGIN DH PARAMETERS-----", ...lines, "-----END DH PARAMETERS-----", ""].join("\n");
}

type Settings = Record<string, string>;

function certificateSettings(name: string, file: (name: string) => string): Settings {
  const of = (prefix: string, key: string): Settings => ({
    [`smtpd_tls_${prefix}cert_file`]: file(`${key}.pem`),
    [`smtpd_tls_${prefix}key_file`]: file(`${key}.key`),
  });
  const chain = (...names: readonly string[]): Settings => ({ smtpd_tls_chain_files: names.map(file).join(", ") });
  const special: Readonly<Record<string, Settings>> = {
    "rsa+p256": { ...of("", "rsa"), ...of("ec", "p256") },
    "rsa+dsa+p256": { ...of("", "rsa"), ...of("d", "dsa"), ...of("ec", "p256") },
    "rsa+rsa": { ...of("", "rsa"), ...of("ec", "rsa1024") },
    "ed25519+rsa": { ...of("", "ed25519"), ...of("d", "rsa") },
    chain: chain("chain.pem"),
    "chain-two": chain("chain.pem", "chain-p256.pem"),
    "chain-swapped": chain("chain-swapped.pem"),
    "chain-same": chain("chain.pem", "chain.pem"),
    "chain-over-missing": { ...of("", "missing"), ...chain("chain-p256.pem") },
    "one-file": { smtpd_tls_cert_file: file("one-file.pem") },
    none: { smtpd_tls_cert_file: "none" },
    NONE: { smtpd_tls_cert_file: "NONE", ...of("ec", "p256") },
    empty: {},
    mismatched: { ...of("", "rsa"), smtpd_tls_key_file: file("rsa1024.key") },
    encrypted: { ...of("", "rsa"), smtpd_tls_key_file: file("encrypted.key") },
    "key-missing": { smtpd_tls_cert_file: file("rsa.pem") },
    "authorities-missing": { ...of("", "rsa"), smtpd_tls_CAfile: file("missing.pem") },
  };
  return special[name] ?? of("", name);
}

const LOGINS: Readonly<Record<string, Settings>> = {
  "": {},
  yes: {},
  auth_only: { smtpd_tls_auth_only: "yes" },
  noplaintext: { smtpd_sasl_security_options: "noanonymous, noplaintext" },
  mutual_auth: { smtpd_sasl_security_options: "mutual_auth" },
  hidden: { smtpd_sasl_exceptions_networks: "0.0.0.0/0, [::]/0" },
  "half-hidden": { smtpd_sasl_exceptions_networks: "192.0.2.0/24" },
  filtered: { smtpd_sasl_mechanism_filter: "!plain, !login, static:rest" },
};

const DISCARDED: Readonly<Record<string, Settings>> = {
  static: { smtpd_discard_ehlo_keywords: "starttls", smtpd_discard_ehlo_keyword_address_maps: "static:auth" },
  inline: { smtpd_discard_ehlo_keyword_address_maps: "inline:{ {127.0.0.1 = starttls} }" },
};

/** The settings of one choice; `file` gives the path of a file that `writeFiles` made. */
export function settingsOf(choice: Choice, file: (name: string) => string): Settings {
  const value = (name: string, shift = 0): string => {
    const values = DIMENSIONS[name] ?? [];
    return values[((choice[name] ?? 0) + shift) % values.length] ?? "";
  };
  const [legacy, login, discard, curves, dh, list] = ["legacy", "login", "discard", "curves", "dh", "list"].map(
    (name) => value(name),
  );
  const clients = value("clients");
  return {
    smtpd_tls_security_level: value("level"),
    // The set of lists that does not count holds something else, so that a mix-up is seen.
    smtpd_tls_protocols: value("protocols"),
    smtpd_tls_mandatory_protocols: value("protocols", PROTOCOLS.length - 7),
    smtpd_tls_ciphers: value("grade"),
    smtpd_tls_mandatory_ciphers: value("grade", 1),
    smtpd_tls_exclude_ciphers: value("exclude"),
    smtpd_tls_mandatory_exclude_ciphers: value("mandatoryExclude"),
    smtpd_tls_eecdh_grade: value("eecdh"),
    smtpd_tls_wrappermode: value("wrapper"),
    tls_preempt_cipherlist: value("preempt"),
    ...(value("options") === "" ? {} : { tls_ssl_options: value("options") }),
    ...(legacy === "use" ? { smtpd_use_tls: "yes" } : legacy === "enforce" ? { smtpd_enforce_tls: "yes" } : {}),
    ...(list === "" ? {} : { tls_high_cipherlist: list ?? "", tls_medium_cipherlist: list ?? "" }),
    ...(curves === "" ? {} : { tls_eecdh_auto_curves: curves ?? "" }),
    ...(dh === "" ? {} : { smtpd_tls_dh1024_param_file: dh === "auto" ? "auto" : file(dh ?? "") }),
    ...(clients === "ask" || clients === "both" ? { smtpd_tls_ask_ccert: "yes" } : {}),
    ...(clients === "require" || clients === "both" ? { smtpd_tls_req_ccert: "yes" } : {}),
    ...(login === "" ? {} : { smtpd_sasl_auth_enable: "yes", ...LOGINS[login ?? ""] }),
    ...(DISCARDED[discard ?? ""] ?? { smtpd_discard_ehlo_keywords: discard ?? "" }),
    ...certificateSettings(value("certificate"), file),
  };
}
