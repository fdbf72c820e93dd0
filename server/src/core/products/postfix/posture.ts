// From effective settings to a Posture: which TLS smtpd and the smtp client offer and demand. No judgement here.

import type { Fact, Origin } from "../../posture/fact.js";
import type { Endpoint, Posture, SuitesByVersion } from "../../posture/posture.js";
import { compareVersions, PROTOCOL_VERSIONS, type ProtocolVersion } from "../../tls/versions.js";
import { type CipherPolicy, cipherPolicy } from "./ciphers.js";
import { clientLevel, demandsTls, serverLevel } from "./levels.js";
import { libraryVersions } from "./library.js";
import type { Model } from "./model.js";
import { nextHop } from "./next-hop.js";
import { readProtocolList } from "./protocol-list.js";

type Side = "smtp" | "smtpd";

const UNTOLD = "depends on the key types of the certificates, which are not read";

/** The origin that best explains a value made of several settings: the first that somebody wrote. */
function firstExplicit(origins: readonly Origin[], fallback: Origin): Origin {
  return origins.find((origin) => origin.kind === "explicit") ?? fallback;
}

/** Which of the two sets of lists counts: mandatory above `may` (src/smtpd/smtpd.c; src/smtp/smtp_tls_policy.c). */
export function protocolsSetting(side: Side, required: boolean): string {
  return required ? `${side}_tls_mandatory_protocols` : `${side}_tls_protocols`;
}

type TlsFacts = Pick<
  Endpoint,
  "versions" | "latentVersions" | "suites" | "permittedSuites" | "latentSuites" | "undetermined"
>;

function suitesByVersion(policy: CipherPolicy, versions: readonly ProtocolVersion[]): SuitesByVersion {
  const result: Partial<Record<ProtocolVersion, readonly string[]>> = {};
  for (const version of versions) {
    const suites = policy.suites.filter(
      (suite) => compareVersions(suite.minVersion, version) <= 0 && compareVersions(version, suite.maxVersion) <= 0,
    );
    if (suites.length > 0) result[version] = suites.map((suite) => suite.iana);
  }
  return result;
}

function tlsFacts(model: Model, side: Side, required: boolean): TlsFacts {
  const setting = protocolsSetting(side, required);
  const written = model.get(setting);
  const undetermined: Endpoint["undetermined"][number][] = [];
  if (written?.problem !== undefined) {
    undetermined.push({ fact: "versions", reason: `${setting} cannot be expanded: ${written.problem}` });
    undetermined.push({ fact: "suites", reason: "the versions are not known" });
    return { undetermined };
  }
  const origin: Origin = written?.origin ?? { kind: "default", setting };
  const list = readProtocolList(written?.value ?? "", model.version);
  const available = libraryVersions(model.library);
  const versions = list.permitted.filter((version) => available.includes(version));
  const policy = cipherPolicy(model, side, required);
  const permitted = suitesByVersion(policy, versions);
  const facts = {
    versions: { value: versions, origin },
    latentVersions: { value: list.permitted.filter((version) => !available.includes(version)), origin },
    permittedSuites: { value: permitted, origin: policy.origin },
    latentSuites: {
      value: suitesByVersion({ ...policy, suites: policy.latent }, PROTOCOL_VERSIONS),
      origin: policy.origin,
    },
  };
  // A client needs no certificate: what its strings permit is what it offers.
  if (side === "smtp") return { ...facts, suites: facts.permittedSuites, undetermined };
  undetermined.push({ fact: "suites", reason: UNTOLD });
  return { ...facts, undetermined };
}

