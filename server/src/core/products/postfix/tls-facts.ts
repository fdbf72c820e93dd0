// What the protocol and cipher settings of one side come to with the library at hand, and, of a server, with its keys.

import type { Fact, Origin } from "../../posture/fact.js";
import type { Endpoint, SuitesByVersion } from "../../posture/posture.js";
import { permittedAtSecurityLevel } from "../../tls/openssl-security-level.js";
import type { CipherSuite } from "../../tls/suites.js";
import { compareVersions, PROTOCOL_VERSIONS, type ProtocolVersion } from "../../tls/versions.js";
import { type CipherOverride, type CipherPolicy, cipherPolicy } from "./ciphers.js";
import { type GroupPolicy, groupPolicy } from "./groups.js";
import { libraryVersions } from "./library.js";
import { type ProtocolList, readProtocolList } from "./protocol-list.js";
import type { Scope } from "./scope.js";
import { protocolsSetting, type Side } from "./side.js";

export type TlsFacts = Pick<
  Endpoint,
  | ("versions" | "latentVersions" | "suites" | "permittedSuites" | "latentSuites" | "groups")
  | ("certificates" | "sniCertificates" | "dhBits" | "preference" | "tlsFailure" | "undetermined")
>;

/** What a policy table says of a destination, in place of main.cf. */
export interface TlsOverride extends CipherOverride {
  readonly protocols?: { readonly list: ProtocolList; readonly origin: Origin };
}

/** What the settings permit, before anything is asked of keys. */
export interface Permitted {
  readonly versions: Fact<readonly ProtocolVersion[]>;
  readonly latentVersions: readonly ProtocolVersion[];
  readonly ciphers: CipherPolicy;
  readonly groups: GroupPolicy;
  /** OpenSSL's, in force during the handshake. */
  readonly securityLevel: number;
  /** Why every handshake fails. */
  readonly failure: Fact<string> | null;
}

/** `unclear`: why the settings cannot be read. */
export type Reading = { readonly permitted: Permitted } | { readonly unclear: Endpoint["undetermined"] };

/** OpenSSL 3 keeps TLS 1.1 and older for level 0; 1.1.1 does so from level 3 on (`ssl_security_default_callback`). */
function permittedVersions(
  versions: readonly ProtocolVersion[],
  level: number,
  scope: Scope,
): readonly ProtocolVersion[] {
  if (level === 0 || scope.library === "openssl-1.0.2") return versions;
  const floor =
    scope.library === "openssl-1.1.1"
      ? (["TLSv1", "TLSv1", "TLSv1", "TLSv1.1", "TLSv1.2"] as const)[Math.min(level, 4)]
      : "TLSv1.2";
  return versions.filter((version) => compareVersions(version, floor ?? "TLSv1.2") >= 0);
}

