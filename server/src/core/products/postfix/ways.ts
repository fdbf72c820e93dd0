// The ways in which a change for one endpoint can be written: in main.cf, as `-o` of its service, with one cipher grade or the other.
// Which of them leaves other services alone is not known here.

import type { Endpoint, HardeningChange } from "../../posture/posture.js";
import type { TextEdit } from "../../text/text-edit.js";
import { groupByIana } from "../../tls/groups.js";
import { evaluateCipherString } from "../../tls/openssl-cipher-string.js";
import { suiteByIana } from "../../tls/suites.js";
import { compareVersions, PROTOCOL_VERSIONS, type ProtocolVersion } from "../../tls/versions.js";
import type { Ways } from "../product.js";
import { gradeNamed } from "./ciphers.js";
import { setOverride, setParameter } from "./edit.js";
import { demandsTls, serverLevel } from "./levels.js";
import type { Model, Scope } from "./model.js";
import { BOUNDS_SINCE, listFrom, protocolNamed, readProtocolList } from "./protocol-list.js";
import { realise } from "./realise.js";
import type { Service } from "./services.js";
import { gradeSetting, protocolsSetting, type Side } from "./side.js";
import { atLeast, type PostfixVersion } from "./version.js";

/** Parameters with their new values. */
type Assignments = Readonly<Record<string, string>>;

/** Who reads the settings of an endpoint. */
interface Seat {
  readonly scope: Scope;
  /** Its line of master.cf can be changed. */
  readonly service: Service | null;
  readonly side: Side;
  readonly required: boolean;
}

/** The TLS of postscreen is done by tlsproxy. */
function seatOf(model: Model, endpoint: Endpoint): Seat | null {
  const service = endpoint.presence === "declared" ? model.services.find(({ id }) => id === endpoint.id) : undefined;
  if (!service) return null;
  if (service.program === "postscreen") {
    const proxy = model.services.find(({ program, type }) => program === "tlsproxy" && type === "unix");
    const required = proxy !== undefined && demandsTls(serverLevel(proxy, "tlsproxy").level);
    return proxy ? { scope: proxy, service: proxy, side: "tlsproxy", required } : null;
  }
  const side = endpoint.role === "server" ? "smtpd" : endpoint.protocol === "lmtp" ? "lmtp" : "smtp";
  return { scope: service, service, side, required: endpoint.required.value };
}

/** Values with blanks as an override need a syntax of Postfix 3.0; all lists here take commas alone. */
const inOverride = (value: string): string => value.replaceAll(/,\s+/g, ",");

/** In main.cf, then for the service alone; what an `-o` decides is changed there. */
function waysToAssign(
  model: Model,
  { scope, service }: Seat,
  assignments: Assignments,
): readonly (readonly TextEdit[])[] {
  const pairs = Object.entries(assignments).filter(([name, value]) => scope.get(name)?.value !== value);
  const inMain = pairs.map(([name, value]) => setParameter(model, name, value));
  const entry = service?.entry;
  if (!model.master || !entry) return [inMain];
  const { source } = model.master;
  const own = pairs.map(([name, value]) => setOverride(source, entry, name, inOverride(value)));
  return pairs.some(([name]) => scope.get(name)?.override) ? [own] : [inMain, own];
}

/** The list that permits exactly `versions`: bounds where the release has them and there is no gap, else exclusions. */
function protocolListOf(versions: readonly ProtocolVersion[], postfix: PostfixVersion): string | null {
  const sorted = [...versions].sort(compareVersions);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  if (lowest === undefined || highest === undefined) return null;
  const floor = listFrom(lowest, postfix);
  const rest = PROTOCOL_VERSIONS.filter((version) => compareVersions(version, lowest) > 0 && !sorted.includes(version));
  const above = rest.filter((version) => compareVersions(version, highest) > 0);
  const bounded = atLeast(postfix, BOUNDS_SINCE) && above.length > 0;
  const excluded = (bounded ? rest.filter((version) => !above.includes(version)) : rest).filter(
    (version) => protocolNamed(version, postfix) !== null,
  );
  const parts = [floor, ...(bounded ? [`<=${highest}`] : []), ...excluded.map((version) => `!${version}`)];
  return parts.filter((part) => part !== "").join(", ");
}

function offerVersions(model: Model, seat: Seat, versions: readonly ProtocolVersion[]): Ways {
  const name = protocolsSetting(seat.side, seat.required);
  const value = protocolListOf(versions, model.version);
  if (value === null || !readProtocolList(value, model.version).valid) return { ways: [] };
  return { ways: waysToAssign(model, seat, { [name]: value }) };
}

const TLS13_SUITES =
  "Postfix leaves the suites of TLS 1.3 to OpenSSL: only a configuration of OpenSSL's own can narrow them (tls_config_file since Postfix 3.9).";

