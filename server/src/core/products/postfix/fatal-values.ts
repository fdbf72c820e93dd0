// Values that stop a program with a fatal error before it serves anybody. What a program does with other values is not known here.

import type { Fact } from "../../posture/fact.js";
import { numberFault } from "./numbers.js";
import { isKnownIn, parameter, type Parameter, parameterNames } from "./parameters.js";
import type { Effective, Scope } from "./scope.js";
import { atLeast, type PostfixVersion } from "./version.js";

const NEVER_EMPTY_TYPES = new Set(["tls-cipher-grade", "digest-name", "int", "time"]);

/**
 * Texts with a least length of 1: the CONFIG_STR_TABLEs of src/smtpd/smtpd.c, src/smtp/smtp_params.c, src/postscreen/postscreen.c and
 * src/tls/tls_misc.c, from 3.0 to 3.11. `until`: the first releases that take an empty one, one for each branch.
 */
const NEVER_EMPTY: Readonly<Record<string, { readonly until?: readonly string[] }>> = {
  tls_high_cipherlist: {},
  tls_medium_cipherlist: {},
  tls_null_cipherlist: {},
  tls_low_cipherlist: { until: ["3.8"] },
  tls_export_cipherlist: { until: ["3.8"] },
  tls_eecdh_auto_curves: { until: ["3.6.17", "3.7.13", "3.8"] },
  tls_eecdh_strong_curve: { until: ["3.6.17", "3.7.13", "3.8.8", "3.9.2"] },
  tls_eecdh_ultra_curve: { until: ["3.6.17", "3.7.13", "3.8.8", "3.9.2"] },
  tls_dane_digests: {},
  smtp_tls_verify_cert_match: {},
  lmtp_tls_verify_cert_match: {},
  smtp_tls_secure_cert_match: {},
  lmtp_tls_secure_cert_match: {},
  smtpd_tls_eecdh_grade: {},
  tlsproxy_tls_eecdh_grade: {},
  tlsmgr_service_name: {},
  tlsproxy_service_name: {},
};

/** Whether the release is one of these, a later patch of the same branch, or newer than all. */
function reached(version: PostfixVersion, releases: readonly string[]): boolean {
  return releases.some((release, index) => {
    const [major, minor] = release.split(".");
    const next = releases[index + 1];
    const sameBranch = version.major === Number(major) && version.minor === Number(minor);
    return atLeast(version, release) && (sameBranch || next === undefined);
  });
}

/** Whether the programs that read a TLS parameter stop where it is empty (check_mail_conf_str in src/global/mail_conf_str.c). */
export function isFatalWhenEmpty(name: string, version: PostfixVersion): boolean {
  const known = parameter(name);
  if (!known || !isKnownIn(known, version) || !/tls/.test(name)) return false;
  if (NEVER_EMPTY_TYPES.has(known.type)) return true;
  const row = NEVER_EMPTY[name];
  return row !== undefined && !(row.until && reached(version, row.until));
}

/** Why a program stops at the value of a parameter, which is known; null where it does not, or where nobody looked. */
function faultOf(scope: Scope, { name, value }: Effective, known: Parameter): string | null {
  const { version } = scope;
  if (known.type === "bool") return scope.bool(name) === null ? `"${value}" is neither yes nor no` : null;
  if (known.type === "int" || known.type === "time") {
    const fault = numberFault(value, known, version);
    if (fault === null) return null;
    if (fault.kind === "malformed") return `"${value}" is not a ${known.type === "int" ? "number" : "time"}`;
    return `"${value}" is ${fault.kind === "least" ? "less" : "more"} than ${fault.limit}`;
  }
  return value === "" && isFatalWhenEmpty(name, version) ? "it cannot be empty" : null;
}

/**
 * What smtpd reads at its start and cannot read wrong: switches (src/global/mail_conf_bool.c), numbers, times, and texts that are never
 * empty.
 */
const READ_BY_SMTPD: ReadonlySet<string> = new Set(
  [...parameterNames()].filter((name) => {
    const known = parameter(name);
    if (!known || !known.daemons.some((daemon) => daemon === "smtpd" || daemon === "*")) return false;
    return known.type === "bool" || NEVER_EMPTY_TYPES.has(known.type) || name in NEVER_EMPTY;
  }),
);

/** Why smtpd stops at its start, by the first name of a setting that makes it; null where none of those looked at does. */
export function stopsSmtpd(scope: Scope): Fact<string> | null {
  // No default does.
  const written = [...scope.writtenNames()].filter((name) => READ_BY_SMTPD.has(name)).sort();
  for (const name of written) {
    const effective = scope.get(name);
    if (effective?.origin.kind !== "explicit" || effective.unknown) continue;
    const known = parameter(name);
    if (!known || !isKnownIn(known, scope.version)) continue;
    const fault = faultOf(scope, effective, known);
    if (fault !== null) return { value: `smtpd stops with a fatal error: ${name}: ${fault}`, origin: effective.origin };
  }
  return null;
}
