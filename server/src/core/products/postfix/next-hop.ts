// Next-hop destinations as relayhost and its kin write them. No lookups.

/**
 * Reads a next-hop (postconf(5), relayhost): `host`, `[host]`, `host:port`, `[host]:port`, `[ipv6:…]:port`, with `smtp`
 * services by name. The brackets only switch off the MX lookup; a probe looks up none.
 */
export function nextHop(text: string): { host: string; port: string | null } | null {
  const first = text.split(/[\s,]+/).find((item) => item !== "") ?? "";
  const match = /^(?:\[([^\]]+)\]|([^\s:[\]]+))(?::([A-Za-z0-9-]+))?$/.exec(first);
  if (!match) return null;
  const host = (match[1] ?? match[2] ?? "").replace(/^ipv6:/i, "");
  return host === "" ? null : { host, port: match[3] ?? null };
}

/**
 * The host that the key of a TLS policy table names: `[host]` or `[host]:port`. Any other key is a domain, whose mail hosts
 * only DNS knows (postconf(5), smtp_tls_policy_maps).
 */
export function destinationHost(key: string): ReturnType<typeof nextHop> {
  return key.startsWith("[") ? nextHop(key) : null;
}
