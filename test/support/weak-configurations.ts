// Weak, obsolete, contradictory and misspelt configurations of a whole Postfix: what fix-all is tried on. Lines only; nothing is judged.

import type { Choice, Dimensions } from "./pairwise.js";

/** Stands for the folder with keys, certificates and tables. */
const FILES = "{files}";

const CERTIFICATES = {
  pair: `smtpd_tls_cert_file = ${FILES}/rsa.pem\nsmtpd_tls_key_file = ${FILES}/rsa.key`,
  chain: `smtpd_tls_chain_files = ${FILES}/chain.pem`,
  both: `smtpd_tls_cert_file = ${FILES}/rsa.pem\nsmtpd_tls_key_file = ${FILES}/rsa.key\nsmtpd_tls_eccert_file = ${FILES}/p256.pem\nsmtpd_tls_eckey_file = ${FILES}/p256.key`,
  oneFile: `smtpd_tls_cert_file = ${FILES}/one-file.pem\nsmtpd_tls_key_file = $smtpd_tls_cert_file`,
};

const PROTOCOLS = [
  ["", "!SSLv2, !SSLv3", "!SSLv2, !SSLv3, !TLSv1, !TLSv1.1", "SSLv3, TLSv1", "TLSv1 TLSv1.1 TLSv1.2", ">=TLSv1.2"],
  [">=TLSv1.3", ">=SSLv3", ">=TLSv1", "!SSLv2:!TLSv1.2", "=>TLSv1.2", "!SSLv3, !TLSv1.0", "TLSv1.2 !TLSv1.3", "TLS1.2"],
].flat();

const of = (name: string, values: readonly string[]): readonly string[] => [
  "",
  ...values.map((value) => `${name} = ${value}`),
];

