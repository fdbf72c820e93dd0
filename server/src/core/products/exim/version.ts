// Exim release numbers: reading and comparing them. What a release can do is known to options.ts and others.

/** `patch` is Infinity where only the release is known (`4.96`): all its patches are assumed. */
export interface EximVersion {
  readonly text: string;
  readonly minor: number;
  readonly patch: number;
}

/** Reads `4.96`, `4.96.2` and Debian's `4.96-15+deb12u10`; null for anything else. */
export function readVersion(text: string): EximVersion | null {
  const match = /^4\.(\d{1,3})(?:\.(\d{1,3}))?(?:[-+~][\w.+~-]{1,40})?$/.exec(text.trim());
  if (!match) return null;
  const [, minor, patch] = match;
  return { text: text.trim(), minor: Number(minor), patch: patch === undefined ? Infinity : Number(patch) };
}

/** Whether `version` is `other` (`4.93`) or newer. */
export function atLeast(version: EximVersion, other: string): boolean {
  return version.minor >= Number(other.split(".")[1]);
}

/** What is assumed where nobody tells: the newest release that the table of options covers. */
export const NEWEST_VERSION: EximVersion = { text: "4.99", minor: 99, patch: Infinity };
