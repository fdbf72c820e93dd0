// What TLS would come to at an endpoint at another level, so that no fix turns on TLS that turns mail away. No edits.

import type { Endpoint } from "../../posture/posture.js";
import { suiteByIana } from "../../tls/suites.js";
import { clientFacts } from "./client-facts.js";
import type { Model, Scope } from "./model.js";
import { proxyOf } from "./postscreen-posture.js";
import { serverFacts } from "./server-facts.js";
import type { TlsFacts, TlsOverride } from "./tls-facts.js";

function factsAt(
  model: Model,
  scope: Scope,
  { role, protocol }: Endpoint,
  required: boolean,
  override: TlsOverride,
): TlsFacts | null {
  if (role === "client") {
    const level = required ? "encrypt" : "may";
    return clientFacts(model, scope, protocol === "lmtp" ? "lmtp" : "smtp", required, { ...override, level });
  }
  if (!("program" in scope && scope.program === "postscreen"))
    return serverFacts(model, scope, "smtpd", required, override);
  const proxy = proxyOf(model);
  return proxy ? serverFacts(model, proxy, "tlsproxy", required, override) : null;
}

/**
 * Whether a peer with TLS 1.2, which everybody has (RFC 9325 §3.1.1), would get through once TLS is offered or, if `required`, demanded.
 * What cannot be determined does not stand in the way. `override`: what the lists will be.
 */
export function wouldWork(
  model: Model,
  scope: Scope,
  endpoint: Endpoint,
  required: boolean,
  override: TlsOverride = {},
): boolean {
  const { result, unknown } = scope.traced(() => factsAt(model, scope, endpoint, required, override));
  if (unknown.length > 0) return true;
  if (result === null || result.tlsFailure) return false;
  const suites = (result.suites ?? result.permittedSuites)?.value;
  return suites === undefined || suites["TLSv1.2"]?.some((name) => suiteByIana(name)?.anonymous === false) === true;
}