/**
 * A grade alone where that does it, else the grade's own list. The other of the two grades serves where the list of the one is used elsewhere
 * too (postconf(5), tls_high_cipherlist).
 */
function offerSuites(model: Model, seat: Seat, endpoint: Endpoint, names: readonly string[]): Ways {
  const { side, required, scope } = seat;
  const setting = gradeSetting(side, required);
  const current = gradeNamed(scope.get(setting)?.value ?? "medium");
  const grades = current === "high" ? (["high", "medium"] as const) : (["medium", "high"] as const);
  const older = names.flatMap((name) => {
    const suite = suiteByIana(name);
    return suite?.openssl && suite.minVersion !== "TLSv1.3" ? [suite.openssl] : [];
  });
  const available = older.filter((name) => evaluateCipherString(name, scope.library).suites.length > 0);
  const newest = endpoint.permittedSuites?.value["TLSv1.3"] ?? [];
  const obstacle = newest.every((name) => names.includes(name)) ? {} : { obstacle: TLS13_SUITES };
  const byGrade = grades.flatMap((grade) => waysToAssign(model, seat, { [setting]: grade }));
  const list = available.join(":");
  const byList =
    list === ""
      ? []
      : grades.flatMap((grade) => waysToAssign(model, seat, { [setting]: grade, [`tls_${grade}_cipherlist`]: list }));
  return { ways: [...byGrade, ...byList].filter((way) => way.length > 0), ...obstacle };
}

/** The name by which every release finds a group: OpenSSL's own (`OBJ_sn2nid`). */
function groupName(iana: string): string[] {
  const name = groupByIana(iana)?.openssl.find(
    (own) => own !== iana || !/^(?:secp(?:192|256)r1|x25519|x448)$/.test(own),
  );
  return name === undefined ? [] : [name];
}

function offerGroups(model: Model, seat: Seat, names: readonly string[]): Ways {
  const { version, library } = model;
  const server = seat.side === "smtpd" || seat.side === "tlsproxy";
  const graded = server && !atLeast(version, "3.6");
  if (!atLeast(version, "3.2")) return { ways: [], obstacle: "Postfix before 3.2 takes one curve, not a list." };
  const separate = atLeast(version, "3.8") && library.startsWith("openssl-3");
  const isFinite = (name: string): boolean => groupByIana(name)?.kind === "ffdhe";
  const text = (some: readonly string[]): string => some.flatMap(groupName).join(", ");
  const assignments = {
    ...(graded && { [`${seat.side}_tls_eecdh_grade`]: "auto" }),
    tls_eecdh_auto_curves: text(names.filter((name) => !isFinite(name))),
    ...(separate && { tls_ffdhe_auto_groups: text(names.filter(isFinite)) }),
  };
  return { ways: waysToAssign(model, seat, assignments) };
}

/** The level, where a service has its own way of demanding TLS. */
function setLevel(model: Model, endpoint: Endpoint, change: HardeningChange, level: "may" | "encrypt"): Ways {
  const service = model.services.find(({ id }) => id === endpoint.id);
  if (!service || endpoint.role === "client") return { ways: [] };
  const program = service.program === "postscreen" ? "postscreen" : "smtpd";
  const seat: Seat = { scope: service, service, side: "smtpd", required: endpoint.required.value };
  // Going back to optional TLS has to keep logins behind it, and the services for users as they are.
  const careful = change.kind === "make-optional" && program === "smtpd" ? realise(model, change, endpoint) : null;
  const keepsLogins = careful !== null && service.bool("smtpd_sasl_auth_enable") === true;
  const own = {
    [`${program}_tls_security_level`]: level,
    ...(keepsLogins && { smtpd_tls_auth_only: "yes" }),
  };
  return { ways: [...(careful ? [careful] : []), ...waysToAssign(model, seat, own)] };
}

/** The ways to make `change` true of `endpoint`; none for what no line of master.cf stands for. */
export function waysOf(model: Model, change: HardeningChange, endpoint: Endpoint): Ways {
  const seat = seatOf(model, endpoint);
  if (!seat) return { ways: [] };
  switch (change.kind) {
    case "offer-versions":
      return offerVersions(model, seat, change.versions);
    case "offer-suites":
      return offerSuites(model, seat, endpoint, change.suites);
    case "offer-groups":
      return offerGroups(model, seat, change.groups);
    case "require-tls":
      return setLevel(model, endpoint, change, "encrypt");
    case "make-optional":
      return setLevel(model, endpoint, change, "may");
    case "forbid-plaintext-auth":
      return { ways: waysToAssign(model, seat, { smtpd_tls_auth_only: "yes" }) };
  }
}
