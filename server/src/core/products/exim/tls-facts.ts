// What the TLS settings come to with the library at hand: versions, suites, groups. Keys narrow them in server-facts.ts.

import type { Origin } from "../../posture/fact.js";
import { evaluatePriorityString } from "../../tls/gnutls-priority.js";
import { oldestVersion } from "../../tls/gnutls-selection.js";
import type { NamedGroup } from "../../tls/groups.js";
import { evaluateGroupList } from "../../tls/curve-list.js";
import { evaluateCipherString, tls13Suites } from "../../tls/openssl-cipher-string.js";
import { permittedAtSecurityLevel } from "../../tls/openssl-security-level.js";
import type { OpenSslLibrary } from "../../tls/openssl-table.js";
import type { SignatureAlgorithm } from "../../tls/signature-algorithms.js";
import type { CipherSuite } from "../../tls/suites.js";
import { readEximOptions } from "../../tls/vocabularies/exim-openssl-options.js";
import { compareVersions, PROTOCOL_VERSIONS, type ProtocolVersion } from "../../tls/versions.js";
import { fold, type Situation } from "./expansion.js";
import type { Effective, Model, Scope } from "./model.js";

/** What settings let in, before keys are asked. */
export interface Permitted {
  readonly versions: readonly ProtocolVersion[];
  /** Versions that only the library keeps out. */
  readonly latentVersions: readonly ProtocolVersion[];
  /** In order of preference. */
  readonly suites: readonly CipherSuite[];
  readonly latentSuites: readonly CipherSuite[];
  readonly groups: readonly NamedGroup[];
  /** With which a server may sign; null where the library chooses by the key alone. */
  readonly signatures: readonly SignatureAlgorithm[] | null;
  readonly serverPreference: boolean;
  readonly versionOrigin: Origin;
  readonly cipherOrigin: Origin;
  readonly groupOrigin: Origin;
  /** Why every handshake fails. */
  readonly failure?: string;
}

export type Reading = { readonly permitted: Permitted } | { readonly unclear: string };

/** exim_default_gnutls_priority in src/tls-gnu.c. */
const DEFAULT_PRIORITY = "NORMAL";

/** Whether the library negotiates a suite in a version. */
export function fits(suite: CipherSuite, version: ProtocolVersion, gnutls: boolean): boolean {
  const oldest = gnutls ? oldestVersion(suite) : suite.minVersion;
  return compareVersions(oldest, version) <= 0 && compareVersions(version, suite.maxVersion) <= 0;
}

function readGnuTls({ origin }: Effective, value: string): Reading {
  const result = evaluatePriorityString(value === "" ? DEFAULT_PRIORITY : value);
  if (result.valid === null) return { unclear: "the priority string names words of the machine's own configuration" };
  const failure =
    result.error === null
      ? {}
      : { failure: `GnuTLS refuses ${origin.kind === "explicit" ? origin.setting : "its string"}` };
  return {
    permitted: {
      versions: [...result.versions].sort(compareVersions),
      latentVersions: [],
      suites: result.suites,
      latentSuites: [],
      groups: result.groups,
      signatures: result.signatureAlgorithms,
      serverPreference: result.options.includes("SERVER_PRECEDENCE"),
      ...{ versionOrigin: origin, cipherOrigin: origin, groupOrigin: origin },
      ...failure,
    },
  };
}

/** Versions that OpenSSL 3 keeps for security level 0; upstream begins with level 1, 3.5 with 2. */
function versionsAtLevel(
  versions: readonly ProtocolVersion[],
  level: number,
  library: OpenSslLibrary,
): readonly ProtocolVersion[] {
  if (level === 0 || library === "openssl-1.0.2" || library === "openssl-1.1.1") return versions;
  return versions.filter((version) => compareVersions(version, "TLSv1.2") >= 0);
}

/** Versions that a series of OpenSSL has. */
const VERSIONS: Readonly<Record<OpenSslLibrary, readonly ProtocolVersion[]>> = {
  "openssl-1.0.2": ["SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"],
  "openssl-1.1.1": ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"],
  "openssl-3.0": ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"],
  "openssl-3.5": ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"],
};

const GROUPS: Readonly<Record<OpenSslLibrary, string>> = {
  "openssl-1.0.2": "prime256v1",
  "openssl-1.1.1": "X25519:P-256:X448:P-521:P-384",
  "openssl-3.0": "X25519:P-256:X448:P-521:P-384:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192",
  "openssl-3.5": "DEFAULT",
};

function readOpenSsl(model: Model, ciphers: Effective, value: string, library: OpenSslLibrary): Reading {
  const { main } = model;
  const options = main.get("openssl_options");
  const read = readEximOptions(options.value);
  const result = evaluateCipherString(value === "" ? "DEFAULT" : value, library);
  const level = result.securityLevel ?? (library === "openssl-1.0.2" ? 0 : library === "openssl-3.5" ? 2 : 1);
  const permitted = PROTOCOL_VERSIONS.filter((version) => version !== "SSLv2" && read.versions.includes(version));
  const available = permitted.filter((version) => VERSIONS[library].includes(version));
  const versions = versionsAtLevel(available, level, library);
  const curve = main.get("tls_eccurve");
  const list = curve.value === "" || curve.value === "auto" ? GROUPS[library] : curve.value;
  const failure = !result.valid
    ? "OpenSSL takes no suite from tls_require_ciphers"
    : !read.valid
      ? "openssl_options cannot be read"
      : undefined;
  return {
    permitted: {
      versions,
      latentVersions: permitted.filter((version) => !VERSIONS[library].includes(version)),
      suites: [...tls13Suites(library), ...result.suites].filter((suite) =>
        permittedAtSecurityLevel(suite, level, library),
      ),
      latentSuites: [],
      groups: evaluateGroupList(list, library).groups,
      signatures: null,
      serverPreference: read.options.has("cipher_server_preference"),
      // Words about other things leave the versions as they are.
      versionOrigin: /no_(?:ssl|tls)v/.test(options.value)
        ? options.origin
        : { kind: "default", setting: "openssl_options" },
      cipherOrigin: ciphers.origin,
      groupOrigin: curve.origin,
      ...(failure !== undefined && { failure }),
    },
  };
}

/** Reads the settings of the server, or of a transport. */
export function readSettings(
  model: Model,
  scope: Scope,
  situation: Situation,
  setting = "tls_require_ciphers",
): Reading {
  const ciphers = scope.get(setting);
  if (ciphers.unknown) return { unclear: `${setting} is filled in elsewhere` };
  const value = fold(ciphers.value, situation);
  if (value === null) return { unclear: `${setting} is an expansion` };
  const { library } = model;
  return library.kind === "gnutls" ? readGnuTls(ciphers, value) : readOpenSsl(model, ciphers, value, library.name);
}
