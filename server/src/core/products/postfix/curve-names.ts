// tls_eecdh_auto_curves and tls_ffdhe_auto_groups: which of their names Postfix and its library know, by release. No judgement.

import type { Token } from "../../dialects/postfix-lines.js";
import { resolveGroupName } from "../../tls/curve-list.js";
import { groupByIana, groupByOpenSsl, namedGroups, type NamedGroup } from "../../tls/groups.js";
import type { Scope } from "./scope.js";
import { split, whole, within } from "./tokens.js";
import { atLeast } from "./version.js";

/** Since this release names go to OpenSSL as they are (tls_auto_groups in src/tls/tls_dh.c); before, they are looked up as objects. */
const GROUPS_SINCE = "3.8";

/** The name in an item, behind OpenSSL 3.5's prefixes. */
export interface CurveItem {
  readonly item: Token;
  readonly name: string;
  /** Postfix and the library have it, or `DEFAULT`. */
  readonly known: boolean;
  /** `?`: meant to be skipped where it is unknown. */
  readonly optional: boolean;
}

function isKnown(name: string, { version, library }: Scope): boolean {
  if (atLeast(version, GROUPS_SINCE)) {
    if (library === "openssl-3.5" && /^DEFAULT(_SUITE_B)?$/i.test(name)) return true;
    return resolveGroupName(name, library) !== undefined;
  }
  // OBJ_sn2nid knows no registered names such as secp256r1, and case matters: as OpenSSL 1.1.1 has it (seen with 3.7.11 and 3.0).
  const capped = library === "openssl-1.0.2" ? library : "openssl-1.1.1";
  return resolveGroupName(name, capped) !== undefined || groupByOpenSsl(name)?.kind === "ffdhe";
}

/** The items of such a list, as `scope` takes them (setup_auto_groups and tls_auto_eecdh_curves in src/tls/tls_dh.c). */
export function curveItems(text: string, scope: Scope): readonly CurveItem[] {
  const groups = atLeast(scope.version, GROUPS_SINCE);
  const items = split(whole(text), groups ? ", \t\r\n:" : ", \t\r\n");
  const tuples = groups && scope.library === "openssl-3.5" ? items.flatMap((item) => split(item, "/")) : items;
  return tuples.map((item) => {
    const prefix = groups && scope.library === "openssl-3.5" ? (/^[?*-]*/.exec(item.text)?.[0] ?? "") : "";
    const name = within(item, prefix.length).text;
    return { item, name, known: isKnown(name, scope), optional: prefix.includes("?") };
  });
}

/** The group that some library knows by this name, in any case. */
export function groupNamed(name: string): NamedGroup | undefined {
  return (
    groupByOpenSsl(name) ??
    groupByIana(name) ??
    namedGroups().find(({ openssl }) => openssl.some((own) => own.toLowerCase() === name.toLowerCase()))
  );
}

/** The spelling of a group that `scope` knows, or null. */
export function knownSpelling({ openssl }: NamedGroup, scope: Scope): string | null {
  return openssl.find((name) => isKnown(name, scope)) ?? null;
}

/** Every spelling that `scope` knows. */
export function knownSpellings(scope: Scope): readonly string[] {
  return namedGroups().flatMap(({ openssl }) => openssl.filter((name) => isKnown(name, scope)));
}
