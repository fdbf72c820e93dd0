// Postfix's own table of deprecated parameters: since when, and what replaces them. How a file is changed is for rules.

import { atLeast, type PostfixVersion } from "./version.js";

/**
 * `rename`: only the name changes, and the old value is still the default of the new name.
 * `value-mapped`: another parameter says it in other words; `values` tells which, where it does not depend on more.
 * `no-effect`: the programs read it and do nothing with it.
 * `do-not-specify`: it still works, and the default is better.
 */
type DeprecationKind = "rename" | "value-mapped" | "no-effect" | "do-not-specify";

export interface Deprecation {
  readonly name: string;
  /** The first release that warns. */
  readonly since: string;
  /** What to do instead, as part of a sentence. */
  readonly replacement: string;
  readonly kind: DeprecationKind;
  /** The parameter that takes its place. */
  readonly to?: string;
  /** Old value → value of `to`; null where `to` is best left unset. Values that are not here need a human. */
  readonly values?: Readonly<Record<string, string | null>>;
}

const renamed = (name: string, to: string): Deprecation => ({
  name,
  since: "3.11",
  replacement: `use ${to}`,
  kind: "rename",
  to,
});

const mapped = (
  name: string,
  to: string,
  since: string,
  values?: Readonly<Record<string, string | null>>,
): Deprecation => ({
  name,
  since,
  replacement: `use ${to}`,
  kind: "value-mapped",
  to,
  ...(values === undefined ? {} : { values }),
});

/** `<side>_use_tls` alone; with an enforcing switch beside it, that one wins (src/smtpd/smtpd.c; src/smtp/smtp_tls_policy.c). */
const USE = { yes: "may", no: "none" };
/** A server demands TLS. What a client comes to depends on its enforce_peername, so that no value is given for it. */
const SERVER_ENFORCE = { yes: "encrypt" };

const unspecified = (name: string, since: string): Deprecation => ({
  name,
  since,
  replacement: "leave it at its default",
  kind: "do-not-specify",
});

/** src/postconf/postconf_unused.c, pcf_depr_param_info, of 3.9 and 3.11 (3.10 adds nothing); DEPRECATION_README. */
const ROWS: readonly Deprecation[] = [
  mapped("disable_dns_lookups", "smtp_dns_support_level", "3.9", { yes: "disabled", no: null }),
  mapped("lmtp_use_tls", "lmtp_tls_security_level", "3.9", USE),
  mapped("postscreen_use_tls", "postscreen_tls_security_level", "3.9", USE),
  mapped("smtp_use_tls", "smtp_tls_security_level", "3.9", USE),
  mapped("smtpd_use_tls", "smtpd_tls_security_level", "3.9", USE),
  mapped("tlsproxy_client_use_tls", "tlsproxy_client_security_level", "3.9", USE),
  mapped("tlsproxy_use_tls", "tlsproxy_tls_security_level", "3.9", USE),
  mapped("lmtp_enforce_tls", "lmtp_tls_security_level", "3.9"),
  mapped("postscreen_enforce_tls", "postscreen_tls_security_level", "3.9", SERVER_ENFORCE),
  mapped("smtp_enforce_tls", "smtp_tls_security_level", "3.9"),
  mapped("smtpd_enforce_tls", "smtpd_tls_security_level", "3.9", SERVER_ENFORCE),
  mapped("tlsproxy_client_enforce_tls", "tlsproxy_client_security_level", "3.9"),
  mapped("tlsproxy_enforce_tls", "tlsproxy_tls_security_level", "3.9", SERVER_ENFORCE),
  // The tables have other words: per-site-conversion.ts.
  mapped("lmtp_tls_per_site", "lmtp_tls_policy_maps", "3.9"),
  mapped("smtp_tls_per_site", "smtp_tls_policy_maps", "3.9"),
  mapped("tlsproxy_client_per_site", "tlsproxy_client_policy_maps", "3.9"),
  unspecified("smtpd_tls_dh1024_param_file", "3.9"),
  // Without effect since 3.6 (src/tls/tls_server.c calls tls_auto_eecdh_curves with tls_eecdh_auto_curves).
  {
    name: "smtpd_tls_eecdh_grade",
    since: "3.9",
    replacement: "remove it; tls_eecdh_auto_curves decides",
    kind: "no-effect",
  },
  renamed("authorized_verp_clients", "smtpd_authorized_verp_clients"),
  renamed("fallback_relay", "smtp_fallback_relay"),
  renamed("lmtp_per_record_deadline", "lmtp_per_request_deadline"),
  mapped("lmtp_tls_enforce_peername", "lmtp_tls_security_level", "3.11"),
  renamed("postscreen_blacklist_action", "postscreen_denylist_action"),
  renamed("postscreen_dnsbl_ttl", "postscreen_dnsbl_max_ttl"),
  renamed("postscreen_dnsbl_whitelist_threshold", "postscreen_dnsbl_allowlist_threshold"),
  renamed("postscreen_whitelist_interfaces", "postscreen_allowlist_interfaces"),
  renamed("smtpd_client_connection_limit_exceptions", "smtpd_client_event_limit_exceptions"),
  renamed("smtpd_per_record_deadline", "smtpd_per_request_deadline"),
  renamed("smtp_per_record_deadline", "smtp_per_request_deadline"),
  mapped("smtp_tls_enforce_peername", "smtp_tls_security_level", "3.11"),
  renamed("tlsproxy_client_level", "tlsproxy_client_security_level"),
  renamed("tlsproxy_client_policy", "tlsproxy_client_policy_maps"),
  renamed("virtual_maps", "virtual_alias_maps"),
  unspecified("lmtp_cname_overrides_servername", "3.11"),
  unspecified("smtp_cname_overrides_servername", "3.11"),
];

const byName = new Map(ROWS.map((row) => [row.name, row]));

/** Whether and how Postfix `version` warns about the parameter; null where it does not. */
export function deprecationOf(name: string, version: PostfixVersion): Deprecation | null {
  const row = byName.get(name);
  return row && atLeast(version, row.since) ? row : null;
}
