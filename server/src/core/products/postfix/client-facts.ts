// What a delivery client asks of other servers at a given level: versions, suites, name. Which level counts is client-posture.ts.

import type { Origin } from "../../posture/fact.js";
import type { Endpoint } from "../../posture/posture.js";
import { certificateFact } from "./certificate-facts.js";
import { readCertificates } from "./certificates.js";
import { clientLevel, demandsTls, type Level } from "./levels.js";
import type { Model, Scope } from "./model.js";
import { nextHop } from "./next-hop.js";
import { isLoopback, type Service } from "./services.js";
import { factsOf, readSettings, suitesByVersion, type TlsFacts, type TlsOverride } from "./tls-facts.js";
import { atLeast } from "./version.js";

export type Client = "smtp" | "lmtp";

/** A relay on the same machine, a filter or a tunnel, takes over everything that no transport table sends elsewhere. */
export function smtpExposure(scope: Scope): Endpoint["exposure"] {
  const relay = nextHop(scope.get("relayhost")?.value ?? "");
  return relay && isLoopback(relay.host) && scope.get("transport_maps")?.value === "" ? "loopback" : "public";
}

const LMTP_TRANSPORTS = [
  "mailbox_transport",
  "virtual_transport",
  "local_transport",
  "fallback_transport",
  "relay_transport",
];

/** LMTP goes to the mail store: to a socket or this machine, unless a transport names another one (`lmtp:inet:host`). */
function lmtpExposure(scope: Scope, name: string): Endpoint["exposure"] {
  const away = LMTP_TRANSPORTS.some((setting) => {
    const [transport, ...rest] = (scope.get(setting)?.value ?? "").split(":");
    const target = rest.join(":").replace(/^inet:/, "");
    const host = nextHop(target)?.host;
    return transport === name && host !== undefined && !rest.join(":").startsWith("unix:") && !isLoopback(host);
  });
  return away ? "public" : "loopback";
}

/** All facts about the TLS that a client asks for. */
export function clientFacts(
  model: Model,
  scope: Scope,
  side: Client,
  required: boolean,
  override: TlsOverride = {},
): TlsFacts {
  const make = (from: Scope): TlsFacts => factsAnew(model, from, side, required, override);
  const { level, ...others } = override;
  if (Object.keys(others).length > 0) return make(scope);
  return scope.remembered(`client ${side} ${required} ${level ?? ""}`, make);
}

function factsAnew(model: Model, scope: Scope, side: Client, required: boolean, override: TlsOverride): TlsFacts {
  // To check who is there, Postfix raises OpenSSL's security level to 1 (src/tls/tls_client.c, since 3.1).
  const level = override.level ?? clientLevel(scope, side).level;
  const verifies = ["fingerprint", "dane-only", "verify", "secure"].includes(level);
  const reading = readSettings(scope, side, required, override, verifies ? 1 : undefined);
  const certificates = readCertificates(model, scope, side);
  const failure =
    certificates.kind === "failed" ? { tlsFailure: { value: certificates.reason, origin: certificates.origin } } : {};
  // To have none is the rule for a client, and nothing to speak of.
  const shown = certificates.kind === "loaded" ? certificateFact(model, scope, side, certificates) : {};
  if ("unclear" in reading) return { ...shown, ...failure, undetermined: reading.unclear };
  const facts = factsOf(reading.permitted, scope);
  const { ciphers, versions } = reading.permitted;
  // A client needs no certificate: what its strings permit is what it offers.
  const allowed = facts.permittedSuites.value;
  const suites = suitesByVersion(
    ciphers.suites,
    versions.value,
    (suite, version) => allowed[version]?.includes(suite.iana) === true,
  );
  return { ...facts, ...shown, ...failure, suites: { value: suites, origin: ciphers.origin } };
}

/** The level that acts: `dane` without DNSSEC is `may` (src/smtp/smtp_tls_policy.c, dane_init); `failure`: mail waits. */
export interface Acting {
  readonly level: Level;
  readonly failure?: string;
}

export function actingLevel(scope: Scope, side: Client, level: Level): Acting {
  if (level !== "dane" && level !== "dane-only") return { level };
  const support = (scope.get(`${side}_dns_support_level`)?.value ?? "").toLowerCase();
  const lookup = (scope.get(`${side}_host_lookup`)?.value ?? "dns").toLowerCase().split(/[,\s]+/);
  const ignores = side === "smtp" && scope.bool("ignore_mx_lookup_error") === true;
  if (support === "dnssec" && lookup.includes("dns") && !ignores) return { level };
  if (level === "dane") return { level: "may" };
  return {
    level,
    failure: `dane-only needs DNSSEC lookups (${side}_dns_support_level = dnssec); without them mail waits`,
  };
}

function serverName(scope: Scope, side: Client): Pick<Endpoint, "serverName"> {
  const name = atLeast(scope.version, "3.4") ? scope.get(`${side}_tls_servername`) : undefined;
  return name === undefined || name.value === "" ? {} : { serverName: { value: name.value, origin: name.origin } };
}

/** The endpoint of a client at a level; a policy for one destination gives `override`. */
export function clientAt(
  model: Model,
  service: Service | (Scope & { readonly id: string; readonly name: string }),
  side: Client,
  { level, failure }: Acting,
  origin: Origin,
  override: TlsOverride = {},
): Omit<Endpoint, "presence"> {
  const wrapper = service.get(`${side}_tls_wrappermode`);
  const implicit = side === "smtp" && atLeast(service.version, "3.0") && service.bool("smtp_tls_wrappermode") === true;
  const off = level === "none";
  const required = demandsTls(level);
  const facts = off ? { undetermined: [] } : clientFacts(model, service, side, required, { ...override, level });
  const waits =
    failure ??
    (implicit && !required ? "smtp_tls_wrappermode needs the level encrypt; with less, mail waits" : undefined);
  return {
    id: service.id,
    product: "postfix",
    role: "client",
    service: "relay",
    protocol: side,
    port: null,
    exposure: side === "smtp" ? smtpExposure(service) : lmtpExposure(service, service.name),
    transport: off
      ? { value: "none", origin }
      : implicit && wrapper
        ? { value: "implicit", origin: wrapper.origin }
        : { value: "starttls", origin },
    required: { value: required, origin },
    level: { value: level, origin },
    ...serverName(service, side),
    ...facts,
    ...(waits === undefined ? {} : { tlsFailure: { value: waits, origin } }),
  };
}
