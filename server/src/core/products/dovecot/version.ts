// Dovecot release numbers: reading and comparing them.

export const BRANCHES = ["2.2", "2.3", "2.4"] as const;
export type Branch = (typeof BRANCHES)[number];

export interface DovecotVersion {
  readonly text: string;
  readonly branch: Branch;
  /** Infinity where only the branch is known: its newest release is assumed. */
  readonly patch: number;
}

/** Reads `2.3`, `2.3.19`, `2.3.19.1` and Debian's `2.4.1-4`; null for anything else and for branches that are not known here. */
export function readVersion(text: string): DovecotVersion | null {
  const match = /^(2\.\d)(?:\.(\d{1,3})(?:\.\d{1,3})?)?(?:[-+][\w.+-]{1,40})?$/.exec(text.trim());
  const branch = BRANCHES.find((known) => known === match?.[1]);
  if (match === null || branch === undefined) return null;
  return { text: text.trim(), branch, patch: match[2] === undefined ? Infinity : Number(match[2]) };
}

/** Whether `version` is `other` or newer; `other` is `2.4`, the first release of a branch, or `2.3.15`. */
export function atLeast(version: DovecotVersion, other: string): boolean {
  const [, minor = 0, patch = 0] = other.split(".").map(Number);
  return (Number(version.branch.slice(2)) - minor || version.patch - patch) >= 0;
}

/** The release that is assumed where nobody says: the newest of the branch that most machines run. */
export const USUAL_VERSION: DovecotVersion = { text: "2.3", branch: "2.3", patch: Infinity };
