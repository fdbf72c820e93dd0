// Turns changes to an endpoint, as posture rules ask for them, into edits of main.cf.

import type { Endpoint, PostureChange } from "../../posture/posture.js";
import type { TextEdit } from "../../text/text-edit.js";
import { compareVersions, type ProtocolVersion } from "../../tls/versions.js";
import { cipherListSetting, cipherPolicy, gradeNamed, withoutWeakElements } from "./ciphers.js";
import { removeSetting, setOverride, setParameter } from "./edit.js";
import type { Model, Scope } from "./model.js";
import { protocolsSetting } from "./posture.js";
import { listFrom, readProtocolList } from "./protocol-list.js";
import { exposureOf, purposeOf, type Service } from "./services.js";
import { gradeSetting } from "./side.js";
import { wouldWork } from "./tls-prospect.js";
import { atLeast } from "./version.js";

function side(endpoint: Endpoint): "smtp" | "lmtp" | "smtpd" {
  if (endpoint.role === "server") return "smtpd";
  return endpoint.protocol === "lmtp" ? "lmtp" : "smtp";
}

/** The level of an endpoint: postscreen has one of its own, which is smtpd's where nobody wrote it. */
function levelSetting(scope: Scope, endpoint: Endpoint): string {
  const own = "postscreen_tls_security_level";
  const postscreen = "program" in scope && scope.program === "postscreen";
  return postscreen && scope.get(own)?.origin.kind === "explicit" ? own : `${side(endpoint)}_tls_security_level`;
}

/** The service of an endpoint, also of one for a single destination; what no file declares takes its settings from main.cf. */
function scopeOf(model: Model, endpoint: Endpoint): Scope {
  const [service] = endpoint.id.split(" → ");
  return (endpoint.presence === "declared" && model.serviceOf(service ?? "")) || model;
}

/** Takes versions out of a list and leaves the rest of it as written, where its form allows. */
function disableVersions(model: Model, scope: Scope, setting: string, versions: readonly ProtocolVersion[]): TextEdit {
  const effective = scope.get(setting);
  const permitted = effective ? readProtocolList(effective.value, model.version).permitted : [];
  const lowest = permitted.filter((version) => !versions.includes(version)).sort(compareVersions)[0] ?? "TLSv1.2";
  const written = effective?.entry ?? effective?.override;
  const floor = listFrom(lowest, model.version);
  if (!written || effective?.value !== effective?.raw) return setParameter(model, setting, floor, scope);
  const raw = effective?.raw ?? "";
  const { items } = readProtocolList(raw, model.version);
  // An exclusion list stays one: add to it. Everything else is said more clearly by a floor.
  if (items.length > 0 && items.every((item) => item.kind === "exclude")) {
    const separator = items.length > 1 && !raw.includes(",") ? (raw.includes(":") ? ":" : " ") : ", ";
    const added = versions.map((version) => `!${version}`);
    return setParameter(model, setting, [raw, ...added].join(separator), scope);
  }
  return setParameter(model, setting, floor, scope);
}

/** The services that take `setting` from main.cf, `except` apart. */
function heirs(model: Model, setting: string, except: string): readonly Service[] {
  return model.servicesOf("smtpd").filter((service) => service.id !== except && !service.get(setting)?.override);
}

/**
 * Lets go of a level that demands TLS; a login that the level kept behind TLS stays there. Services for users that had the level from
 * main.cf keep it as their own.
 */
function makeOptional(model: Model, scope: Scope, endpoint: Endpoint): readonly TextEdit[] | null {
  const name = levelSetting(scope, endpoint);
  const level = scope.get(name)?.value ?? "";
  const lists = listsForOptional(model, scope, endpoint);
  if (!lists.work && wouldWork(model, scope, endpoint, true)) return null;
  const edits = [setParameter(model, name, "may", scope), ...lists.edits];
  if (endpoint.role === "client") return edits;
  if (model.master && !scope.get(name)?.override) {
    for (const heir of heirs(model, name, endpoint.id)) {
      if (!heir.entry || heir.bool("smtpd_tls_wrappermode") === true) continue;
      // A content filter gives mail back without TLS.
      if (purposeOf(heir, true) === "submission" && !isReinjection(heir))
        edits.push(setOverride(model.master.source, heir.entry, name, level));
    }
  }
  if (scope.bool("smtpd_sasl_auth_enable") === true && scope.bool("smtpd_tls_auth_only") !== true)
    edits.push(setParameter(model, "smtpd_tls_auth_only", "yes", scope));
  return edits;
}

/**
 * From now on the lists for optional TLS count, which nothing may have tried yet: versions that cannot be read give way to the default.
 * A list without TLS 1.2 is judged as such, by another rule, and so passed over here. Where the grade's suites let nobody in, another
 * grade takes its place.
 */
