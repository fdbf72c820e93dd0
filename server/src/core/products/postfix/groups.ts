// The groups for key exchange that Postfix sets in each release. Nothing about suites or certificates.

import type { Origin } from "../../posture/fact.js";
import { evaluateGroupList, resolveGroupName } from "../../tls/curve-list.js";
import { type NamedGroup } from "../../tls/groups.js";
import { defaultGroups } from "../../tls/openssl-server.js";
import type { OpenSslLibrary } from "../../tls/openssl-table.js";
import type { Effective, Scope } from "./scope.js";
import type { Side } from "./side.js";
import { atLeast } from "./version.js";

/** src/global/mail_params.h of 3.11, built with OpenSSL 3.5 or later: DEF_TLS_EECDH_AUTO and DEF_TLS_FFDHE_AUTO. */
const NEWEST_DEFAULT = "?X25519MLKEM768:DEFAULT";

export interface GroupPolicy {
  /** The preferred first; empty: no key exchange with groups at all. */
  readonly groups: readonly NamedGroup[];
  readonly origin: Origin;
}

/** Registered names that are no names of OpenSSL's objects. */
const REGISTERED_ONLY = new Set(["secp192r1", "secp256r1", "x25519", "x448"]);

/** Names as OBJ_sn2nid and EC_curve_nist2nid know them: OpenSSL's own, in their case. */
function objectNamed(name: string, library: OpenSslLibrary): NamedGroup | undefined {
  const group = REGISTERED_ONLY.has(name) ? undefined : resolveGroupName(name, library);
  return group?.openssl.includes(name) === true ? group : undefined;
}

/** Before 3.10: each name that the library has, one after the other; null where none is left or OpenSSL refuses the list. */
function byObjects(text: string, library: OpenSslLibrary): readonly NamedGroup[] | "none" | "refused" {
  const names = text.split(/[,\s]+/).filter((name) => name !== "");
  const groups = names.flatMap((name) => objectNamed(name, library) ?? []);
  if (groups.length === 0) return "none";
  return new Set(groups).size < groups.length ? "refused" : groups;
}

/** Since 3.10 (src/tls/tls_dh.c, setup_auto_groups): each element that the library takes alone, together as one list. */
function byNames(text: string, library: OpenSslLibrary): readonly NamedGroup[] | "none" | "refused" {
  const seen = new Set<string>();
  const names = text.split(/[,\s:]+/).filter((name) => {
    if (name === "" || seen.has(name.toLowerCase()) || !evaluateGroupList(name, library).valid) return false;
    seen.add(name.toLowerCase());
    return true;
  });
  if (names.length === 0) return "none";
  const list = evaluateGroupList(names.join(":"), library);
  return list.valid ? list.groups : "refused";
}

/** Since 3.8 the groups of finite fields have a parameter of their own. */
function hasFiniteGroups({ library, version }: Scope): boolean {
  return atLeast(version, "3.8") && library.startsWith("openssl-3");
}

/** tls_auto_eecdh_curves, since 3.8 tls_auto_groups: a list that comes to nothing gives way to a default. */
function automatic(scope: Scope): GroupPolicy {
  const { library, version } = scope;
  const curves = scope.get("tls_eecdh_auto_curves");
  const finite = hasFiniteGroups(scope) ? scope.get("tls_ffdhe_auto_groups") : undefined;
  const newest = atLeast(version, "3.11") && library === "openssl-3.5";
  const origin = [curves, finite].find((effective) => effective?.origin.kind === "explicit")?.origin ?? {
    kind: "default" as const,
    setting: "tls_eecdh_auto_curves",
  };
  const textOf = (effective: Effective | undefined, fallback: string): string =>
    newest && effective?.origin.kind === "default" ? fallback : (effective?.value ?? "");
  const text = `${textOf(curves, NEWEST_DEFAULT)} ${textOf(finite, "")}`;
  if (atLeast(version, "3.11") && text.trim() === "") return { groups: defaultGroups(library), origin };
  const read = atLeast(version, "3.10") ? byNames : byObjects;
  const asked = read(text, library);
  if (typeof asked !== "string") return { groups: asked, origin };
  const standard = "X25519 X448 prime256v1 secp384r1 secp521r1 ffdhe2048 ffdhe3072";
  const second =
    asked === "none" && atLeast(version, "3.8") ? read(newest ? NEWEST_DEFAULT : standard, library) : "none";
  return { groups: typeof second === "string" ? defaultGroups(library) : second, origin };
}

/** Before 3.6 the server has grades; since OpenSSL 1.1.0 ECDHE is never off (src/tls/tls_dh.c, tls_set_eecdh_curve). */
function graded(scope: Scope, side: Side): GroupPolicy {
  const { library, version } = scope;
  const effective = scope.get(`${side}_tls_eecdh_grade`);
  const origin: Origin = effective?.origin ?? { kind: "default", setting: `${side}_tls_eecdh_grade` };
  const grade = effective?.value ?? "auto";
  if (grade === "auto" && atLeast(version, "3.2")) return { ...automatic(scope), origin };
  if (grade === "strong" || grade === "ultra") {
    const list = scope.get(`tls_eecdh_${grade}_curve`)?.value ?? "";
    const groups = list.split(/[,\s]+/).flatMap((name) => objectNamed(name, library) ?? []);
    if (groups.length > 0) return { groups, origin };
  }
  // 3.4 and 3.5 read "none" as "auto"; an unknown grade changes nothing.
  if (grade === "none" && atLeast(version, "3.4")) return { ...automatic(scope), origin };
  return { groups: library === "openssl-1.0.2" ? [] : defaultGroups(library), origin };
}

/** The groups of one side. */
export function groupPolicy(scope: Scope, side: Side): GroupPolicy {
  const server = side === "smtpd" || side === "tlsproxy";
  if (server && !atLeast(scope.version, "3.6")) return graded(scope, side);
  if (!server && !atLeast(scope.version, "3.2"))
    return { groups: defaultGroups(scope.library), origin: { kind: "default", setting: "tls_eecdh_auto_curves" } };
  return automatic(scope);
}