/** Lines of main.cf by theme. */
const MAIN = {
  certificate: Object.values(CERTIFICATES),
  level: of("smtpd_tls_security_level", ["may", "encrypt", "may", "none", "MAY", "", "mya", "verify", "dane"]),
  legacy: [
    "",
    "smtpd_use_tls = yes",
    "smtpd_enforce_tls = yes",
    "smtpd_use_tls = yes\nsmtpd_enforce_tls = no",
    "smtpd_use_tls = no",
  ],
  protocols: of("smtpd_tls_protocols", PROTOCOLS),
  mandatoryProtocols: of("smtpd_tls_mandatory_protocols", PROTOCOLS),
  ciphers: of("smtpd_tls_ciphers", ["low", "export", "null", "high", "hihg", "HIGH:!aNULL", ""]),
  mandatoryCiphers: of("smtpd_tls_mandatory_ciphers", ["high", "export", "medium # modern", "LOW", "strong"]),
  exclude: of("smtpd_tls_exclude_ciphers", [
    "aNULL",
    "aNULL, eNULL, EXPORT, DES, RC4, MD5, PSK, SRP, 3DES",
    "kRSA, ECDHE",
    "!aNULL, !MD5",
    "AES128, AES256",
    "RC4x, aNUL",
    "ECDHE DHE",
  ]),
  mandatoryExclude: of("smtpd_tls_mandatory_exclude_ciphers", ["aNULL", "kRSA, MD5"]),
  lists: [
    "",
    "tls_high_cipherlist = ALL:+RC4:@STRENGTH\ntls_medium_cipherlist = ALL:eNULL",
    "tls_medium_cipherlist = HIGH:MEDIUM:LOW:EXP",
    "tls_high_cipherlist = ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256",
    "tls_medium_cipherlist =",
    "tls_medium_cipherlist = nonsense",
  ],
  keyExchange: [
    "",
    "smtpd_tls_eecdh_grade = none",
    "smtpd_tls_eecdh_grade = ultra\ntls_eecdh_ultra_curve = secp521r1",
    "smtpd_tls_eecdh_grade = stong",
    "tls_eecdh_auto_curves =",
    "tls_eecdh_auto_curves = X25519 prime256v2",
    "smtpd_tls_dh1024_param_file = {files}/dh1024\nsmtpd_tls_dh512_param_file = {files}/dh768",
    "smtpd_tls_dh1024_param_file = auto",
  ],
  login: [
    "",
    "smtpd_sasl_auth_enable = yes",
    "smtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_only = no",
    "smtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_only = true",
    "smtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_onyl = yes",
  ],
  clients: ["", "smtpd_tls_ask_ccert = yes", "smtpd_tls_req_ccert = no\nsmtpd_tls_fingerprint_digest = md5"],
  wrapper: ["", "", "smtpd_tls_wrappermode = yes"],
  other: [
    "",
    "smtpd_tls_loglevel = 3\nsmtp_tls_loglevel = 4",
    "smtpd_tls_loglevel = 1 # enough",
    "smtpd_tls_session_cache_database = btree:$data_directory/smtpd_scache",
    "tls_ssl_options = 0x40000\ntls_preempt_cipherlist = yes",
    "tls_ssl_options = NO_RENEGOTATION",
    "smtpd_discard_ehlo_keywords = starttls, dsn",
    "smtpd_tls_received_header = on\nsmtpd_starttls_timeout = 300s",
    "smtpd_tls_received_header = yes\nsmtpd_tls_received_header = yes",
  ],
  client: of("smtp_tls_security_level", [
    "may",
    "none",
    "encrypt",
    "dane",
    "dane-only",
    "mandatory",
    "fingerprint",
    "",
  ]),
  clientLegacy: [
    "",
    "smtp_use_tls = yes",
    "smtp_enforce_tls = yes\nsmtp_tls_enforce_peername = no",
    "smtp_use_tls = yes\nsmtp_enforce_tls = no",
    "smtp_use_tls = yes\nsmtp_tls_per_site = texthash:{files}/per-site",
  ],
  clientProtocols: of("smtp_tls_protocols", ["!SSLv2", ">=TLSv1.2", "", "SSLv3", ">=TLSv1.3"]),
  clientMandatory: [
    "",
    "smtp_tls_mandatory_protocols = !SSLv2, !SSLv3\nsmtp_tls_mandatory_ciphers = low",
    "smtp_tls_mandatory_protocols = TLSv1\nsmtp_tls_ciphers = export",
    "smtp_tls_mandatory_protocols = >=TLSv1\nsmtp_tls_exclude_ciphers = aNULL",
  ],
  relay: [
    "",
    "relayhost = [relay.test]:465",
    "relayhost = [relay.test]:465\nsmtp_tls_wrappermode = yes",
    "relayhost = [relay.test]:587\nsmtp_tls_wrappermode = yes\nsmtp_tls_security_level = encrypt",
    "relayhost = [relay.test]:587\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = texthash:{files}/passwords\nsmtp_sasl_security_options =",
  ],
  policy: [
    "",
    "smtp_tls_policy_maps = texthash:{files}/policy",
    "smtp_tls_policy_maps = inline:{ {relay.test = encrypt protocols=SSLv3} }",
    "smtp_tls_policy_maps = static:may",
  ],
} as const;

