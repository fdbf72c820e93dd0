// The filters of a configuration: `protocol`, `local`, `local_name`, `remote`. When their settings count, and before which others.

import { isWithin, type Network, readNetwork } from "./networks.js";

/** What must hold for settings to count; the empty one is the whole server. */
export interface Filter {
  /** `imap`; `!imap`: every other one. */
  readonly protocol?: string;
  readonly local?: Network;
  /** One or more names, with blanks between them. */
  readonly localName?: string;
  readonly remote?: Network;
  /** A net that is written as a name: nobody knows here when it holds. */
  readonly unknown?: true;
}

/** A connection, as far as it is known. */
export interface Connection {
  readonly protocol?: string;
  readonly local?: Network;
  readonly localName?: string;
  readonly remote?: Network;
}

export const FILTERS = ["protocol", "local", "local_name", "remote"] as const;
export type FilterName = (typeof FILTERS)[number];

export function isFilter(name: string): name is FilterName {
  return FILTERS.some((filter) => filter === name);
}

/** Which filters may stand around which (config_filter_add_new_filter in src/config/config-parser.c). */
function misplaced(outer: Filter, name: FilterName): string | null {
  const wrong = (around: FilterName): string =>
    `${around} { ${name} { .. } } not allowed (use ${name} { ${around} { .. } } instead)`;
  if (name === "protocol")
    return outer.protocol === undefined ? null : "Nested protocol { protocol { .. } } block not allowed";
  if (outer.protocol !== undefined) return wrong("protocol");
  if (name === "remote") return null;
  if (outer.remote !== undefined) return wrong("remote");
  return name === "local" && outer.localName !== undefined ? wrong("local_name") : null;
}

/** The filter within `outer`, or Dovecot's words for why there is none. */
export function addFilter(outer: Filter, name: FilterName, argument: string): Filter | string {
  const problem = misplaced(outer, name);
  if (problem !== null) return problem;
  if (name === "protocol") return { ...outer, protocol: argument };
  if (name === "local_name") return { ...outer, localName: argument };
  const network = readNetwork(argument);
  if (network === null) return { ...outer, unknown: true };
  const around = outer[name];
  if (around !== undefined && !isWithin(network, around))
    return `${name} net1 { ${name} net2 { .. } } requires net2 to be inside net1`;
  return { ...outer, [name]: network };
}

/** The same for filters that Dovecot takes for one. */
export function filterKey({ protocol, local, localName, remote, unknown }: Filter): string {
  const net = (network: Network | undefined): unknown => network && [`${network.address}`, network.bits, network.width];
  return JSON.stringify([protocol, net(local), localName?.toLowerCase(), net(remote), unknown]);
}

/** `*.example.com` stands for one label (dns_match_wildcard in src/lib/dns-util.c). */
function isNamed(names: string, name: string): boolean {
  return names.split(" ").some((one) => {
    const lower = one.toLowerCase();
    if (!lower.startsWith("*.")) return lower === name.toLowerCase();
    const dot = name.indexOf(".");
    return dot > 0 && name.slice(dot).toLowerCase() === lower.slice(1);
  });
}

/** Whether the filter holds for a connection; what is not known of that is taken for something else. */
export function holds(filter: Filter, connection: Connection): boolean {
  const { protocol, local, localName, remote } = filter;
  if (filter.unknown === true) return false;
  if (protocol !== undefined) {
    if (connection.protocol === undefined) return false;
    const negated = protocol.startsWith("!");
    if (negated === (protocol.slice(negated ? 1 : 0) === connection.protocol)) return false;
  }
  if (local && !(connection.local && isWithin(connection.local, local))) return false;
  if (remote && !(connection.remote && isWithin(connection.remote, remote))) return false;
  return localName === undefined || (connection.localName !== undefined && isNamed(localName, connection.localName));
}

/** Negative where the settings of `a` count before those of `b` (config_filter_parser_cmp in src/config/config-filter.c). */
export function compareFilters(a: Filter, b: Filter): number {
  const named = Number(b.localName !== undefined) - Number(a.localName !== undefined);
  const local = (b.local?.bits ?? 0) - (a.local?.bits ?? 0);
  const remote = (b.remote?.bits ?? 0) - (a.remote?.bits ?? 0);
  return named || local || remote || Number(b.protocol !== undefined) - Number(a.protocol !== undefined);
}
