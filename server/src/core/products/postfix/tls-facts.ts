// What the protocol and cipher settings of one side come to with the library at hand, and, of a server, with its keys.

import type { Fact, Origin } from "../../posture/fact.js";
import type { Endpoint, SuitesByVersion } from "../../posture/posture.js";
import { permittedAtSecurityLevel } from "../../tls/openssl-security-level.js";
import { hasGroup, negotiatedGroups, suitesByVersion, versionsOf } from "../../tls/openssl-server.js";
import type { CipherSuite } from "../../tls/suites.js";
import { PROTOCOL_VERSIONS, type ProtocolVersion } from "../../tls/versions.js";
import { type CipherOverride, type CipherPolicy, cipherPolicy } from "./ciphers.js";
import { type GroupPolicy, groupPolicy } from "./groups.js";
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
  const available = versionsOf(scope.library, securityLevel);
  const failure = !list.valid
    ? { value: `${origin.kind === "observed" ? setting : origin.setting} is not a protocol list`, origin }
    : ciphers.invalid === undefined
      ? null
      : { value: ciphers.invalid, origin: ciphers.origin };
  return {
    permitted: {
      versions: { value: list.permitted.filter((version) => available.includes(version)), origin },
      latentVersions: list.permitted.filter((version) => !versionsOf(scope.library, 0).includes(version)),
      ciphers,
      groups: groupPolicy(scope, side),
      securityLevel,
      failure,
    },
  };
}

/** What was made of a list of suites, by all else that it was made of. Lists of equal cipher strings are the same (see ciphers.ts). */
const made = new WeakMap<readonly CipherSuite[], Map<string, SuitesByVersion>>();

function once(suites: readonly CipherSuite[], key: string, make: () => SuitesByVersion): SuitesByVersion {
  const others = made.get(suites) ?? new Map<string, SuitesByVersion>();
  const result = others.get(key) ?? make();
  made.set(suites, others.set(key, result));
  return result;
}

function permittedSuites({ versions, ciphers, groups, securityLevel }: Permitted, { library }: Scope): SuitesByVersion {
  const names = groups.groups.map(({ iana }) => iana);
  return once(ciphers.suites, JSON.stringify([versions.value, names, securityLevel, library]), () =>
    suitesByVersion(
      ciphers.suites,
      versions.value,
      (suite, version) =>
        hasGroup(suite, version, groups.groups) && permittedAtSecurityLevel(suite, securityLevel, library),
    ),
  );
}

/** The facts that follow from what the settings permit; `usable` narrows the suites to what the keys allow. */
export function factsOf(
  settings: Permitted,
  scope: Scope,
): TlsFacts & Required<Pick<TlsFacts, "versions" | "permittedSuites" | "groups">> {
  const { versions, latentVersions, ciphers, groups, failure } = settings;
  const permitted = permittedSuites(settings, scope);
  const latent = once(ciphers.latent, "latent", () => suitesByVersion(ciphers.latent, PROTOCOL_VERSIONS));
  const used = versions.value.filter((version) => failure !== null || permitted[version] !== undefined);
  return {
    versions: { value: used, origin: versions.origin },
    latentVersions: { value: latentVersions, origin: versions.origin },
    permittedSuites: { value: permitted, origin: ciphers.origin },
    latentSuites: { value: latent, origin: ciphers.origin },
    groups: { value: negotiatedGroups(groups.groups, used), origin: groups.origin },
    ...(failure && { tlsFailure: failure }),
    undetermined: [],
  };
}
