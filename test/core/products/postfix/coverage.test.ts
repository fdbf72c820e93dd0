// What is known to go wrong with TLS in Postfix, and the rule that says so: each line has a configuration that must give it.
// The sources: trackers of mail software ("row"), the behaviour of the programs ("pitfall"), postconf's own warnings ("deprecated").
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type FileStatus,
  fixFiles,
  lint,
  type PemObject,
  type ProductOptions,
  SourceText,
} from "../../../../server/src/core/api.js";
import { certificate, chainOf, INTERMEDIATE, key } from "../../../../server/src/core/posture/example-certificates.js";
import { deprecationOf } from "../../../../server/src/core/products/postfix/deprecations.js";
import { NEWEST_VERSION, parameterNames } from "../../../../server/src/core/products/postfix/parameters.js";
import { memoryTree } from "../../../support/memory-tree.js";

type NamedFiles = Readonly<
  Record<string, { readonly pem?: readonly PemObject[]; readonly text?: string; readonly status?: Partial<FileStatus> }>
>;

interface Case {
  /** Where it is known from, and what goes wrong. */
  readonly what: string;
  /** Null: no configuration shows it, for the reason in `why`. */
  readonly rule: string | null;
  readonly why?: string;
  readonly main?: string;
  readonly master?: string;
  /** `/etc/postfix/tls_policy`, and other tables by name. */
  readonly tables?: Readonly<Record<string, string>>;
  readonly files?: NamedFiles;
  readonly version?: string;
  readonly library?: string;
  /** What main.cf is after all fixes, unsafe ones too. */
  readonly fixed?: string;
}

const SERVER = "smtpd_tls_chain_files = /etc/ssl/mx.pem\nsmtpd_tls_security_level = may\n";
const OK = `${SERVER}smtp_tls_security_level = may\n`;
const MX = { "/etc/ssl/mx.pem": { pem: chainOf(), status: { mode: 0o600 } } } as const;
const SERVICES = "smtp inet n - n - - smtpd\nsmtp unix - - n - - smtp\ntlsmgr unix - - n 1000? 1 tlsmgr\n";
const TODAY = Date.UTC(2026, 10, 24);
const day = (offset: number): number => TODAY + offset * 86_400_000;
const withCertificate = (...pem: readonly PemObject[]): NamedFiles => ({
  "/etc/ssl/mx.pem": { pem, status: { mode: 0o600 } },
});
const policy = (rows: string): Pick<Case, "main" | "tables"> => ({
  main: `${OK}smtp_tls_policy_maps = texthash:/etc/postfix/tls_policy\n`,
  tables: { tls_policy: rows },
});