function listsForOptional(
  model: Model,
  scope: Scope,
  endpoint: Endpoint,
): { readonly edits: readonly TextEdit[]; readonly work: boolean } {
  const name = protocolsSetting(side(endpoint), false);
  const effective = scope.get(name);
  const list = readProtocolList(effective?.value ?? "", model.version);
  const known = effective?.unknown !== true;
  const everything = { list: readProtocolList("", model.version), origin: { kind: "default", setting: name } } as const;
  const override = known && list.permitted.includes("TLSv1.2") ? {} : { protocols: everything };
  const edits = known && !list.valid ? [removeSetting(model, name, scope) ?? []].flat() : [];
  if (wouldWork(model, scope, endpoint, false, override)) return { edits, work: true };
  const setting = gradeSetting(side(endpoint), false);
  const better = ["medium", "high"].find((text) =>
    wouldWork(model, scope, endpoint, false, { ...override, grade: { text, origin: { kind: "default", setting } } }),
  );
  if (better === undefined) return { edits, work: false };
  return { edits: [...edits, setParameter(model, setting, better, scope)], work: true };
}

function offerTls(model: Model, scope: Scope, endpoint: Endpoint): readonly TextEdit[] | null {
  const { edits, work } = listsForOptional(model, scope, endpoint);
  return work ? [setParameter(model, levelSetting(scope, endpoint), "may", scope), ...edits] : null;
}

/** Only programs of this machine reach it, on a port that is none for users. */
function isReinjection(service: Service): boolean {
  return exposureOf(service) === "loopback" && service.port !== 465 && service.port !== 587;
}

/** For one service alone: in main.cf the level would hold for port 25 too. */
function requireTls(model: Model, scope: Scope, endpoint: Endpoint): readonly TextEdit[] | null {
  const entry = model.serviceOf(endpoint.id)?.entry;
  if (endpoint.role === "client" || !model.master || !entry) return null;
  if (!wouldWork(model, scope, endpoint, true)) return null;
  return [setOverride(model.master.source, entry, "smtpd_tls_security_level", "encrypt")];
}

/** Excludes suites where they were let in: at the grade, in the grade's own list, else by name. */
function excludeSuites(model: Model, scope: Scope, endpoint: Endpoint, names: readonly string[]): TextEdit {
  const required = endpoint.required.value;
  const grade = scope.get(`${side(endpoint)}_tls_${required ? "mandatory_" : ""}ciphers`);
  if (grade?.origin.kind === "explicit" && ["low", "export", "null"].includes(gradeNamed(grade.value) ?? "")) {
    const { origin } = grade;
    const better = ["medium", "high"].find((text) => {
      const policy = cipherPolicy(scope, side(endpoint), required, { grade: { text, origin } });
      return policy.invalid === undefined && policy.suites.some(({ minVersion }) => minVersion !== "TLSv1.3");
    });
    if (better !== undefined) return setParameter(model, grade.name, better, scope);
  }
  const list = scope.get(cipherListSetting(scope, side(endpoint), required));
  const written = list && (list.entry ?? list.override);
  const without = written && withoutWeakElements(written.value.text, model.library);
  if (list && without) return setParameter(model, list.name, without, scope);
  const setting = `${side(endpoint)}_tls_exclude_ciphers`;
  const exclusions = scope.get(setting);
  const already = exclusions?.origin.kind === "explicit" ? exclusions.raw : "";
  return setParameter(model, setting, [...(already === "" ? [] : [already]), ...names].join(", "), scope);
}

/** The fact that a change is about. */
const SUBJECTS = {
  "disable-versions": "versions",
  "use-default-versions": "versions",
  "use-default-dh-parameters": "dhBits",
  "exclude-suites": "permittedSuites",
  "make-optional": "required",
  "offer-tls": "required",
  "require-tls": "required",
  "forbid-plaintext-auth": "plaintextAuth",
} as const satisfies Record<PostureChange["kind"], keyof Endpoint>;

/** Rows of a table are for a person to change: what they say for one destination is seldom said by accident. */
function saidByTable(model: Model, change: PostureChange, endpoint: Endpoint): boolean {
  const origin = endpoint[SUBJECTS[change.kind]]?.origin;
  if (origin?.kind !== "explicit") return false;
  return endpoint.id.includes(" → ")
    ? /_tls_(?:policy_maps|per_site)$/.test(origin.setting)
    : ![model.source.path, model.master?.source.path].includes(origin.path);
}

/** The edits that make `change` true of `endpoint`; null where the files cannot say it. */
export function realise(model: Model, change: PostureChange, endpoint: Endpoint): readonly TextEdit[] | null {
  if (saidByTable(model, change, endpoint)) return null;
  const scope = scopeOf(model, endpoint);
  const protocols = protocolsSetting(side(endpoint), endpoint.required.value);
  switch (change.kind) {
    case "disable-versions":
      return [disableVersions(model, scope, protocols, change.versions)];
    case "use-default-versions": {
      const edit = removeSetting(model, protocols, scope);
      return edit && [edit];
    }
    case "use-default-dh-parameters": {
      // Before 3.1 the default is a prime of 1024 bits.
      const edit = atLeast(model.version, "3.1") ? removeSetting(model, "smtpd_tls_dh1024_param_file", scope) : null;
      return edit && [edit];
    }
    case "exclude-suites":
      return [excludeSuites(model, scope, endpoint, change.openssl)];
    case "make-optional":
      return makeOptional(model, scope, endpoint);
    case "offer-tls":
      return offerTls(model, scope, endpoint);
    case "require-tls":
      return requireTls(model, scope, endpoint);
    case "forbid-plaintext-auth":
      return [setParameter(model, "smtpd_tls_auth_only", "yes", scope)];
  }
}
