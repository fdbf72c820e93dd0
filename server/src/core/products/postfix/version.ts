// Postfix release numbers: reading and comparing them. What a release can do is known to parameters.ts and others.

/** `patch` is Infinity where only the branch is known (`3.7`): the newest patch release is assumed. */
export interface PostfixVersion {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Reads `3.7`, `3.7.11` and snapshots such as `3.12-20260821`; null for anything else, such as the releases of other servers (4.96). */
export function readVersion(text: string): PostfixVersion | null {
  const match = /^([0-3])\.(\d{1,3})(?:\.(\d{1,3}))?(?:-[\w.-]{1,40})?$/.exec(text.trim());
  if (!match) return null;
  const [, major, minor, patch] = match;
  return {
    text: text.trim(),
    major: Number(major),
    minor: Number(minor),
    patch: patch === undefined ? Infinity : Number(patch),
  };
}

/** For constants in the program's own tables. A number that cannot be read there is a bug. */
export function parseVersion(text: string): PostfixVersion {
  const version = readVersion(text);
  if (!version) throw new Error(`not a Postfix version: ${text}`);
  return version;
}

/** The numbers of releases that the program's own tables name: few, and asked for with every setting. */
const numbers = new Map<string, readonly number[]>();

function numbersOf(text: string): readonly number[] {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  const read = text.split(".").map(Number);
  numbers.set(text, read);
  return read;
}

/**
 * Whether `version` is `other` or newer; `other` is `3.6`, the first release of a branch, or `3.6.1`, and from the program's own
 * tables.
 */
export function atLeast(version: PostfixVersion, other: string): boolean {
  const [major = 0, minor = 0, patch = 0] = numbersOf(other);
  return (version.major - major || version.minor - minor || version.patch - patch) >= 0;
}

/** Whether both belong to one branch, for example 3.7. */
export function sameBranch(version: PostfixVersion, other: string): boolean {
  const [major, minor] = other.split(".").map(Number);
  return version.major === major && version.minor === minor;
}