/** Addresses and names that never leave the machine. */
const LOOPBACK = /^(loopback-only|localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i;

/** postconf(5) inet_interfaces: only these keep strangers out. Anything else may be reached. */
function serverExposure(model: Model): Endpoint["exposure"] {
  const interfaces = (model.get("inet_interfaces")?.value ?? "all").split(/[\s,]+/).filter((item) => item !== "");
  return interfaces.length > 0 && interfaces.every((item) => LOOPBACK.test(item)) ? "loopback" : "public";
}

/** A relay on the same machine, a filter or a tunnel, takes over everything that no transport table sends elsewhere. */
function clientExposure(model: Model): Endpoint["exposure"] {
  const relay = nextHop(model.get("relayhost")?.value ?? "");
  return relay && LOOPBACK.test(relay.host) && !model.entries.has("transport_maps") ? "loopback" : "public";
}

/**
 * Passwords before TLS: AUTH is on, not tied to TLS, and plain-text mechanisms are not ruled out
 * (postconf(5) smtpd_sasl_auth_enable, smtpd_tls_auth_only, smtpd_sasl_security_options).
 */
function plaintextAuth(model: Model, required: boolean): Fact<boolean> {
  const enabled = model.get("smtpd_sasl_auth_enable");
  const authOnly = model.get("smtpd_tls_auth_only");
  const options = (model.get("smtpd_sasl_security_options")?.value ?? "").toLowerCase().split(/[\s,]+/);
  const fallback: Origin = { kind: "default", setting: "smtpd_sasl_auth_enable" };
  const value =
    model.bool("smtpd_sasl_auth_enable") === true &&
    !required &&
    model.bool("smtpd_tls_auth_only") !== true &&
    !options.includes("noplaintext");
  const origin = firstExplicit(
    [authOnly, enabled].flatMap((effective) => (effective ? [effective.origin] : [])),
    fallback,
  );
  return { value, origin };
}

/** No endpoint where the level is invalid: the server stops with a fatal error before it serves anybody. */
function server(model: Model): Endpoint[] {
  const { level, origin } = serverLevel(model);
  const wrapper = model.get("smtpd_tls_wrappermode");
  const implicit = model.bool("smtpd_tls_wrappermode") === true;
  if (level === "invalid" && !implicit) return [];
  const required = implicit || (level !== "invalid" && demandsTls(level));
  const decider: Origin = implicit && wrapper ? wrapper.origin : origin;
  const off = !implicit && level === "none";
  const base = { product: "postfix", role: "server", protocol: "smtp", exposure: serverExposure(model) } as const;
  const mx: Endpoint = {
    ...base,
    id: "smtp/inet",
    service: "mx",
    port: 25,
    presence: "declared",
    transport: { value: implicit ? "implicit" : off ? "none" : "starttls", origin: decider },
    required: { value: required, origin: decider },
    plaintextAuth: plaintextAuth(model, required),
    ...(off ? { undetermined: [] } : tlsFacts(model, "smtpd", required)),
  };
  if (implicit) return [mx];
  // Services of master.cf that demand TLS take the mandatory lists from here; whether there are any is not read yet.
  const assumed: Origin = { kind: "default", setting: "smtpd_tls_security_level" };
  const submission: Endpoint = {
    ...base,
    id: "submission/inet",
    service: "submission",
    port: 587,
    presence: "assumed",
    transport: { value: "starttls", origin: assumed },
    required: { value: true, origin: assumed },
    plaintextAuth: { value: false, origin: assumed },
    ...tlsFacts(model, "smtpd", true),
  };
  return [mx, submission];
}

function client(model: Model): Endpoint[] {
  const { level, origin } = clientLevel(model);
  const wrapper = model.get("smtp_tls_wrappermode");
  const implicit = model.bool("smtp_tls_wrappermode") === true;
  if (level === "invalid") return [];
  const off = level === "none";
  const required = demandsTls(level);
  const base = {
    product: "postfix",
    role: "client",
    service: "relay",
    protocol: "smtp",
    port: null,
    exposure: clientExposure(model),
  } as const;
  const relay: Endpoint = {
    ...base,
    id: "smtp/unix",
    presence: "declared",
    transport: off
      ? { value: "none", origin }
      : implicit && wrapper
        ? { value: "implicit", origin: wrapper.origin }
        : { value: "starttls", origin },
    required: { value: required, origin },
    ...(off ? { undetermined: [] } : tlsFacts(model, "smtp", required)),
  };
  if (required) return [relay];
  const assumed: Origin = { kind: "default", setting: "smtp_tls_security_level" };
  const strict: Endpoint = {
    ...base,
    id: "smtp/unix (encrypt)",
    presence: "assumed",
    transport: { value: "starttls", origin: assumed },
    required: { value: true, origin: assumed },
    ...tlsFacts(model, "smtp", true),
  };
  return [relay, strict];
}

/**
 * The endpoints of one main.cf: the port 25 service and the delivery client that the stock master.cf runs, and, marked
 * `assumed`, the stricter ones that inherit the mandatory lists.
 */
export function postureOf(model: Model): Posture {
  return { endpoints: [...server(model), ...client(model)] };
}
