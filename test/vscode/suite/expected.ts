// What the in-editor tests expect of workspace/main.cf. The only file to adjust when rules or their messages change.

/** The file that is opened. */
export const FILE = "main.cf";

/** Every finding in FILE: rule, zero-based line, severity as in vscode.DiagnosticSeverity (0 error, 1 warning, 2 information). */
export const FINDINGS: readonly { readonly rule: string; readonly line: number; readonly severity: number }[] = [
  { rule: "sslv3-enabled", line: 7, severity: 2 },
  { rule: "sslv3-enabled", line: 8, severity: 2 },
  { rule: "tls10-tls11-enabled", line: 8, severity: 1 },
  { rule: "plaintext-login-allowed", line: 10, severity: 0 },
  { rule: "unknown-parameter", line: 11, severity: 1 },
];

/** A setting, and a finding that it changes. */
export const SETTING = {
  name: "tlsLibrary",
  value: "openssl-1.0.2",
  finding: { rule: "sslv3-enabled", line: 8, severity: 0 },
};

/** A place to hover over and what the hover says. */
export const HOVER = { line: 10, character: 5, text: /smtpd_tls_auth_only/ };

/** A finding with a quick fix, and what the fix makes of its line. */
export const QUICK_FIX = {
  rule: "plaintext-login-allowed",
  line: 10,
  title: /^Offer AUTH only inside TLS/,
  fixed: "smtpd_tls_auth_only = yes",
};

/** FILE's lines after every safe fix, where they differ. */
export const FIXED: readonly { readonly line: number; readonly text: string }[] = [
  { line: 7, text: "smtpd_tls_protocols = >=TLSv1" },
  { line: 8, text: "smtpd_tls_mandatory_protocols = >=TLSv1" },
  { line: 10, text: "smtpd_tls_auth_only = yes" },
];

/** Names that are recognised without a look at the content, and names that are not. */
export const LANGUAGES: Readonly<Record<string, "postfix-main" | "postfix-master" | "plaintext">> = {
  "main.cf": "postfix-main",
  "main.cf.proto": "postfix-main",
  "mx1.main.cf": "postfix-main",
  "postfix/main.cf.local": "postfix-main",
  "pair/master.cf": "postfix-master",
  // By its first line.
  "relay.cf": "postfix-main",
  "other.cf": "plaintext",
};

/** A line with a host name, and the target that it suggests. */
export const SUGGESTION = { line: "relayhost =", target: "smtp.example.net:587" };

/** Two files of one configuration; a finding that takes both, its fix, and a completion. */
export const PAIR = {
  main: "pair/main.cf",
  master: "pair/master.cf",
  rule: "smtps-without-wrappermode",
  line: 2,
  added: "  -o smtpd_tls_wrappermode=yes",
  completion: { line: 3, character: 12, label: "smtpd_tls_wrappermode" },
};

/** A service of PAIR and a policy that it does not meet. */
export const HARDENING = { service: "submissions/inet", profile: "bsi" };
