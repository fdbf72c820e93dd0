// TLS security levels and the legacy switches behind them. Which level demands what; nothing about protocols or suites.

import type { Origin } from "../../posture/fact.js";
import type { Scope } from "./scope.js";

/** src/tls/tls_level.c, in order of strength; `halfdane` is internal and not accepted as input. */
export const LEVELS = ["none", "may", "encrypt", "fingerprint", "dane", "dane-only", "verify", "secure"] as const;
export type Level = (typeof LEVELS)[number];

/** Level names are matched without regard to case. */
export function levelNamed(text: string): Level | null {
  return LEVELS.find((level) => level === text.toLowerCase()) ?? null;
}

/** The level in force and the setting that decides it. `invalid`: the program stops with a fatal error; `unknown`: a template decides. */
export interface Decision {
  readonly level: Level | "invalid" | "unknown";
  readonly origin: Origin;
}

/** Who has levels of its own; postscreen's and tlsproxy's come from smtpd's unless they are set. */
type Server = "smtpd" | "postscreen" | "tlsproxy";
type Client = "smtp" | "lmtp";

/** What `…_use_tls` and its kin come to, where no level is set. */
export function legacyLevel(scope: Scope, side: Server | Client): Decision {
  const enforce = scope.get(`${side}_enforce_tls`);
  const use = scope.get(`${side}_use_tls`);
  const fallback: Origin = { kind: "default", setting: `${side}_tls_security_level` };
  if (enforce?.unknown) return { level: "unknown", origin: enforce.origin };
  if (scope.bool(`${side}_enforce_tls`) === true) {
    const client = side === "smtp" || side === "lmtp";
    const peername = client ? scope.get(`${side}_tls_enforce_peername`) : undefined;
    if (peername?.unknown) return { level: "unknown", origin: peername.origin };
    const verify = client && scope.bool(`${side}_tls_enforce_peername`) !== false;
    return { level: verify ? "verify" : "encrypt", origin: enforce?.origin ?? fallback };
  }
  if (use?.unknown) return { level: "unknown", origin: use.origin };
  return scope.bool(`${side}_use_tls`) === true
    ? { level: "may", origin: use?.origin ?? fallback }
    : { level: "none", origin: use?.entry ? use.origin : fallback };
}

/**
 * The level of the SMTP server (src/smtpd/smtpd.c, pre_jail_init): a level that is set wins over the legacy switches;
 * verify, secure and fingerprint act as encrypt, and the dane levels are fatal.
 */
export function serverLevel(scope: Scope, side: Server = "smtpd"): Decision {
  const set = scope.get(`${side}_tls_security_level`);
  if (set?.unknown) return { level: "unknown", origin: set.origin };
  if (set === undefined || set.value === "") return legacyLevel(scope, side);
  const level = levelNamed(set.value);
  if (level === "none" || level === "may") return { level, origin: set.origin };
  const valid = level !== null && level !== "dane" && level !== "dane-only";
  return { level: valid ? "encrypt" : "invalid", origin: set.origin };
}

/** The level of the SMTP client before any policy table (src/smtp/smtp_tls_policy.c, global_tls_level). */
export function clientLevel(scope: Scope, side: Client = "smtp"): Decision {
  const set = scope.get(`${side}_tls_security_level`);
  if (set?.unknown) return { level: "unknown", origin: set.origin };
  if (set === undefined || set.value === "") return legacyLevel(scope, side);
  return { level: levelNamed(set.value) ?? "invalid", origin: set.origin };
}

/** Whether mail waits rather than goes without TLS. DANE applies only where the destination publishes it (RFC 7672 §2.2). */
export function demandsTls(level: Decision["level"]): boolean {
  return !["none", "may", "dane", "invalid", "unknown"].includes(level);
}
