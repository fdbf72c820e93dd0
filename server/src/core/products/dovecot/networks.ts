// IP networks as `local`, `remote` and login_trusted_networks write them. Names of hosts are not looked up.

/** An address with how many of its bits count. */
export interface Network {
  readonly text: string;
  readonly address: bigint;
  readonly bits: number;
  /** 32 or 128. */
  readonly width: number;
}

function readV4(text: string): bigint | null {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null;
  return parts.reduce((sum, part) => (sum << 8n) + BigInt(part), 0n);
}

function readV6(text: string): bigint | null {
  const [head, tail, ...more] = text.split("::");
  if (head === undefined || more.length > 0 || !text.includes(":")) return null;
  const groups = (part: string): string[] => (part === "" ? [] : part.split(":"));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const all = [...before, ...Array.from({ length: missing }, () => "0"), ...after];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return all.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

/** Reads `192.0.2.0/24`, `2001:db8::/32` and single addresses; null for anything else. */
export function readNetwork(text: string): Network | null {
  const [, host = "", mask] = /^\[?([^\]/]*)\]?(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const v4 = readV4(host);
  const address = v4 ?? readV6(host);
  if (address === null) return null;
  const width = v4 === null ? 128 : 32;
  const bits = mask === undefined ? width : Number(mask);
  return bits > width ? null : { text, address, bits, width };
}

/** Whether `inner` lies within `outer`. */
export function isWithin(inner: Network, outer: Network): boolean {
  if (inner.width !== outer.width || inner.bits < outer.bits) return false;
  const shift = BigInt(outer.width - outer.bits);
  return inner.address >> shift === outer.address >> shift;
}

/** Addresses of this host and of the ranges for private use (RFC 1918, RFC 4193, RFC 3927, RFC 4291). */
const LOCAL = ["127.0.0.0/8", "::1"];
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10"];

function isAmong(network: Network, ranges: readonly string[]): boolean {
  return ranges.some((range) => {
    const outer = readNetwork(range);
    return outer !== null && isWithin(network, outer);
  });
}

export function reach(network: Network): "host" | "private" | "public" {
  if (isAmong(network, LOCAL)) return "host";
  return isAmong(network, PRIVATE) ? "private" : "public";
}