const ROWS: readonly Case[] = [
  {
    what: "row 1: verify without any authority",
    rule: "trusted-authorities-missing",
    main: `${SERVER}relayhost = [r.example.com]:587\nsmtp_tls_security_level = verify\n`,
  },
  { what: "row 1: secure in a policy row", rule: "trusted-authorities-missing", ...policy("example.com secure\n") },
  {
    what: "row 1: CAfile is the server's own chain",
    rule: "trusted-authorities-missing",
    main: `${OK}smtp_tls_CAfile = /etc/ssl/chain.pem\n`,
    files: { "/etc/ssl/chain.pem": { pem: [certificate(), INTERMEDIATE] } },
  },
  {
    what: "row 1: CApath outside of the chroot",
    rule: "authorities-folder-unusable",
    main: `${OK}smtp_tls_CApath = /etc/ssl/certs\n`,
    master: SERVICES.replace("smtp unix - - n", "smtp unix - - y"),
    files: { "/etc/ssl/certs": { status: { kind: "directory", entries: 2, hashed: 2 } } },
  },
  {
    what: "row 1: CApath without hashes",
    rule: "authorities-folder-unusable",
    main: `${OK}smtp_tls_CApath = /etc/ssl/certs\n`,
    files: { "/etc/ssl/certs": { status: { kind: "directory", entries: 2, hashed: 0 } } },
  },
  {
    what: "row 1: CAfile does not exist",
    rule: "certificate-file-missing",
    main: `${OK}smtp_tls_CAfile = /etc/ssl/roots.pem\n`,
    files: MX,
  },
  {
    what: "row 3: relay at 465 without wrapper mode",
    rule: "relayhost-465-without-wrappermode",
    main: `${OK}relayhost = [r.example.com]:465\n`,
  },
  {
    what: "row 3: wrapper mode towards 587",
    rule: "wrappermode-to-starttls-relay",
    main: `${SERVER}relayhost = [r.example.com]:587\nsmtp_tls_wrappermode = yes\nsmtp_tls_security_level = encrypt\n`,
  },
  {
    what: "row 3: smtps without wrapper mode",
    rule: "smtps-without-wrappermode",
    main: OK,
    master: `${SERVICES}smtps inet n - n - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n`,
  },
  {
    what: "row 3: wrapper mode at 587",
    rule: "wrappermode-on-starttls-port",
    main: OK,
    master: `${SERVICES}submission inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=yes\n`,
  },
  {
    what: "row 4: floor too high at level may",
    rule: "opportunistic-floor-too-high",
    main: `${OK}smtpd_tls_protocols = >=TLSv1.3\n`,
  },
  {
    what: "row 4: floor too high for deliveries",
    rule: "opportunistic-floor-too-high",
    main: `${OK}smtp_tls_protocols = >=TLSv1.3\n`,
  },
  {
    what: "row 4: few suites at level may",
    rule: "opportunistic-suites-too-narrow",
    main: `${OK}smtp_tls_ciphers = high\ntls_high_cipherlist = ECDHE+AESGCM\n`,
  },
  {
    what: "row 5: smtpd_use_tls and smtpd_enforce_tls",
    rule: "obsolete-tls-parameter",
    main: "smtpd_use_tls = yes\nsmtpd_enforce_tls = no\nsmtpd_tls_chain_files = /etc/ssl/mx.pem\nsmtp_tls_security_level = may\n",
    fixed: "smtpd_tls_security_level = may\nsmtpd_tls_chain_files = /etc/ssl/mx.pem\nsmtp_tls_security_level = may\n",
  },
  {
    what: "row 6: dane without DNSSEC",
    rule: "dane-without-dnssec",
    main: `${SERVER}smtp_tls_security_level = dane\n`,
  },
  {
    what: "row 6: dane with a resolver elsewhere",
    rule: "dane-resolver-not-local",
    main: `${SERVER}smtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec\n`,
    files: { "/etc/resolv.conf": { text: "nameserver 192.0.2.1\n" } },
  },
  {
    what: "row 8: certificate without its issuer",
    rule: "certificate-chain-incomplete",
    main: OK,
    files: withCertificate(key(), certificate()),
  },
  {
    what: "row 8: chain in the wrong order",
    rule: "certificate-chain-out-of-order",
    main: OK,
    files: withCertificate(key(), certificate(), certificate({ subject: "CN=Root", issuer: "CN=Root" }), INTERMEDIATE),
  },
  {
    what: "row 9: key of another certificate",
    rule: "key-does-not-match-certificate",
    main: OK,
    files: withCertificate(key("other"), certificate()),
  },
  {
    what: "row 9: key missing",
    rule: "certificate-file-missing",
    main: "smtpd_tls_cert_file = /etc/ssl/mx.pem\nsmtpd_tls_key_file = /etc/ssl/mx.key\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
    files: MX,
  },
  {
    what: "row 9: encrypted key",
    rule: "certificate-file-unusable",
    main: OK,
    files: withCertificate({ kind: "private-key", key: null, encrypted: true }, certificate()),
  },
  {
    what: "row 10: only the mandatory list hardened",
    rule: "only-mandatory-hardened",
    main: `${OK}smtpd_tls_mandatory_protocols = >=TLSv1.2\n`,
    master: SERVICES,
  },
  {
    what: "row 10: submission keeps old versions",
    rule: "tls10-tls11-enabled",
    main: `${OK}smtpd_tls_mandatory_protocols = >=TLSv1\n`,
    master: `${SERVICES}submission inet n - n - - smtpd\n  -o smtpd_tls_security_level=encrypt\n`,
  },
  { what: "row 11: smtp_ and smtpd_ mixed up", rule: "unknown-parameter", main: `${OK}smtp_tls_auth_only = yes\n` },
  {
    what: "row 11: tls_server_chain_sni_maps",
    rule: "unknown-parameter",
    main: `${OK}tls_server_chain_sni_maps = hash:/etc/postfix/sni\n`,
  },
  {
    what: "row 11: set twice",
    rule: "duplicate-parameter",
    main: `${OK}smtpd_tls_loglevel = 1\nsmtpd_tls_loglevel = 0\n`,
  },
  {
    what: "row 12: -o beneath a commented service",
    rule: "orphaned-override",
    main: OK,
    master: `${SERVICES}#submission inet n - n - - smtpd\n  -o smtpd_tls_security_level=encrypt\n`,
  },
  {
    what: "row 12: blanks around = in -o",
    rule: "blanks-in-override",
    main: OK,
    master: `${SERVICES}submission inet n - n - - smtpd\n  -o smtpd_tls_security_level = encrypt\n`,
  },
  {
    what: "row 15: btree: without Berkeley DB",
    rule: "session-cache-without-berkeley-db",
    main: `default_cache_db_type = lmdb\n${OK}smtp_tls_session_cache_database = btree:$data_directory/smtp_scache\n`,
  },
  {
    what: "row 15: cache of the server",
    rule: "smtpd-session-cache-set",
    main: `${OK}smtpd_tls_session_cache_database = lmdb:$data_directory/scache\n`,
  },
  {
    what: "row 17: server certificate shown by deliveries",
    rule: "client-certificate-not-needed",
    main: `${OK}smtp_tls_chain_files = /etc/ssl/mx.pem\n`,
    files: withCertificate(...chainOf({ extendedKeyUsage: ["serverAuth", "clientAuth"] })),
  },
  {
    what: "row 17: without clientAuth",
    rule: "client-certificate-not-for-clients",
    main: `${OK}smtp_tls_chain_files = /etc/ssl/mx.pem\n`,
    files: MX,
  },
  {
    what: "row 18: renegotiation",
    rule: "renegotiation-allowed",
    main: `${OK}tls_ssl_options = NO_COMPRESSION\n`,
    version: "3.5.0",
  },
  {
    what: "row 20: encrypt on port 25",
    rule: "encrypt-on-public-mx",
    main: "smtpd_tls_chain_files = /etc/ssl/mx.pem\nsmtpd_tls_security_level = encrypt\nsmtp_tls_security_level = may\n",
  },
  {
    what: "row 21: TLSv1.2 alone",
    rule: "tls13-off-by-inclusion",
    main: `${OK}smtp_tls_protocols = TLSv1.2, TLSv1.1\n`,
  },
  {
    what: "row 21: misspelt version",
    rule: "invalid-protocol-list",
    main: `${OK}smtpd_tls_protocols = !SSLv3, ITLSv1\n`,
  },
  {
    what: "row 22: prime of 1024 bits",
    rule: "weak-dh-parameters",
    main: `${OK}smtpd_tls_dh1024_param_file = /etc/ssl/dh.pem\n`,
    files: {
      ...withCertificate(key("mx", { keyType: "rsa", keyBits: 2048 }), certificate({ keyType: "rsa", keyBits: 2048 })),
      "/etc/ssl/dh.pem": { pem: [{ kind: "dh-parameters", bits: 1024 }] },
    },
  },
  {
    what: "row 22: self-made prime",
    rule: "obsolete-tls-parameter",
    main: `${OK}smtpd_tls_dh1024_param_file = /etc/ssl/dh.pem\n`,
    files: { ...MX, "/etc/ssl/dh.pem": { pem: [{ kind: "dh-parameters", bits: 2048 }] } },
    fixed: OK,
  },
  {
    what: "row 22: file of primes missing",
    rule: "obsolete-tls-parameter",
    main: `${OK}smtpd_tls_dh1024_param_file = /etc/ssl/dh.pem\n`,
    files: MX,
    fixed: OK,
  },
  { what: "row 23: AUTH before TLS", rule: "plaintext-login-allowed", main: `${OK}smtpd_sasl_auth_enable = yes\n` },
  {
    what: "row 23: AUTH on port 25",
    rule: "login-offered-to-other-servers",
    main: `${OK}smtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_only = yes\n`,
    master: `${SERVICES}submission inet n - n - - smtpd\n  -o smtpd_tls_security_level=encrypt\n`,
  },
  {
    what: "row 25: SNI table not made anew",
    rule: "compiled-table-outdated",
    main: `${OK}tls_server_sni_maps = hash:/etc/postfix/sni\n`,
    tables: { sni: "mx.example.com /etc/ssl/mx.pem\n" },
    files: {
      "/etc/ssl/mx.pem": { pem: chainOf(), status: { mode: 0o600, modified: day(-1) } },
      "/etc/postfix/sni.db": { status: { modified: day(-90), mode: 0o600 } },
    },
  },
  {
    what: "row 25: key after the chain",
    rule: "sni-row-without-effect",
    main: `${OK}tls_server_sni_maps = texthash:/etc/postfix/sni\n`,
    tables: { sni: "mx.example.com /etc/ssl/sni.pem\n" },
    files: { ...MX, "/etc/ssl/sni.pem": { pem: [certificate(), key()], status: { mode: 0o600 } } },
  },
  {
    what: "row 25: keys in a table that all can read",
    rule: "private-key-readable",
    main: `${OK}tls_server_sni_maps = hash:/etc/postfix/sni\n`,
    tables: { sni: "mx.example.com /etc/ssl/mx.pem\n" },
    files: { ...MX, "/etc/postfix/sni.db": { status: { mode: 0o644 } } },
  },
  {
    what: "row 25: certificate by name has expired",
    rule: "certificate-expired",
    main: `${OK}tls_server_sni_maps = texthash:/etc/postfix/sni\n`,
    tables: { sni: "mx.example.com /etc/ssl/sni.pem\n" },
    files: { ...MX, "/etc/ssl/sni.pem": { pem: chainOf({ notAfter: day(-2) }), status: { mode: 0o600 } } },
  },
  {
    what: "row 25: smtp_tls_servername missing",
    rule: null,
    why: "whether a server needs the name cannot be told without asking it",
  },
  {
    what: "row 26: ECDSA certificate, ECDSA excluded",
    rule: "no-suite-for-certificate",
    main: `${OK}smtpd_tls_exclude_ciphers = ECDSA\n`,
    files: MX,
  },
  {
    what: "row 27: the library rules out what is set",
    rule: "seclevel-shuts-out-old-versions",
    main: `${OK}tls_medium_cipherlist = DEFAULT@SECLEVEL=2\nsmtpd_tls_protocols = >=TLSv1\n`,
    library: "openssl-3.0",
  },
  {
    what: "row 28: key that everybody can read",
    rule: "private-key-readable",
    main: OK,
    files: { "/etc/ssl/mx.pem": { pem: chainOf(), status: { mode: 0o644 } } },
  },
  {
    what: "row 29: key of a policy without brackets",
    rule: "tls-policy-never-matches",
    main: `${OK}relayhost = [r.example.com]:587\nsmtp_tls_policy_maps = texthash:/etc/postfix/tls_policy\n`,
    tables: { tls_policy: "r.example.com encrypt\n" },
  },
  { what: "row 29: unknown attribute", rule: "invalid-tls-policy", ...policy("example.com encrypt cipher=high\n") },
  {
    what: "row 29: attribute that is too new",
    rule: "invalid-tls-policy",
    version: "3.7.11",
    ...policy("example.com secure policy_type=sts\n"),
  },
  {
    what: "row 30: weak suites at submission",
    rule: "weak-cipher-suites",
    main: `${OK}tls_medium_cipherlist = ALL:!RC4:3DES:eNULL\n`,
    master: `${SERVICES}submission inet n - n - - smtpd\n  -o smtpd_tls_security_level=encrypt\n`,
  },
  {
    what: "row 30: aNULL excluded at may",
    rule: "anonymous-ciphers-excluded-needlessly",
    main: `${OK}smtp_tls_exclude_ciphers = aNULL\n`,
  },
  { what: "row 31: comment behind a value", rule: "trailing-comment", main: `${OK}smtpd_tls_loglevel = 1 # more\n` },
  {
    what: "row 32: other names in the certificate",
    rule: "certificate-name-mismatch",
    main: `myhostname = mail.example.org\n${OK}`,
    files: MX,
  },
  {
    what: "row 33: large first message",
    rule: "eecdh-curves-overridden",
    main: `${OK}tls_eecdh_auto_curves = X25519MLKEM768 X25519\n`,
    library: "openssl-3.5",
  },
  {
    what: "row 34: MTA-STS over DANE",
    rule: "mta-sts-can-override-dane",
    main: `${SERVER}smtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec\nsmtp_tls_policy_maps = socketmap:inet:127.0.0.1:8461:postfix\n`,
  },
];

