// Days as messages say them, and when a certificate is due for renewal.

import type { Severity } from "../../rules/rule.js";

const DAY = 86_400_000;

/** The day in UTC, as `2026-11-24`. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Whole days from `now` to `time`, rounded down. */
export function daysUntil(time: number, now: number): number {
  return Math.floor((time - now) / DAY);
}

/** How close to its end a certificate is worth which word. */
const NOTICE: readonly { readonly days: number; readonly severity: Severity }[] = [
  { days: 7, severity: "error" },
  { days: 30, severity: "warning" },
  { days: 60, severity: "info" },
];

/** Certificates are renewed when a third of their time is left (RFC 9773 §4.2): of one that lives for days, that is soon enough. */
const DUE = 1 / 3;

/** How urgent the renewal is; null while it is not due, or once it is too late. */
export function urgency(
  { notBefore, notAfter }: { readonly notBefore: number; readonly notAfter: number },
  now: number,
): Severity | null {
  const left = notAfter - now;
  if (left < 0 || left > (notAfter - notBefore) * DUE) return null;
  return NOTICE.find(({ days }) => left <= days * DAY)?.severity ?? null;
}
