// The values that a parameter can take, where they are a closed set or worth suggesting. Reading a value is done elsewhere.

import { GRADES } from "./ciphers.js";
import { LEVELS } from "./levels.js";
import { parameter } from "./parameters.js";
import { listFrom } from "./protocol-list.js";
import { atLeast, type PostfixVersion } from "./version.js";

export interface Value {
  readonly value: string;
  /** What it does, or what to know before choosing it. */
  readonly note?: string;
}

type Values = (name: string, version: PostfixVersion) => readonly Value[];

const words = (text: string): readonly Value[] => text.split(" ").map((value) => ({ value }));
const fixed = (text: string): Values => {
  const values = words(text);
  return () => values;
};

const LEVEL_NOTES: Readonly<Record<(typeof LEVELS)[number], string>> = {
  none: "No TLS.",
  may: "TLS where the other side has it.",
  encrypt: "No mail without TLS; certificates are not checked.",
  fingerprint: "Only certificates with a fingerprint that is listed.",
  dane: "As DANE records in DNS demand; without them as may.",
  "dane-only": "Only servers with usable DANE records.",
  verify: "Only trusted certificates; by default, DNS decides which name they must carry.",
  secure: "Only trusted certificates for the domain itself.",
};

/** A server has three levels; others act as encrypt with a warning, or are fatal (src/smtpd/smtpd.c, pre_jail_init). */
const securityLevels: Values = (name, version) => {
  const server = /^(smtpd|postscreen|tlsproxy_tls)_/.test(name);
  return LEVELS.filter((level) =>
    server
      ? level === "none" || level === "may" || level === "encrypt"
      : !level.startsWith("dane") || atLeast(version, "2.11"),
  ).map((value) => ({ value, note: LEVEL_NOTES[value] }));
};

/** TLS 1.3 alone is offered only where TLS is required: elsewhere it drives peers to plain text. */
const protocols: Values = (name, version) => [
  { value: listFrom("TLSv1.2", version), note: "TLS 1.2 and newer." },
  ...(name.includes("_mandatory_")
    ? [{ value: listFrom("TLSv1.3", version), note: "TLS 1.3 and newer; mail to and from others stops." }]
    : []),
  { value: listFrom("TLSv1", version), note: "TLS 1.0 and newer." },
];

/** src/tls/tls_misc.c, tls_cipher_grade_table; since 3.8 the two old grades mean medium. */
const grades: Values = (_, version) =>
  GRADES.map((value) => {
    if (value === "null") return { value, note: "Without encryption." };
    if (value !== "low" && value !== "export") return { value };
    return { value, note: atLeast(version, "3.8") ? "Means medium." : "Weak ciphers." };
  });

const DIGESTS: readonly Value[] = [
  { value: "sha256" },
  { value: "sha512" },
  { value: "sha1", note: "Weak." },
  { value: "md5", note: "Broken." },
];

/** src/tls/tls_misc.c, tls_log_table. */
const LOG_LEVELS: readonly Value[] = [
  { value: "0", note: "Nothing about TLS." },
  { value: "1", note: "One line for each handshake." },
  { value: "2", note: "The handshake in steps; for debugging." },
  { value: "3", note: "Also a dump of the handshake; for debugging." },
  { value: "4", note: "Also a dump of everything that is sent, mail included; never in operation." },
];

/** src/tls/tls_misc.c, ssl_op_tweaks. */
const sslOptions: Values = (_, version) =>
  words(
    atLeast(version, "3.4")
      ? "NO_RENEGOTIATION NO_COMPRESSION NO_TICKET NO_SESSION_RESUMPTION_ON_RENEGOTIATION PRIORITIZE_CHACHA ENABLE_MIDDLEBOX_COMPAT LEGACY_SERVER_CONNECT"
      : "NO_COMPRESSION NO_TICKET LEGACY_SERVER_CONNECT",
  );

/** src/tls/tls_misc.c, ssl_bug_tweaks. */
const BUGS =
  "MICROSOFT_SESS_ID_BUG NETSCAPE_CHALLENGE_BUG LEGACY_SERVER_CONNECT NETSCAPE_REUSE_CIPHER_CHANGE_BUG CVE-2010-4180 SSLREF2_REUSE_CERT_TYPE_BUG MICROSOFT_BIG_SSLV3_BUFFER MSIE_SSLV2_RSA_PADDING CVE-2005-2969 SSLEAY_080_CLIENT_DH_BUG TLS_D5_BUG TLS_BLOCK_PADDING_BUG TLS_ROLLBACK_BUG DONT_INSERT_EMPTY_FRAGMENTS CRYPTOPRO_TLSEXT_BUG";
const workarounds: Values = (_, version) =>
  words(atLeast(version, "3.4") ? `${BUGS} TLSEXT_PADDING ENABLE_MIDDLEBOX_COMPAT` : BUGS);