/** Lines of master.cf by theme; none of them ends a service. */
const MASTER = {
  mx: [
    "smtp inet n - n - - smtpd",
    "smtp inet n - n - - smtpd\n  -o smtpd_tls_security_level=encrypt",
    "25 inet n - n - - smtpd -o smtpd_discard_ehlo_keywords=starttls",
    "smtp inet n - n - - smtpd\n  -o smtpd_tls_req_ccert=yes",
    "smtp inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=yes",
    "smtp inet n - n - - smtpd\n  -o smtpd_tls_protocols=>=TLSv1.3",
    "smtp inet n - n - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_tls_security_level = may",
    "smtp inet n - n - 1 postscreen\nsmtpd pass - - n - - smtpd\ntlsproxy unix - - n - 0 tlsproxy\ndnsblog unix - - n - 0 dnsblog",
    "smtp inet n - n - 1 postscreen\nsmtpd pass - - n - - smtpd\n#tlsproxy unix - - n - 0 tlsproxy\ndnsblog unix - - n - 0 dnsblog",
    "smtp inet n - n - 1 postscreen\n  -o postscreen_tls_security_level=encrypt\nsmtpd pass - - n - - smtpd\n  -o smtpd_tls_security_level=encrypt\ntlsproxy unix - - n - 0 tlsproxy",
  ],
  submission: [
    "submission inet n - n - - smtpd\n  -o syslog_name=postfix/submission\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_sasl_auth_enable=yes",
    "submission inet n - n - - smtpd\n  -o smtpd_tls_security_level=may\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_tls_auth_only=no",
    "submission inet n - n - - smtpd\n  -o smtpd_sasl_auth_enable=yes",
    "submission inet n - n - - smtpd\n  -o smtpd_tls_security_level=none\n  -o smtpd_sasl_auth_enable=yes",
    "587 inet n - n - - smtpd\n  -o smtpd_enforce_tls=yes\n  -o smtpd_sasl_auth_enable=yes",
    "submission inet n - n - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_tls_mandatory_protocols=SSLv3,TLSv1\n  -o smtpd_tls_mandatory_ciphers=low",
    "submission inet n - n - - smtpd\n  -o smtpd_tls_security_level = encrypt\n  -o smtpd_sasl_auth_enable=yes",
    "submission inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=yes\n  -o smtpd_sasl_auth_enable=yes",
    "submission inet n - n - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o { smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3 }\n  -o smtpd_tls_exclude_ciphers=ECDHE",
    "#submission inet n - n - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_sasl_auth_enable=yes",
  ],
  submissions: [
    "smtps inet n - n - - smtpd\n  -o syslog_name=postfix/smtps\n  -o smtpd_tls_wrappermode=yes\n  -o smtpd_sasl_auth_enable=yes",
    "submissions inet n - n - - smtpd\n  -o smtpd_sasl_auth_enable=yes",
    "465 inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=yes\n  -o smtpd_tls_security_level=none",
    "smtps inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=yes\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_tls_mandatory_ciphers=export",
    "smtps inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=no\n  -o smtpd_sasl_auth_enable=yes",
    "smtps inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=ye\n  -o smtpd_sasl_auth_enable=yes",
    "",
  ],
  reinjection: [
    "",
    "127.0.0.1:10025 inet n - n - - smtpd\n  -o content_filter=",
    "127.0.0.1:10025 inet n - n - - smtpd\n  -o smtpd_tls_security_level=none",
  ],
  client: [
    "smtp unix - - n - - smtp\nrelay unix - - n - - smtp",
    "smtp unix - - n - - smtp\nrelay unix - - n - - smtp\n  -o smtp_use_tls=no",
    "smtp unix - - n - - smtp\n  -o smtp_tls_security_level=encrypt\nrelay unix - - n - - smtp\n  -o smtp_tls_ciphers=export",
    "smtp unix - - n - - smtp\n  -o smtp_tls_protocols=SSLv3\nrelay unix - - n - - smtp\n  -o smtpd_tls_security_level=may",
  ],
} as const;

export const WEAKNESSES: Dimensions = {
  ...MAIN,
  ...Object.fromEntries(Object.entries(MASTER).map(([name, values]) => [`master-${name}`, values])),
};

/** Tables that configurations name, by their name in the folder. */
export const TABLES: Readonly<Record<string, string>> = {
  "per-site": "relay.test MUST\nother.test NONE\n",
  passwords: "[relay.test]:587 user:secret\n",
  policy:
    "relay.test encrypt protocols=!SSLv2:!SSLv3 ciphers=low\n.test may\nbroken.test encript\nold.test secure match=nexthop\n",
};

/** The lines of main.cf and master.cf of one choice, with `folder` for the files. */
export function weakLines(choice: Choice, folder: string): { readonly main: string; readonly master: string } {
  const lines = (names: readonly string[]): string =>
    names
      .map((name) => WEAKNESSES[name]?.[choice[name] ?? 0] ?? "")
      .filter((text) => text !== "")
      .map((text) => `${text.replaceAll(FILES, folder)}\n`)
      .join("");
  return {
    main: lines(Object.keys(MAIN)),
    master: lines(Object.keys(MASTER).map((name) => `master-${name}`)),
  };
}
