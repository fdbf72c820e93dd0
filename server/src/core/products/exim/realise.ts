// Turns the changes that posture rules ask for into edits of Exim's options.

import type { Endpoint, PostureChange } from "../../posture/posture.js";
import { evaluatePriorityString } from "../../tls/gnutls-priority.js";
import type { TextEdit } from "../../text/text-edit.js";
import type { ProtocolVersion } from "../../tls/versions.js";
import { insertInAcl, removeOption, setOption } from "./edit.js";
import type { Model, Scope } from "./model.js";

/** The scope that decides for an endpoint. */
function scopeFor(model: Model, { id }: Endpoint): Scope {
  const name = /^transport\/(.*)$/.exec(id)?.[1];
  return model.driversOf("transport").find(({ instance }) => instance?.name.text === name) ?? model.main;
}

const GNUTLS: Readonly<Partial<Record<ProtocolVersion, string>>> = {
  SSLv3: "VERS-SSL3.0",
  TLSv1: "VERS-TLS1.0",
  "TLSv1.1": "VERS-TLS1.1",
  "TLSv1.2": "VERS-TLS1.2",
  "TLSv1.3": "VERS-TLS1.3",
};

const OPENSSL: Readonly<Partial<Record<ProtocolVersion, string>>> = {
  SSLv2: "no_sslv2",
  SSLv3: "no_sslv3",
  TLSv1: "no_tlsv1",
  "TLSv1.1": "no_tlsv1_1",
  "TLSv1.2": "no_tlsv1_2",
  "TLSv1.3": "no_tlsv1_3",
};

/** A constant value of an option; null where it is an expansion, or filled in elsewhere. */
function constant(scope: Scope, name: string): string | null {
  const { value, unknown } = scope.get(name);
  return unknown || value.includes("$") ? null : value;
}

/** Elements that GnuTLS is told besides; what they take out is taken out of what was added before, too. */
function withElements(model: Model, scope: Scope, elements: readonly string[]): readonly TextEdit[] | null {
  const value = constant(scope, "tls_require_ciphers");
  if (value === null) return null;
  const opposite = new Set(elements.map((element) => element.replace("-", "+")));
  const kept = (value === "" ? "NORMAL" : value).split(":").filter((element) => !opposite.has(element.toUpperCase()));
  const text = [...kept, ...elements].join(":");
  if (evaluatePriorityString(text).valid !== true) return null;
  const edit = setOption(model, scope, "tls_require_ciphers", text);
  return edit && [edit];
}

function withOptions(model: Model, words: readonly string[]): readonly TextEdit[] | null {
  const value = constant(model.main, "openssl_options");
  if (value === null) return null;
  const kept = value.split(/\s+/).filter((word) => word !== "" && !words.includes(word.replace(/^[+-]/, "")));
  const edit = setOption(model, model.main, "openssl_options", [...kept, ...words.map((word) => `+${word}`)].join(" "));
  return edit && [edit];
}

function disableVersions(model: Model, scope: Scope, versions: readonly ProtocolVersion[]): readonly TextEdit[] | null {
  if (model.library.kind === "openssl")
    return withOptions(
      model,
      versions.flatMap((version) => OPENSSL[version] ?? []),
    );
  // GnuTLS has no SSL 2.0 to switch off.
  return withElements(
    model,
    scope,
    versions.flatMap((version) => (GNUTLS[version] === undefined ? [] : [`-${GNUTLS[version]}`])),
  );
}

function useDefaultVersions(model: Model, scope: Scope): readonly TextEdit[] | null {
  if (model.library.kind === "openssl") {
    const value = constant(model.main, "openssl_options");
    const kept = value?.split(/\s+/).filter((word) => word !== "" && !/^\+no_tlsv1/.test(word));
    const edit =
      kept &&
      (kept.length === 0
        ? removeOption(model.main, "openssl_options")
        : setOption(model, model.main, "openssl_options", kept.join(" ")));
    return edit ? [edit] : null;
  }
  const value = constant(scope, "tls_require_ciphers");
  const kept = value?.split(":").filter((element) => !/^[+!-]VERS-/i.test(element));
  if (kept === undefined || kept.length === 0) return null;
  const bare = kept.length === 1 && kept[0]?.toUpperCase() === "NORMAL";
  const edit = bare
    ? removeOption(scope, "tls_require_ciphers")
    : setOption(model, scope, "tls_require_ciphers", kept.join(":"));
  return edit && [edit];
}

/** Names of OpenSSL for kinds of suites → what takes them out of a priority string. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  eNULL: ["-NULL"],
  aNULL: ["-ANON-ECDH", "-ANON-DH"],
  RC4: ["-ARCFOUR-128"],
  "3DES": ["-3DES-CBC"],
  MD5: ["-MD5"],
};

function excludeSuites(model: Model, scope: Scope, names: readonly string[]): readonly TextEdit[] | null {
  if (model.library.kind === "openssl") {
    const value = constant(scope, "tls_require_ciphers");
    const exclusions = names.map((name) => `!${name}`).join(":");
    const edit =
      value === null
        ? null
        : setOption(model, scope, "tls_require_ciphers", `${value === "" ? "DEFAULT" : value}:${exclusions}`);
    return edit && [edit];
  }
  const known = names.map((name) => KINDS[name]);
  return known.includes(undefined)
    ? null
    : withElements(
        model,
        scope,
        known.flatMap((elements) => elements ?? []),
      );
}

/** At the head of the ACL for recipients, for this port alone. */
function requireTls(model: Model, { port }: Endpoint): readonly TextEdit[] | null {
  const acl = constant(model.main, "acl_smtp_rcpt");
  if (acl === null || port === null || !/^\w+$/.test(acl)) return null;
  const edit = insertInAcl(model, acl, [
    "deny",
    "  message = TLS is required on this port",
    `  condition = \${if eq{$received_port}{${port}}}`,
    "  !encrypted = *",
  ]);
  return edit && [edit];
}

function remove(scope: Scope, names: readonly string[]): readonly TextEdit[] | null {
  const edits = names.flatMap((name) => removeOption(scope, name) ?? []);
  return edits.length === 0 ? null : edits;
}

/** The edits that make `change` true of `endpoint`; null where the options cannot say it. */
export function realise(model: Model, change: PostureChange, endpoint: Endpoint): readonly TextEdit[] | null {
  const scope = scopeFor(model, endpoint);
  const client = endpoint.role === "client";
  switch (change.kind) {
    case "disable-versions":
      return disableVersions(model, scope, change.versions);
    case "use-default-versions":
      return useDefaultVersions(model, scope);
    case "exclude-suites":
      return excludeSuites(model, scope, change.openssl);
    case "use-default-dh-parameters":
      return remove(scope, ["tls_dhparam"]);
    case "make-optional":
      // An ACL may have many reasons; which line of it is wrong is for a person to say.
      return client ? remove(scope, ["hosts_require_tls", "hosts_require_dane"]) : null;
    case "offer-tls":
      return remove(scope, [client ? "hosts_avoid_tls" : "tls_advertise_hosts"]);
    case "require-tls":
      return client ? null : requireTls(model, endpoint);
    case "forbid-plaintext-auth": {
      const edit = setOption(model, model.main, "auth_advertise_hosts", "${if eq{$tls_in_cipher}{}{}{*}}");
      return edit && [edit];
    }
  }
}