/** A file with OpenSSL's own configuration can bound versions, suites and groups; the system's one bounds what Postfix sets anew. */
function openSslConfiguration(scope: Scope): string | null {
  const file = scope.get("tls_config_file")?.value ?? "default";
  const name = scope.get("tls_config_name")?.value ?? "";
  if (file === "none" || (file === "default" && name === "")) return null;
  return `OpenSSL's configuration ${file === "default" ? `\`${name}\`` : file} is not read`;
}

const FACTS = ["versions", "suites", "groups"] as const;

/** Reads the settings of one side. `level`: the security level that the program itself asks of OpenSSL, where it does. */
export function readSettings(
  scope: Scope,
  side: Side,
  required: boolean,
  override: TlsOverride = {},
  level?: number,
): Reading {
  const read = (from: Scope): Reading => readAnew(from, side, required, override, level);
  const { level: demanded, ...others } = override;
  if (Object.keys(others).length > 0) return read(scope);
  return scope.remembered(`settings ${side} ${required} ${demanded ?? ""} ${level ?? ""}`, read);
}

function readAnew(
  scope: Scope,
  side: Side,
  required: boolean,
  override: TlsOverride,
  level: number | undefined,
): Reading {
  const foreign = openSslConfiguration(scope);
  if (foreign !== null) return { unclear: FACTS.map((fact) => ({ fact, reason: foreign })) };
  const setting = protocolsSetting(side, required);
  const written = scope.get(setting);
  if (override.protocols === undefined && written?.problem !== undefined) {
    const reason = `${setting} cannot be expanded: ${written.problem}`;
    return {
      unclear: [
        { fact: "versions", reason },
        { fact: "suites", reason: "the versions are not known" },
      ],
    };
  }
  const origin: Origin = override.protocols?.origin ?? written?.origin ?? { kind: "default", setting };
  const list = override.protocols?.list ?? readProtocolList(written?.value ?? "", scope.version);
  const ciphers = cipherPolicy(scope, side, required, override);
  const securityLevel = level ?? ciphers.securityLevel ?? 0;
  const available = permittedVersions(libraryVersions(scope.library), securityLevel, scope);
  const failure = !list.valid
    ? { value: `${origin.kind === "observed" ? setting : origin.setting} is not a protocol list`, origin }
    : ciphers.invalid === undefined
      ? null
      : { value: ciphers.invalid, origin: ciphers.origin };
  return {
    permitted: {
      versions: { value: list.permitted.filter((version) => available.includes(version)), origin },
      latentVersions: list.permitted.filter((version) => !libraryVersions(scope.library).includes(version)),
      ciphers,
      groups: groupPolicy(scope, side),
      securityLevel,
      failure,
    },
  };
}

/** Suites by version, as far as `usable` says so. */
export function suitesByVersion(
  suites: readonly CipherSuite[],
  versions: readonly ProtocolVersion[],
  usable: (suite: CipherSuite, version: ProtocolVersion) => boolean = () => true,
): SuitesByVersion {
  const result: Partial<Record<ProtocolVersion, readonly string[]>> = {};
  for (const version of versions) {
    const fitting = suites.filter(
      (suite) =>
        compareVersions(suite.minVersion, version) <= 0 &&
        compareVersions(version, suite.maxVersion) <= 0 &&
        usable(suite, version),
    );
    if (fitting.length > 0) result[version] = fitting.map((suite) => suite.iana);
  }
  return result;
}

/** Whether the groups serve for a suite in a version; the key exchanges without groups always have what they need. */
function hasGroup({ kx }: CipherSuite, version: ProtocolVersion, { groups }: GroupPolicy): boolean {
  if (version !== "TLSv1.3" && kx !== "ECDHE") return true;
  return groups.some(
    (group) =>
      compareVersions(group.minVersion, version) <= 0 &&
      compareVersions(version, group.maxVersion) <= 0 &&
      (version === "TLSv1.3" || group.kind === "ecdhe"),
  );
}

/** The groups that some version uses; those of finite fields only TLS 1.3 does here. */
function groupNames({ groups }: GroupPolicy, versions: readonly ProtocolVersion[]): readonly string[] {
  const uses = (version: ProtocolVersion) => versions.includes(version);
  const older = versions.some((version) => version !== "TLSv1.3");
  return groups
    .filter(
      ({ kind, minVersion, maxVersion }) =>
        (older && kind === "ecdhe" && minVersion !== "TLSv1.3") || (uses("TLSv1.3") && maxVersion === "TLSv1.3"),
    )
    .map(({ iana }) => iana);
}

/** The facts that follow from what the settings permit; `usable` narrows the suites to what the keys allow. */
export function factsOf(
  { versions, latentVersions, ciphers, groups, securityLevel, failure }: Permitted,
  scope: Scope,
): TlsFacts & Required<Pick<TlsFacts, "versions" | "permittedSuites" | "groups">> {
  const permitted = suitesByVersion(
    ciphers.suites,
    versions.value,
    (suite, version) =>
      hasGroup(suite, version, groups) && permittedAtSecurityLevel(suite, securityLevel, scope.library),
  );
  const used = versions.value.filter((version) => failure !== null || permitted[version] !== undefined);
  return {
    versions: { value: used, origin: versions.origin },
    latentVersions: { value: latentVersions, origin: versions.origin },
    permittedSuites: { value: permitted, origin: ciphers.origin },
    latentSuites: { value: suitesByVersion(ciphers.latent, PROTOCOL_VERSIONS), origin: ciphers.origin },
    groups: { value: groupNames(groups, used), origin: groups.origin },
    ...(failure && { tlsFailure: failure }),
    undetermined: [],
  };
}