const PITFALLS: readonly Case[] = [
  {
    what: "pitfall 1: dane at the server",
    rule: "invalid-security-level",
    main: OK.replace("smtpd_tls_security_level = may", "smtpd_tls_security_level = dane"),
  },
  {
    what: "pitfall 1: verify at the server",
    rule: "invalid-security-level",
    main: OK.replace("smtpd_tls_security_level = may", "smtpd_tls_security_level = verify"),
  },
  {
    what: "pitfall 2: level beside wrapper mode",
    rule: "level-ignored-in-wrapper-mode",
    main: OK,
    master: `${SERVICES}smtps inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=yes\n  -o smtpd_tls_security_level=may\n`,
  },
  {
    what: "pitfall 3: halfdane",
    rule: "invalid-security-level",
    main: `${SERVER}smtp_tls_security_level = halfdane\n`,
  },
  {
    what: "pitfalls 4, 5: TLSv1.0",
    rule: "invalid-protocol-list",
    main: `${OK}smtpd_tls_protocols = !SSLv3, !TLSv1.0\n`,
  },
  { what: "pitfall 6: blank behind >=", rule: "invalid-protocol-list", main: `${OK}smtp_tls_protocols = >= TLSv1.2\n` },
  { what: "pitfall 7: TLSv1.2 alone", rule: "tls13-off-by-inclusion", main: `${OK}smtpd_tls_protocols = TLSv1.2\n` },
  {
    what: "pitfall 8: bounds before 3.6",
    rule: "invalid-protocol-list",
    main: `${OK}smtpd_tls_protocols = >=TLSv1.2\n`,
    version: "3.4.0",
  },
  {
    what: "pitfall 9: TLSv1.3 before 3.4",
    rule: "invalid-protocol-list",
    main: `${OK}smtpd_tls_protocols = !SSLv2, !SSLv3, !TLSv1.3\n`.replace("chain_files", "cert_file"),
    version: "3.2.0",
  },
  {
    what: "pitfall 10: dane without DNSSEC takes the other lists",
    rule: "dane-without-dnssec",
    main: `${SERVER}smtp_tls_security_level = dane\nsmtp_tls_mandatory_protocols = >=TLSv1.2\n`,
  },
  {
    what: "pitfall 11: the defaults of 2.9",
    rule: "sslv3-enabled",
    main: OK.replace("chain_files", "cert_file"),
    version: "2.9.0",
    library: "openssl-1.0.2",
  },
  {
    what: "pitfall 12: grade export",
    rule: "cipher-grade-without-effect",
    main: `${OK}smtpd_tls_ciphers = export\n`,
    version: "3.11",
  },
  {
    what: "pitfall 13: operator in an exclusion",
    rule: "invalid-cipher-exclusion",
    main: `${OK}smtpd_tls_exclude_ciphers = !RC4\n`,
  },
  {
    what: "pitfall 13: suites of TLS 1.3 in a list",
    rule: "cipher-name-ignored",
    main: `${OK}smtpd_tls_exclude_ciphers = TLS_AES_128_GCM_SHA256\n`,
  },
  {
    what: "pitfall 14: eNULL and aNULL are excluded by themselves",
    rule: "anonymous-ciphers-excluded-needlessly",
    main: `${OK}smtp_tls_exclude_ciphers = aNULL\n`,
  },
  {
    what: "pitfall 15: exclude= replaces main.cf",
    rule: "policy-exclusions-replaced",
    main: `${OK}smtp_tls_exclude_ciphers = kRSA\nsmtp_tls_policy_maps = texthash:/etc/postfix/tls_policy\n`,
    tables: { tls_policy: "example.com encrypt exclude=aNULL\n" },
  },
  {
    what: "pitfall 15: comma ends the attribute",
    rule: "invalid-tls-policy",
    ...policy("example.com encrypt protocols=!SSLv2,!SSLv3\n"),
  },
  {
    what: "pitfall 16: match= at encrypt",
    rule: "invalid-tls-policy",
    ...policy("example.com encrypt match=example.com\n"),
  },
  {
    what: "pitfall 17: parent of a next hop with brackets",
    rule: "tls-policy-never-matches",
    ...policy(".[example.com] encrypt\n"),
  },
  {
    what: "pitfall 18: per-site beside policies",
    rule: "per-site-table-ignored",
    version: "3.7.11",
    main: `${OK}smtp_tls_per_site = texthash:/etc/postfix/sites\nsmtp_tls_policy_maps = texthash:/etc/postfix/tls_policy\n`,
  },
  {
    what: "pitfall 18: cert_file beside chain_files",
    rule: "certificate-setting-overridden",
    main: `smtpd_tls_cert_file = /etc/ssl/old.pem\n${OK}`,
    fixed: OK,
  },
  {
    what: "pitfall 19: certificate before its key",
    rule: "key-after-certificate",
    main: OK,
    files: withCertificate(certificate(), key()),
  },
  {
    what: "pitfall 20: req_ccert at may",
    rule: "client-certificate-demand-ignored",
    main: `${OK}smtpd_tls_req_ccert = yes\n`,
  },
  {
    what: "pitfall 21: none instead of a certificate",
    rule: "server-without-certificate",
    main: "smtpd_tls_cert_file = none\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
  },
  {
    what: "pitfall 21: no certificate",
    rule: "certificate-not-set",
    main: "smtpd_tls_security_level = may\nsmtp_tls_security_level = may\n",
  },
  {
    what: "pitfall 22: tls_append_default_CA alone",
    rule: "trusted-authorities-missing",
    main: `${OK}tls_append_default_CA = yes\n`,
  },
  {
    what: "pitfall 23: wrapper mode at may",
    rule: "wrappermode-needs-encryption",
    main: `${OK}relayhost = [r.example.com]:465\nsmtp_tls_wrappermode = yes\n`,
  },
  {
    what: "pitfall 24: no level for deliveries before 3.11",
    rule: "tls-off",
    main: `${SERVER}smtp_tls_security_level =\n`,
    version: "3.7.11",
  },
  {
    what: "pitfall 24: digest of fingerprints",
    rule: "fingerprint-digest-weak",
    main: `compatibility_level = 2\n${SERVER}relayhost = [r.example.com]:587\nsmtp_tls_security_level = fingerprint\nsmtp_tls_fingerprint_cert_match = aa:bb\n`,
    version: "3.7.11",
  },
  {
    what: "pitfall 25: eecdh_grade",
    rule: "obsolete-tls-parameter",
    main: `${OK}smtpd_tls_eecdh_grade = ultra\n`,
    fixed: OK,
  },
  {
    what: "pitfall 25: curves of one's own",
    rule: "eecdh-curves-overridden",
    main: `${OK}tls_eecdh_auto_curves = prime256v1\n`,
    library: "openssl-3.5",
    version: "3.11",
  },
  {
    what: "pitfall 26: level 0 lets weak keys pass",
    rule: "weak-certificate-key",
    main: OK,
    files: withCertificate(
      key("mx", { keyType: "rsa", keyBits: 1024 }),
      certificate({ keyType: "rsa", keyBits: 1024 }),
    ),
  },
  {
    what: "pitfall 27: a comment does not end a value",
    rule: "swallowed-setting",
    main: `mydestination = localhost\n# TLS\n smtpd_tls_loglevel = 1\n${OK}`,
    fixed: `mydestination = localhost\n# TLS\nsmtpd_tls_loglevel = 1\n${OK}`,
  },
  { what: "pitfall 27: comment behind a value", rule: "trailing-comment", main: `${OK}smtp_tls_loglevel = 1 # some\n` },
  {
    what: "pitfall 27: backslash at the end",
    rule: "trailing-backslash",
    main: `mydestination = localhost, \\\n  example.com\n${OK}`,
    fixed: `mydestination = localhost,\n  example.com\n${OK}`,
  },
  {
    what: "pitfall 28: empty is no default",
    rule: "empty-tls-value",
    main: `${OK}smtpd_tls_mandatory_ciphers =\n`,
    fixed: OK,
  },
  {
    what: "pitfall 28: last one wins",
    rule: "duplicate-parameter",
    main: `smtp_tls_loglevel = 0\n${OK}smtp_tls_loglevel = 1\n`,
  },
  {
    what: "pitfall 29: no ternary",
    rule: "not-a-ternary",
    main: `${OK}smtpd_starttls_timeout = \${stress?10s:300s}\n`,
  },
  { what: "pitfall 30: undefined name", rule: "undefined-name", main: `${OK}smtp_tls_CAfile = $trusted_roots\n` },
  { what: "pitfall 30: expansion that fails", rule: "syntax-error", main: `${OK}smtp_tls_CAfile = \${broken\n` },
  { what: "pitfall 31: boolean", rule: "invalid-boolean", main: `${OK}smtpd_tls_auth_only = true\n` },
  { what: "pitfall 31: time with a blank", rule: "invalid-number", main: `${OK}smtp_starttls_timeout = 5 min\n` },
  { what: "pitfall 31: time with two units", rule: "invalid-number", main: `${OK}smtp_starttls_timeout = 1m30s\n` },
  {
    what: "pitfall 32: private of an inet service",
    rule: "syntax-error",
    main: OK,
    master: SERVICES.replace("smtp inet n", "smtp inet -"),
  },
  {
    what: "pitfall 32: braces before 3.0",
    rule: "blanks-in-override",
    version: "2.11.0",
    main: OK.replace("chain_files", "cert_file"),
    master: `${SERVICES}submission inet n - n - - smtpd\n  -o { smtpd_tls_security_level = encrypt }\n`,
  },
  {
    what: "pitfall 32: quotes in an override",
    rule: "invalid-boolean",
    main: OK,
    master: `${SERVICES}submission inet n - n - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_tls_auth_only="yes"\n`,
  },
  {
    what: "pitfall 41: the generator's modern profile",
    rule: "opportunistic-floor-too-high",
    main: `${OK}smtp_tls_protocols = >=TLSv1.3\nsmtpd_tls_protocols = >=TLSv1.3\n`,
  },
  { what: "pitfall 42: imap_tls_protocols", rule: "unknown-parameter", main: `${OK}imap_tls_protocols = !SSLv3\n` },
  {
    what: "pitfall 42: wrapper mode at 587",
    rule: "wrappermode-on-starttls-port",
    main: OK,
    master: `${SERVICES}587 inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=yes\n`,
  },
  {
    what: "pitfall 42: AUTH before TLS",
    rule: "plaintext-login-allowed",
    main: `${OK}smtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_only = no\n`,
  },
  {
    what: "pitfall 42: a suite by its other name",
    rule: "cipher-name-ignored",
    main: `${OK}tls_high_cipherlist = TLS_RSA_WITH_AES_256_CBC_SHA:HIGH\nsmtpd_tls_ciphers = high\n`,
    library: "openssl-3.0",
  },
];

