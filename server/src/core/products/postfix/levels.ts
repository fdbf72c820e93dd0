// TLS security levels and the legacy switches behind them. Which level demands what; nothing about protocols or suites.

import type { Origin } from "../../posture/fact.js";
import type { Model } from "./model.js";

/** src/tls/tls_level.c, in order of strength; `halfdane` is internal and not accepted as input. */
const LEVELS = ["none", "may", "encrypt", "fingerprint", "dane", "dane-only", "verify", "secure"] as const;
export type Level = (typeof LEVELS)[number];

/** Level names are matched without regard to case. */
export function levelNamed(text: string): Level | null {
  return LEVELS.find((level) => level === text.toLowerCase()) ?? null;
}

/** The level in force and the setting that decides it. `invalid`: the program stops with a fatal error. */
export interface Decision {
  readonly level: Level | "invalid";
  readonly origin: Origin;
}

function legacy(model: Model, side: "smtp" | "smtpd"): Decision {
  const enforce = model.get(`${side}_enforce_tls`);
  const use = model.get(`${side}_use_tls`);
  const fallback: Origin = { kind: "default", setting: `${side}_tls_security_level` };
  if (model.bool(`${side}_enforce_tls`) === true) {
    const verify = side === "smtp" && model.bool("smtp_tls_enforce_peername") !== false;
    return { level: verify ? "verify" : "encrypt", origin: enforce?.origin ?? fallback };
  }
  return model.bool(`${side}_use_tls`) === true
    ? { level: "may", origin: use?.origin ?? fallback }
    : { level: "none", origin: use?.entry ? use.origin : fallback };
}

/**
 * The level of the SMTP server (src/smtpd/smtpd.c, pre_jail_init): a level that is set wins over the legacy switches;
 * verify, secure and fingerprint act as encrypt, and the dane levels are fatal.
 */
export function serverLevel(model: Model): Decision {
  const set = model.get("smtpd_tls_security_level");
  if (set === undefined || set.value === "") return legacy(model, "smtpd");
  const level = levelNamed(set.value);
  if (level === "none" || level === "may") return { level, origin: set.origin };
  const valid = level !== null && level !== "dane" && level !== "dane-only";
  return { level: valid ? "encrypt" : "invalid", origin: set.origin };
}

/** The level of the SMTP client before any policy table (src/smtp/smtp_tls_policy.c, global_tls_level). */
export function clientLevel(model: Model): Decision {
  const set = model.get("smtp_tls_security_level");
  if (set === undefined || set.value === "") return legacy(model, "smtp");
  return { level: levelNamed(set.value) ?? "invalid", origin: set.origin };
}

/** Whether mail waits rather than goes without TLS. DANE applies only where the destination publishes it (RFC 7672 §2.2). */
export function demandsTls(level: Level): boolean {
  return level !== "none" && level !== "may" && level !== "dane";
}
