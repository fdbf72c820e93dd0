// What postscreen shows to the clients that it talks to itself; TLS is done for it by tlsproxy. Clients that pass meet smtpd.

import type { Endpoint } from "../../posture/posture.js";
import { demandsTls, serverLevel } from "./levels.js";
import type { Model } from "./model.js";
import type { Effective, Scope } from "./scope.js";
import { serverFacts } from "./server-facts.js";
import { discardedKeywords, hostNameOf } from "./server-posture.js";
import { exposureOf, type Service } from "./services.js";

/** A default such as `$smtpd_tls_security_level` is decided where that is written. */
function decidedBy(scope: Scope, effective: Effective | undefined): Effective | undefined {
  const other = effective?.origin.kind === "default" ? /^\$([A-Za-z0-9_]+)$/.exec(effective.raw)?.[1] : undefined;
  return other === undefined ? effective : (scope.get(other) ?? effective);
}

/**
 * postscreen announces STARTTLS by its own level and speaks no AUTH (src/postscreen/postscreen_smtpd.c); tlsproxy chooses between
 * the two sets of lists by a level of its own (src/tlsproxy/tlsproxy.c). Without tlsproxy STARTTLS is answered with 454.
 */
export function postscreenEndpoint(model: Model, service: Service): Endpoint[] {
  const { level, origin } = serverLevel(service, "postscreen");
  if (level === "invalid") return [];
  const decider = decidedBy(service, service.get("postscreen_tls_security_level"))?.origin ?? origin;
  const discarded = discardedKeywords(service, "postscreen");
  const hidden = discarded.words.includes("starttls");
  const off = level === "none" || hidden;
  const required = demandsTls(level);
  const facts = off ? { undetermined: [] } : proxyFacts(model, decider);
  const unclear = discarded.unclear === undefined ? [] : [{ fact: "transport" as const, reason: discarded.unclear }];
  return [
    {
      id: service.id,
      product: "postfix",
      role: "server",
      protocol: "smtp",
      exposure: exposureOf(service),
      service: "mx",
      port: service.port,
      presence: "declared",
      transport: { value: off ? "none" : "starttls", origin: hidden ? discarded.origin : decider },
      required: { value: required, origin: decider },
      level: { value: level, origin: decider },
      ...hostNameOf(service),
      plaintextAuth: { value: false, origin: decider },
      ...facts,
      undetermined: [...facts.undetermined, ...unclear],
    },
  ];
}

/** The service that does TLS for postscreen. */
export function proxyOf(model: Model): Service | undefined {
  return model.services.find(({ program, type }) => program === "tlsproxy" && type === "unix");
}

function proxyFacts(model: Model, origin: Endpoint["transport"]["origin"]): ReturnType<typeof serverFacts> {
  const proxy = proxyOf(model);
  if (proxy === undefined) {
    const reason = "master.cf has no tlsproxy service, which postscreen needs for TLS";
    return { tlsFailure: { value: reason, origin }, undetermined: [] };
  }
  const { level } = serverLevel(proxy, "tlsproxy");
  const facts = serverFacts(model, proxy, "tlsproxy", demandsTls(level));
  if (level !== "none" && level !== "invalid") return facts;
  return { ...facts, tlsFailure: { value: "tlsproxy has no TLS: see tlsproxy_tls_security_level", origin } };
}