const FILES: readonly Case[] = [
  {
    what: "file: expired",
    rule: "certificate-expired",
    main: OK,
    files: withCertificate(...chainOf({ notAfter: day(-1) })),
  },
  ...[7, 30, 60].map((days) => ({
    what: `file: expires in ${days} days`,
    rule: "certificate-expires-soon",
    main: OK,
    files: withCertificate(...chainOf({ notBefore: day(-400), notAfter: day(days) })),
  })),
  {
    what: "file: not valid yet",
    rule: "certificate-not-yet-valid",
    main: OK,
    files: withCertificate(...chainOf({ notBefore: day(1) })),
  },
  {
    what: "file: SHA-1",
    rule: "weak-certificate-signature",
    main: OK,
    files: withCertificate(...chainOf({ signatureHash: "sha1" })),
  },
  {
    what: "file: MD5",
    rule: "weak-certificate-signature",
    main: OK,
    files: withCertificate(...chainOf({ signatureHash: "md5" })),
  },
  {
    what: "file: not for servers",
    rule: "certificate-not-for-servers",
    main: OK,
    files: withCertificate(...chainOf({ extendedKeyUsage: ["clientAuth"] })),
  },
  {
    what: "file: DSA key",
    rule: "weak-certificate-key",
    main: OK,
    files: withCertificate(
      key("mx", { keyType: "dsa", keyBits: 2048 }),
      certificate({ keyType: "dsa", keyBits: 2048 }),
    ),
  },
  {
    what: "file: key that a group can read",
    rule: "private-key-readable",
    main: OK,
    files: { "/etc/ssl/mx.pem": { pem: chainOf(), status: { mode: 0o640, gid: 110 } } },
  },
  {
    what: "file: key that everybody can replace",
    rule: "private-key-readable",
    main: OK,
    files: { "/etc/ssl/mx.pem": { pem: chainOf(), status: { mode: 0o602 } } },
  },
  {
    what: "file: compiled table missing",
    rule: "compiled-table-outdated",
    main: `${OK}smtp_tls_policy_maps = hash:/etc/postfix/tls_policy\n`,
    tables: { tls_policy: "example.com encrypt\n" },
    files: MX,
  },
];