/** src/global/ehlo_mask.c, ehlo_mask_table; names are matched without regard to case. */
const EHLO_WORDS: readonly (Value & { readonly since?: string })[] = [
  { value: "starttls", note: "No TLS with STARTTLS any more." },
  { value: "auth", note: "No login any more." },
  ...words("8bitmime dsn enhancedstatuscodes etrn pipelining size verp vrfy xclient xforward"),
  { value: "smtputf8", since: "3.0" },
  { value: "chunking", since: "3.4" },
  { value: "requiretls", since: "3.11" },
  { value: "silent-discard", note: "Do not log what is left out." },
];
const ehloWords: Values = (_, version) =>
  EHLO_WORDS.filter(({ since }) => since === undefined || atLeast(version, since)).map(({ value, note }) =>
    note === undefined ? { value } : { value, note },
  );

/** src/tls/tls_dh.c, tls_set_eecdh_curve. */
const eecdhGrades: Values = (_, version) =>
  words(atLeast(version, "3.2") ? "auto strong ultra none" : "strong ultra none");

/** src/smtpd/smtpd.c, bare_lf_mask_table; the first release of each patched branch took only yes and no. */
const bareNewline: Values = (_, version) => {
  const first = { 5: 24, 6: 14, 7: 10, 8: 5 }[version.minor];
  if (version.major === 3 && first !== undefined && version.patch < first) return words("yes no");
  return words(atLeast(version, "3.9") ? "normalize reject note no" : "normalize reject no");
};

/** Tables as DATABASE_README describes them; which of them a build has, `postconf -m` tells. */
const mapTypes: Values = (_, version) =>
  words(
    `hash: btree: ${atLeast(version, "2.11") ? "lmdb: " : ""}cdb: texthash: cidr: pcre: regexp: static: ${
      atLeast(version, "3.0") ? "inline: " : ""
    }ldap: mysql: pgsql: sqlite: memcache: proxy: socketmap: tcp: unix:`,
  );

const sessionCache: Values = (name, version) => {
  const cache = `\${data_directory}/${name.startsWith("smtpd") ? "smtpd" : name.startsWith("lmtp") ? "lmtp" : "smtp"}_scache`;
  return [
    ...(atLeast(version, "3.11") ? [{ value: `$default_cache_db_type:${cache}` }] : []),
    { value: `btree:${cache}` },
    ...(atLeast(version, "2.11") ? [{ value: `lmdb:${cache}` }] : []),
  ];
};

/** src/global/compat_level.c: before 3.6 a number, since then a release. */
const compatibility: Values = (_, version) => [
  { value: atLeast(version, "3.6") ? `${version.major}.${version.minor}` : "2", note: "All defaults of this release." },
];

const BY_TYPE: Readonly<Record<string, Values>> = {
  bool: fixed("yes no"),
  "tls-security-level": securityLevels,
  "tls-protocol-list": protocols,
  "tls-cipher-grade": grades,
  "digest-name": () => DIGESTS,
  "tls-loglevel": () => LOG_LEVELS,
  table: mapTypes,
  "table-list": mapTypes,
};

const BY_NAME: readonly (readonly [RegExp, Values])[] = [
  [/^tlsproxy_client_level$/, securityLevels],
  [/^(smtp|lmtp)_dns_support_level$/, fixed("dnssec enabled disabled")],
  [/^(smtp|lmtp)_host_lookup$/, () => [{ value: "dns" }, { value: "native" }, { value: "dns, native" }]],
  [/^(smtp|lmtp)_tls_dane_insecure_mx_policy$/, fixed("dane encrypt may")],
  [/^(smtp|lmtp)_tls_servername$/, fixed("hostname nexthop")],
  [/_(secure|verify)_cert_match$/, fixed("nexthop dot-nexthop hostname")],
  [/^(smtpd_tls|tlsproxy_tls)_eecdh_grade$/, eecdhGrades],
  [/_tls_session_cache_database$/, sessionCache],
  [/^(smtpd|tlsproxy)_tls_dh1024_param_file$/, (_, version) => (atLeast(version, "3.7") ? words("auto") : [])],
  [/^tls_ssl_options$/, sslOptions],
  [/^tls_disable_workarounds$/, workarounds],
  [/^tls_config_file$/, fixed("default none")],
  [/^(smtpd|smtp|postscreen)_discard_ehlo_keywords$|^lmtp_discard_lhlo_keywords$/, ehloWords],
  [
    /_sasl_(tls_|tls_verified_)?security_options$/,
    fixed("noanonymous noplaintext noactive nodictionary forward_secrecy mutual_auth"),
  ],
  [/^smtpd_sasl_type$/, fixed("dovecot cyrus")],
  [/^(smtp|lmtp)_sasl_type$/, fixed("cyrus")],
  [/^smtpd_forbid_bare_newline$/, bareNewline],
  [/^postscreen_.*_action$/, fixed("ignore enforce drop")],
  [/^compatibility_level$/, compatibility],
  [/^inet_protocols$/, fixed("all ipv4 ipv6")],
  [/^inet_interfaces$/, fixed("all loopback-only")],
  [/^mynetworks_style$/, fixed("host subnet class")],
];

/** What can be written as the value of a parameter in `version`; empty where anything can. Unknown names have no values. */
export function valuesFor(name: string, version: PostfixVersion): readonly Value[] {
  const known = parameter(name);
  if (!known) return [];
  const values = BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? BY_TYPE[known.type];
  return values?.(name, version) ?? [];
}
