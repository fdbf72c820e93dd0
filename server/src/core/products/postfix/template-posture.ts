// Takes out of a posture what a template decides. What the values mean is posture.ts; here it is only asked whether they are known.

import type { Endpoint, FactName, Posture } from "../../posture/posture.js";
import { cipherPolicy } from "./ciphers.js";
import { clientLevel, serverLevel } from "./levels.js";
import type { Model, Scope } from "./model.js";
import { parameterNames } from "./parameters.js";
import { protocolsSetting } from "./posture.js";

const REASON = "set by a template";

/** The facts that each setting has a say in, beside versions and suites, which have settings by level. */
const SETTINGS: readonly (readonly [FactName, RegExp])[] = [
  ["groups", /^tls_(?:eecdh_|ffdhe_)|_tls_eecdh_grade$/],
  ["certificates", /_tls_(?:chain_files|(?:ec|d)?cert_file|(?:ec|d)?key_file)$/],
  ["dhBits", /_tls_dh\d+_param_file$/],
  ["plaintextAuth", /^smtpd_(?:sasl_(?:auth_enable|security_options)|tls_auth_only)$/],
];

/** What can be read of each fact: its own place, and the values that belong to it. */
const PLACES: Readonly<Record<FactName, readonly (keyof Endpoint)[]>> = {
  versions: ["versions", "latentVersions"],
  suites: ["suites", "permittedSuites", "latentSuites"],
  groups: ["groups"],
  certificates: ["certificates"],
  dhBits: ["dhBits"],
  plaintextAuth: ["plaintextAuth"],
  required: [],
  transport: [],
};

function scopeOf(model: Model, { id, presence }: Endpoint): Scope {
  return (presence === "declared" && model.serviceOf(id)) || model;
}

function isOpenQuestion(scope: Scope, { role }: Endpoint): boolean {
  const side = role === "server" ? "smtpd" : "smtp";
  const decision = role === "server" ? serverLevel(scope) : clientLevel(scope);
  return decision.level === "unknown" || scope.unknown(`${side}_tls_wrappermode`);
}

/** Every setting that can bear on a fact: those of its side and the shared ones. */
function unknownFacts(scope: Scope, endpoint: Endpoint, names: readonly string[]): Set<FactName> {
  const side = endpoint.role === "server" ? "smtpd" : "smtp";
  const required = endpoint.required.value;
  const unknown = new Set<FactName>();
  if (scope.unknown(protocolsSetting(side, required))) unknown.add("versions").add("suites");
  if (scope.traced(() => cipherPolicy(scope, side, required)).unknown.length > 0) unknown.add("suites");
  for (const [fact, pattern] of SETTINGS) {
    const own = names.filter((name) => pattern.test(name) && (name.startsWith("tls_") || name.startsWith(`${side}_`)));
    if (own.some((name) => scope.unknown(name))) unknown.add(fact);
  }
  // The rest follows from what a key exchange needs: which suites a server really offers depends on its certificates.
  if (unknown.has("certificates") && endpoint.suites) unknown.add("suites");
  return unknown;
}

function without(endpoint: Endpoint, unknown: ReadonlySet<FactName>): Endpoint {
  const gone = new Set<string>([...unknown].flatMap((fact) => PLACES[fact]));
  const kept = Object.fromEntries(Object.entries(endpoint).filter(([key]) => !gone.has(key))) as unknown as Endpoint;
  const reasons = [...unknown].map((fact) => ({ fact, reason: REASON }));
  return { ...kept, undetermined: [...endpoint.undetermined.filter(({ fact }) => !unknown.has(fact)), ...reasons] };
}

/** Strangers can reach it, unless a template may say otherwise: what counts only for them is then not held against anybody. */
function exposureOf(scope: Scope, { role, exposure }: Endpoint): Endpoint["exposure"] {
  if (role === "server") return exposure;
  return scope.unknown("relayhost") || scope.unknown("transport_maps") ? "loopback" : exposure;
}

/**
 * The posture without what a template decides: an endpoint whose level is unknown is not declared, and a fact that rests on an unknown value is
 * undetermined.
 */
export function knownPosture(model: Model, posture: Posture): Posture {
  if (model.templates.size === 0) return posture;
  const names = [...parameterNames()];
  return {
    ...posture,
    endpoints: posture.endpoints.flatMap((endpoint) => {
      const scope = scopeOf(model, endpoint);
      if (endpoint.presence === "declared" && isOpenQuestion(scope, endpoint)) return [];
      return [{ ...without(endpoint, unknownFacts(scope, endpoint, names)), exposure: exposureOf(scope, endpoint) }];
    }),
  };
}