/** What postconf 3.11 warns about (src/postconf/postconf_unused.c). */
const DEPRECATED: readonly Case[] = [
  ...(
    [
      ["disable_dns_lookups = yes", "smtp_dns_support_level = disabled"],
      ["tlsproxy_client_use_tls = yes", "tlsproxy_client_security_level = may"],
      ["tlsproxy_client_enforce_tls = yes", null],
      ["smtp_tls_per_site = static:MAY", null],
      ["lmtp_tls_per_site = static:MAY", null],
      ["tlsproxy_client_per_site = texthash:/etc/postfix/sites", null],
      ["authorized_verp_clients = 127.0.0.1", "smtpd_authorized_verp_clients = 127.0.0.1"],
      ["fallback_relay = r.example.com", "smtp_fallback_relay = r.example.com"],
      ["lmtp_per_record_deadline = no", "lmtp_per_request_deadline = no"],
      ["postscreen_blacklist_action = drop", "postscreen_denylist_action = drop"],
      ["postscreen_dnsbl_ttl = 1h", "postscreen_dnsbl_max_ttl = 1h"],
      ["postscreen_dnsbl_whitelist_threshold = 0", "postscreen_dnsbl_allowlist_threshold = 0"],
      ["postscreen_whitelist_interfaces = 192.0.2.1", "postscreen_allowlist_interfaces = 192.0.2.1"],
      ["smtpd_client_connection_limit_exceptions = 192.0.2.1", "smtpd_client_event_limit_exceptions = 192.0.2.1"],
      ["smtpd_per_record_deadline = no", "smtpd_per_request_deadline = no"],
      ["smtp_per_record_deadline = no", "smtp_per_request_deadline = no"],
      ["tlsproxy_client_level = may", "tlsproxy_client_security_level = may"],
      ["tlsproxy_client_policy = texthash:/etc/postfix/p", "tlsproxy_client_policy_maps = texthash:/etc/postfix/p"],
      ["virtual_maps = hash:/etc/postfix/virtual", "virtual_alias_maps = hash:/etc/postfix/virtual"],
      ["smtp_cname_overrides_servername = no", ""],
      ["lmtp_cname_overrides_servername = no", ""],
    ] as const
  ).map(([old, fixed]): Case => ({
    what: `deprecated: ${old}`,
    rule: "deprecated-parameter",
    main: `${old}\n`,
    ...(fixed === null ? {} : { fixed }),
  })),
  ...(
    [
      ["smtpd_tls_dh1024_param_file = auto", ""],
      ["smtpd_tls_eecdh_grade = strong", ""],
      ["smtpd_use_tls = yes", "smtpd_tls_security_level = may"],
      ["smtpd_enforce_tls = yes\nsmtpd_use_tls = yes", "smtpd_tls_security_level = encrypt"],
      ["smtp_use_tls = no", "smtp_tls_security_level = none"],
      ["smtp_enforce_tls = yes", "smtp_tls_security_level = verify"],
      ["smtp_enforce_tls = yes\nsmtp_tls_enforce_peername = no", "smtp_tls_security_level = encrypt"],
      ["lmtp_use_tls = yes", "lmtp_tls_security_level = may"],
      ["lmtp_enforce_tls = yes\nlmtp_tls_enforce_peername = no", "lmtp_tls_security_level = encrypt"],
      ["postscreen_use_tls = yes", "postscreen_tls_security_level = may"],
      ["postscreen_enforce_tls = yes", "postscreen_tls_security_level = encrypt"],
      ["tlsproxy_use_tls = yes", "tlsproxy_tls_security_level = may"],
      ["tlsproxy_enforce_tls = yes", "tlsproxy_tls_security_level = encrypt"],
    ] as const
  ).map(([old, fixed]): Case => ({
    what: `deprecated: ${old}`,
    rule: "obsolete-tls-parameter",
    main: `${old}\n`,
    fixed,
  })),
];

