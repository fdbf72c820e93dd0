// Pairs of main.cf and master.cf with one mistake each, and the line of it. What Postfix and we say of them is told by
// test/servers/postfix-check.test.ts.

export interface BrokenPair {
  readonly about: string;
  /** First lines of main.cf; what makes the instance private follows. */
  readonly main?: string;
  /** First lines of master.cf, which replace those of smtpd and smtp; `PORT` is a free one. */
  readonly master?: string;
  /** Line of the mistake, in master.cf where `master` is given. */
  readonly line?: number;
  /** The socket below the queue of the daemon that reads the setting; smtpd if not given. */
  readonly asks?: string;
  /** Why Postfix complains and we do not. */
  readonly unsaid?: string;
}

const SMTP = "private/smtp";
const TLSMGR = "private/tlsmgr";

/** A value in main.cf that one line tells. */
const setting = (main: string, asks?: string): BrokenPair => ({ about: main, main, ...(asks && { asks }) });
const unsaid = (main: string, why: string, asks?: string): BrokenPair => ({ ...setting(main, asks), unsaid: why });
/** A service in place of smtpd. */
const service = (master: string, more: Omit<BrokenPair, "about" | "master"> = {}): BrokenPair => ({
  about: master,
  master,
  ...more,
});

const SYNTAX: readonly BrokenPair[] = [
  { about: "no = after a name", main: "relayhost =\nsmtpd_banner mx", line: 2 },
  { about: "no = after a name, behind a comment and a continuation", main: "mynetworks = a,\n  b\n# c\nfoo", line: 4 },
  { about: "no name", main: "= x" },
  { about: "a blank in a name", main: "relay host = x" },
  { about: "a colon for =", main: "relayhost: x" },
  { about: "a section", main: "[smtpd]" },
  { about: "an include of another server", main: "!include tls.cf" },
  { about: "a first line that continues nothing", main: "  smtpd_tls_auth_only = yes" },
  { about: "a name twice", main: "relayhost = a\nrelayhost = b", line: 2 },
  { about: "a name that is none", main: "smtpd_tls_securty_level = may" },
  { about: "a name without value", main: "smtpd_tls_security_level = $no_such_name" },
];

const EXPRESSIONS: readonly BrokenPair[] = [
  setting("smtpd_banner = ${myhostname ESMTP"),
  setting("smtpd_banner = $(myhostname ESMTP"),
  setting("smtpd_banner = $myhostname $"),
  setting("smtpd_banner = ${}"),
  setting("smtpd_banner = ${my-host}"),
  setting("smtpd_banner = $smtpd_banner ESMTP"),
  { about: "names that refer to each other", main: "own_a = $own_b\nown_b = $own_a\nsmtpd_banner = $own_a", line: 3 },
  setting("smtpd_banner = ${myhostname?{a} b}"),
  setting("smtpd_banner = ${myhostname?{a}:{b} c}"),
  setting("smtpd_banner = ${{a} = {b} ? {c} : {d}}"),
  setting("smtpd_banner = ${{a} == b ? {c} : {d}}"),
  setting("smtpd_banner = ${{a} == {b} {c} : {d}}"),
  setting("smtpd_banner = ${{a} <lex {b} ? {c} : {d}}"),
  setting("smtpd_banner = ${{a} <level {3.6} ? {c} : {d}}"),
  setting("smtpd_banner = ${{99999999999999999999} < {1} ? {c} : {d}}"),
  setting("compatibility_level = three"),
  setting("compatibility_level ="),
  setting("compatibility_level = 3.6.1.2"),
  setting("compatibility_level = 3.6 # new defaults"),
];

