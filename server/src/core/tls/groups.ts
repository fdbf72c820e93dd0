// The named groups of TLS key exchange and their names. No opinion on them.

import { GROUP_ROWS } from "./groups.generated.js";
import type { GroupKind, GroupRow } from "./vocabulary-rows.js";
import type { OpenSslLibrary } from "./openssl-table.js";
import type { ProtocolVersion } from "./versions.js";

export interface NamedGroup {
  /** The number on the wire. */
  readonly id: number;
  readonly iana: string;
  /** Every name that some OpenSSL takes, the one that most series take first; empty where none has the group. */
  readonly openssl: readonly string[];
  /** The first series of OpenSSL that has it; null where none has. */
  readonly opensslSince: OpenSslLibrary | null;
  /** As in GnuTLS priority strings, behind `GROUP-`. */
  readonly gnutls: string | null;
  readonly kind: GroupKind;
  /** Size of the field or of the prime in bits; null for other kinds, and where the peer chooses. */
  readonly bits: number | null;
  /** Security strength in bits, in the steps of NIST SP 800-57 part 1 §5.6.1.1; null where the peer chooses the curve. */
  readonly strength: number | null;
  /** RFC 8446 §4.2.7 removed the older curves from TLS 1.3. */
  readonly minVersion: ProtocolVersion;
  readonly maxVersion: ProtocolVersion;
}

function decode(row: GroupRow): NamedGroup {
  const [id, iana, openssl, since, gnutls, kind, bits, strength, minVersion, maxVersion] = row;
  return {
    id,
    iana,
    openssl: openssl === "" ? [] : openssl.split(" "),
    opensslSince: since || null,
    gnutls: gnutls || null,
    kind,
    bits: bits || null,
    strength: strength || null,
    minVersion,
    maxVersion,
  };
}

interface Index {
  readonly all: readonly NamedGroup[];
  readonly byId: ReadonlyMap<number, NamedGroup>;
  readonly byIana: ReadonlyMap<string, NamedGroup>;
  readonly byOpenSsl: ReadonlyMap<string, NamedGroup>;
  readonly byGnuTls: ReadonlyMap<string, NamedGroup>;
}

let built: Index | undefined;

/** Built on first use. */
function index(): Index {
  if (built !== undefined) return built;
  const all = GROUP_ROWS.map(decode);
  return (built = {
    all,
    byId: new Map(all.map((group) => [group.id, group])),
    byIana: new Map(all.map((group) => [group.iana.toLowerCase(), group])),
    byOpenSsl: new Map(all.flatMap((group) => group.openssl.map((name) => [name, group] as const))),
    byGnuTls: new Map(all.flatMap((group) => (group.gnutls === null ? [] : [[group.gnutls, group] as const]))),
  });
}

/** Every registered group and the widespread drafts, by number. */
export function namedGroups(): readonly NamedGroup[] {
  return index().all;
}

export function groupById(id: number): NamedGroup | undefined {
  return index().byId.get(id);
}

/** By registered name, in any case. */
export function groupByIana(name: string): NamedGroup | undefined {
  return index().byIana.get(name.toLowerCase());
}

/** By any name that some OpenSSL gives it, in that case: which series takes which name says curve-list.ts. */
export function groupByOpenSsl(name: string): NamedGroup | undefined {
  return index().byOpenSsl.get(name);
}

/** By GnuTLS name in capitals, without `GROUP-`. */
export function groupByGnuTls(name: string): NamedGroup | undefined {
  return index().byGnuTls.get(name);
}