const options = ({ version, library, tables, files }: Case): ProductOptions => ({
  now: TODAY,
  ...(version !== undefined && { serverVersion: version }),
  ...(library !== undefined && { library }),
  ...(files !== undefined && {
    files: memoryTree({
      ...files,
      ...Object.fromEntries(
        Object.entries(tables ?? {}).map(([name, text]) => [`/etc/postfix/${name}`, { text, status: { modified: 0 } }]),
      ),
    }),
  }),
});

const inputs = ({ main = "", master, tables = {} }: Case) => [
  { dialect: "postfix-main", source: new SourceText("/etc/postfix/main.cf", main) },
  ...(master === undefined
    ? []
    : [{ dialect: "postfix-master", source: new SourceText("/etc/postfix/master.cf", master) }]),
  ...Object.entries(tables).map(([name, text]) => ({
    dialect: "postfix-map",
    source: new SourceText(`/etc/postfix/${name}`, text),
  })),
];

for (const [title, cases] of Object.entries({ ROWS, PITFALLS, FILES, DEPRECATED })) {
  describe(`what goes wrong: ${title.toLowerCase()}`, () => {
    for (const one of cases) {
      test(one.what, () => {
        if (one.rule === null) {
          assert.ok(one.why, "a gap has a reason");
          return;
        }
        const found = lint(inputs(one), options(one));
        assert.ok(
          found.some(({ rule }) => rule === one.rule),
          `expected ${one.rule}, found ${found.map(({ rule }) => rule).join(", ") || "nothing"}`,
        );
        if (one.fixed === undefined) return;
        const [fixed] = fixFiles(inputs(one), options(one), { unsafe: true, rules: new Set([one.rule]) }).files;
        assert.equal(fixed?.text.trim(), one.fixed.trim());
      });
    }
  });
}

test("every parameter that Postfix 3.11 warns about is among them", () => {
  const judged = new Set(DEPRECATED.flatMap(({ main = "" }) => Array.from(main.matchAll(/^\w+/gm), ([name]) => name)));
  const missing = [...parameterNames()].filter((name) => deprecationOf(name, NEWEST_VERSION) && !judged.has(name));
  assert.deepEqual(missing, []);
});