const VALUES: readonly BrokenPair[] = [
  setting("smtpd_tls_auth_only = true"),
  setting("smtpd_tls_wrappermode ="),
  setting("smtpd_tls_received_header = yes # please"),
  setting("smtpd_helo_required = maybe"),
  setting("respectful_logging = on"),
  setting("tls_preempt_cipherlist = 1"),
  setting("tls_legacy_public_key_fingerprints = perhaps"),
  setting("smtp_tls_enforce_peername = on", SMTP),
  setting("smtpd_tls_ccert_verifydepth = nine"),
  setting("smtp_tls_scert_verifydepth = 9.5", SMTP),
  setting("message_size_limit = 10MB"),
  setting("default_process_limit = many"),
  setting("default_process_limit = 0"),
  setting("smtpd_hard_error_limit = 0"),
  setting("tls_daemon_random_bytes = 0"),
  setting("tls_random_bytes = 0", TLSMGR),
  setting("smtpd_starttls_timeout = 5 min"),
  setting("smtpd_starttls_timeout = 0s"),
  setting("smtpd_starttls_timeout ="),
  setting("smtp_starttls_timeout = 0", SMTP),
  setting("smtpd_timeout = soon"),
  setting("max_idle = 1 h"),
  setting("smtpd_tls_session_cache_timeout = 1y", TLSMGR),
  setting("smtp_tls_session_cache_timeout = 101d", TLSMGR),
  setting("smtpd_tls_loglevel = high"),
  setting("smtpd_tls_loglevel = -1"),
];

const TLS: readonly BrokenPair[] = [
  setting("smtpd_tls_security_level = foo"),
  setting("smtpd_tls_security_level = dane"),
  setting("smtpd_tls_security_level = verify"),
  setting("smtp_tls_security_level = foo", SMTP),
  setting("smtpd_tls_protocols = TLSv9"),
  setting("smtpd_tls_ciphers ="),
  setting("smtp_tls_ciphers =", SMTP),
  setting("tls_high_cipherlist ="),
  setting("tls_export_cipherlist ="),
  setting("tls_eecdh_auto_curves ="),
  setting("tls_eecdh_auto_curves = foo"),
  setting("smtpd_tls_eecdh_grade ="),
  setting("smtpd_tls_fingerprint_digest ="),
  setting("smtpd_tls_fingerprint_digest = foo"),
  setting("smtp_tls_fingerprint_digest = foo", SMTP),
  setting("smtp_tls_secure_cert_match =", SMTP),
  setting("tls_dane_digests =", SMTP),
  setting("tls_ssl_options = FOO"),
  setting("tls_disable_workarounds = FOO"),
  setting("smtpd_tls_req_ccert = yes"),
  setting("tlsmgr_service_name ="),
  setting("smtp_tls_dane_insecure_mx_policy = foo", SMTP),
  setting("smtp_dns_support_level = foo", SMTP),
  setting("smtp_host_lookup = foo", SMTP),
  setting("inet_protocols = ipv5"),
  setting("inet_protocols = ipv4, IPV6"),
  setting("smtp_tls_policy_maps = foo:/etc/postfix/tls_policy", SMTP),
  setting("smtp_tls_policy_maps = hash", SMTP),
  setting("tls_server_sni_maps = foo:/etc/postfix/sni"),
];

