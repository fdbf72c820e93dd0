// Turns changes to an endpoint, as posture rules ask for them, into edits of Dovecot's files.

import type { Endpoint, PostureChange } from "../../posture/posture.js";
import type { TextEdit } from "../../text/text-edit.js";
import { compareVersions, type ProtocolVersion } from "../../tls/versions.js";
import { removeNode, setSetting } from "./edit.js";
import type { Model } from "./model.js";
import { scopeOfListener } from "./posture.js";
import type { Scope } from "./scope.js";
import { permittedVersions } from "./tls-facts.js";
import { atLeast } from "./version.js";

/** Changes the line that counts for the endpoint, or adds one for the whole server. */
function set(model: Model, scope: Scope, name: string, value: string): readonly TextEdit[] {
  return [setSetting(model, name, value, scope.get(name).written)];
}

/** The same for an endpoint; null where nothing is known of it. */
export function setOf(model: Model, endpoint: Endpoint, name: string, value: string): readonly TextEdit[] | null {
  const listener = model.listeners.find(({ id }) => id === endpoint.id);
  return listener === undefined ? null : set(model, scopeOfListener(model, listener), name, value);
}

function disableVersions(model: Model, scope: Scope, versions: readonly ProtocolVersion[]): readonly TextEdit[] | null {
  const { effective, permitted } = permittedVersions(model, scope);
  if (effective.unknown || permitted === null) return null;
  if (!atLeast(model.version, "2.3"))
    return set(model, scope, effective.name, [effective.value, ...versions.map((one) => `!${one}`)].join(" ").trim());
  const lowest = permitted.filter((one) => !versions.includes(one)).sort(compareVersions)[0] ?? "TLSv1.2";
  return set(model, scope, effective.name, lowest);
}

/** The edits that make `change` true of `endpoint`; null where the files cannot say it. */
export function realise(model: Model, change: PostureChange, endpoint: Endpoint): readonly TextEdit[] | null {
  const listener = model.listeners.find(({ id }) => id === endpoint.id);
  if (listener === undefined) return null;
  const scope = scopeOfListener(model, listener);
  switch (change.kind) {
    case "disable-versions":
      return disableVersions(model, scope, change.versions);
    case "use-default-versions": {
      const { written } = permittedVersions(model, scope).effective;
      return written ? [removeNode(written.node, written.source)] : null;
    }
    case "exclude-suites": {
      const list = scope.get("ssl_cipher_list");
      if (list.unknown) return null;
      return set(model, scope, list.name, [list.value, ...change.openssl.map((name) => `!${name}`)].join(":"));
    }
    case "offer-tls":
      return set(model, scope, "ssl", "required");
    case "require-tls":
      return set(model, scope, "ssl", "required");
    case "forbid-plaintext-auth":
      return set(model, scope, model.names.plaintextAuth, atLeast(model.version, "2.4") ? "no" : "yes");
    case "use-default-dh-parameters":
    case "make-optional":
      return null;
  }
}
