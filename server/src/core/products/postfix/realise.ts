// Turns changes to an endpoint, as posture rules ask for them, into edits of main.cf.

import type { Endpoint, PostureChange } from "../../posture/posture.js";
import type { TextEdit } from "../../text/text-edit.js";
import { compareVersions, type ProtocolVersion } from "../../tls/versions.js";
import { cipherListSetting, gradeNamed, withoutWeakElements } from "./ciphers.js";
import { removeEntry, replaceValue, setParameter } from "./edit.js";
import type { Model } from "./model.js";
import { protocolsSetting } from "./posture.js";
import { listFrom, readProtocolList } from "./protocol-list.js";

function side(endpoint: Endpoint): "smtp" | "smtpd" {
  return endpoint.role === "server" ? "smtpd" : "smtp";
}

/** Takes versions out of a list and leaves the rest of it as written, where its form allows. */
function disableVersions(model: Model, setting: string, versions: readonly ProtocolVersion[]): TextEdit {
  const effective = model.get(setting);
  const permitted = effective ? readProtocolList(effective.value, model.version).permitted : [];
  const lowest = permitted.filter((version) => !versions.includes(version)).sort(compareVersions)[0] ?? "TLSv1.2";
  const entry = effective?.entry;
  if (!entry || effective.value !== effective.raw) return setParameter(model, setting, listFrom(lowest, model.version));
  const { items } = readProtocolList(effective.raw, model.version);
  // An exclusion list stays one: add to it. Everything else is said more clearly by a floor.
  if (items.length > 0 && items.every((item) => item.kind === "exclude")) {
    const separator =
      items.length > 1 && !effective.raw.includes(",") ? (effective.raw.includes(":") ? ":" : " ") : ", ";
    const added = versions.map((version) => `!${version}`);
    return replaceValue(model, entry, [effective.raw, ...added].join(separator));
  }
  return replaceValue(model, entry, listFrom(lowest, model.version));
}

/** Lets go of a level that demands TLS; a login that the level kept behind TLS stays there. */
function makeOptional(model: Model, endpoint: Endpoint): TextEdit[] {
  const name = `${side(endpoint)}_tls_security_level`;
  const edits = [setParameter(model, name, "may")];
  if (
    endpoint.role === "server" &&
    model.bool("smtpd_sasl_auth_enable") === true &&
    model.bool("smtpd_tls_auth_only") !== true
  ) {
    edits.push(setParameter(model, "smtpd_tls_auth_only", "yes"));
  }
  return edits;
}

/** Excludes suites where they were let in: at the grade, in the grade's own list, else by name. */
function excludeSuites(model: Model, endpoint: Endpoint, names: readonly string[]): TextEdit {
  const required = endpoint.required.value;
  const grade = model.entries.get(`${side(endpoint)}_tls_${required ? "mandatory_" : ""}ciphers`);
  if (grade && ["low", "export", "null"].includes(gradeNamed(grade.value.text) ?? "")) {
    return replaceValue(model, grade, "medium");
  }
  const list = model.entries.get(cipherListSetting(model, side(endpoint), required));
  const without = list && withoutWeakElements(list.value.text, model.library);
  if (list && without) return replaceValue(model, list, without);
  const setting = `${side(endpoint)}_tls_exclude_ciphers`;
  const entry = model.entries.get(setting);
  if (!entry || entry.value.text === "") return setParameter(model, setting, names.join(", "));
  return replaceValue(model, entry, `${entry.value.text}, ${names.join(", ")}`);
}

/** The edits that make `change` true of `endpoint`; null where main.cf cannot say it. */
export function realise(model: Model, change: PostureChange, endpoint: Endpoint): readonly TextEdit[] | null {
  const protocols = protocolsSetting(side(endpoint), endpoint.required.value);
  switch (change.kind) {
    case "disable-versions":
      return [disableVersions(model, protocols, change.versions)];
    case "use-default-versions": {
      const entry = model.entries.get(protocols);
      return entry ? [removeEntry(model, entry)] : null;
    }
    case "exclude-suites":
      return [excludeSuites(model, endpoint, change.openssl)];
    case "make-optional":
      return makeOptional(model, endpoint);
    case "offer-tls":
      return [setParameter(model, `${side(endpoint)}_tls_security_level`, "may")];
    case "forbid-plaintext-auth":
      return [setParameter(model, "smtpd_tls_auth_only", "yes")];
  }
}