const SERVICES: readonly BrokenPair[] = [
  service("PORT inetx n - n - - smtpd"),
  service("PORT INET n - n - - smtpd"),
  service("PORT inet n - n - -"),
  service("PORT inet n - n - - smtpd\n\n# c\nfoo", { line: 4 }),
  service("PORT inet n - n - - smtpd\nsmtpd_tls_auth_only = yes", { line: 2 }),
  service("PORT inet x - n - - smtpd"),
  service("PORT inet y - n - - smtpd"),
  service("PORT inet - - n - - smtpd"),
  service("PORT inet n x n - - smtpd"),
  service("PORT inet n - maybe - - smtpd"),
  service("PORT inet n - n x - smtpd"),
  service("PORT inet n - n 60?x - smtpd"),
  service("PORT inet n - n -1 - smtpd"),
  service("PORT inet n - n - many smtpd"),
  service("PORT inet n - n - -1 smtpd"),
  service("PORT inet n - n - - -"),
  service("localhost: inet n - n - - smtpd"),
  service("[::1 inet n - n - - smtpd"),
  service("[127.0.0.1]PORT inet n - n - - smtpd"),
  service("bad!host:PORT inet n - n - - smtpd"),
  service("12x inet n - n - - smtpd"),
  service("{PORT inet n - n - - smtpd"),
  service("PORT inet n - n - - smtpd\nPORT inet n - n - - smtpd -v", { line: 2 }),
  service("  PORT inet n - n - - smtpd\nPORT inet n - n - - smtpd"),
  service("PORT inet n - n - - /usr/lib/postfix/sbin/smtpd"),
  service("PORT inet n - n - - smtpd\n  -o", { line: 2 }),
  service("PORT inet n - n - - smtpd\n  -o smtpd_banner", { line: 2 }),
  service("PORT inet n - n - - smtpd\n  -o smtpd_helo_required = yes", { line: 2 }),
  service("PORT inet n - n - - smtpd\n  -o smtpd_helo_required= yes", { line: 2 }),
  service('PORT inet n - n - - smtpd\n  -o "smtpd_banner=x y"', { line: 2 }),
  service("PORT inet n - n - - smtpd -o {smtpd_banner = x"),
  service("PORT inet n - n - - smtpd -o {smtpd_banner = x}y"),
  service("PORT inet n - n - - smtpd\n  -o { = x }", { line: 2 }),
  service("PORT inet n - n - - smtpd\n  -o {smtpd_banner}", { line: 2 }),
  service("PORT inet n - n - - smtpd\n  -osmtpd_banner", { line: 2 }),
  service("PORT inet n - n - - smtpd\n  -Z", { line: 2 }),
  service("PORT inet n - n - - smtpd\n  foo", { line: 2 }),
  service("PORT inet n - n - - smtpd\n  -o smtpd_tls_security_level=foo", { line: 2 }),
  service("PORT inet n - n - - smtpd\n  -o smtpd_tls_auth_only=true", { line: 2 }),
  service("PORT inet n - n - - smtpd\n  -o smtpd_starttls_timeout=0", { line: 2 }),
  service("PORT inet n - n - - smtpd\n  -o smtpd_tls_ciphers=", { line: 2 }),
  service("PORT inet n - n - - smtpd\n  -o smtpd_banner=$", { line: 2 }),
  service("PORT inet n - n - - smtpd\n  -o compatibility_level=x", { line: 2 }),
  service("PORT inet n - n - - smtpd\n  -o inet_protocols=foo", { line: 2 }),
  service("smtp unix - - n - - smtp\n  -o smtp_tls_security_level=foo", { line: 2, asks: SMTP }),
];

const NOT_TLS = "neither syntax nor a parameter that TLS depends on";
const NAMES = "names of hosts and ports are not looked up: only the machine knows them";

/** Postfix complains, we do not: each with the reason. */
const UNSAID: readonly BrokenPair[] = [
  unsaid("mynetworks = 10.0.0.1/8", NOT_TLS),
  unsaid("mynetworks_style = sub", NOT_TLS),
  unsaid("myhostname = bad_name..x", NOT_TLS),
  unsaid("myorigin =", NOT_TLS),
  unsaid("mail_owner = root", NOT_TLS),
  unsaid("syslog_facility = xyz", NOT_TLS),
  unsaid("default_database_type =", NOT_TLS),
  unsaid("smtpd_banner =", NOT_TLS),
  unsaid("smtpd_restriction_classes = x", NOT_TLS),
  unsaid("smtpd_relay_restrictions = permit_mynetworks", NOT_TLS),
  unsaid("alias_maps = foo:/etc/aliases", NOT_TLS),
  unsaid("smtp_address_preference = foo", NOT_TLS, SMTP),
  unsaid("inet_interfaces = unknown.invalid", NAMES),
  { ...service("no-such-port inet n - n - - smtpd"), unsaid: NAMES },
  { ...service("PORT inet n - n - - no-such-daemon"), unsaid: "which daemons are installed is not known" },
];

export const BROKEN: readonly BrokenPair[] = [...SYNTAX, ...EXPRESSIONS, ...VALUES, ...TLS, ...SERVICES, ...UNSAID];
