// The endpoints of the delivery clients: the level of main.cf or of a service, then single destinations (destinations.ts).

import type { Origin } from "../../posture/fact.js";
import type { Endpoint } from "../../posture/posture.js";
import { actingLevel, clientAt, clientFacts, smtpExposure } from "./client-facts.js";
import { destinationsOf } from "./destinations.js";
import { clientLevel, demandsTls, type Level } from "./levels.js";
import type { Model } from "./model.js";
import type { Service } from "./services.js";

/** A client service and the destinations for which a table says something else. */
export function clientEndpoints(model: Model, service: Service): Endpoint[] {
  const side = service.program === "lmtp" ? "lmtp" : "smtp";
  const { level, origin } = clientLevel(service, side);
  if (level === "invalid") return [];
  const global: Level = level === "unknown" ? "none" : level;
  const acting = actingLevel(service, side, global);
  const { endpoints, unclear } = destinationsOf(model, service, side, global);
  const general = clientAt(model, service, side, acting, origin);
  // Where a destination publishes DANE records, the mandatory lists count.
  const dane: Endpoint[] =
    acting.level !== "dane"
      ? []
      : [
          {
            ...clientAt(model, service, side, { level: "dane-only" }, origin),
            id: `${service.id} (dane)`,
            presence: "assumed",
          },
        ];
  const undetermined = [...general.undetermined, ...unclear.map((reason) => ({ fact: "required" as const, reason }))];
  return [{ ...general, presence: "declared", undetermined }, ...dane, ...endpoints];
}

/** Whether some destination may be held to TLS by a table that is not read. */
function mayDemand(model: Model): boolean {
  if (model.master === null) return true;
  return model.servicesOf("smtp").some((service) => {
    const { level } = clientLevel(service);
    return (
      level !== "invalid" && level !== "unknown" && destinationsOf(model, service, "smtp", level).unclear.length > 0
    );
  });
}

/** A policy table may demand TLS of single destinations; they take the mandatory lists. */
export function assumedClient(model: Model): Endpoint[] {
  const { level } = clientLevel(model);
  if (level === "invalid" || demandsTls(level) || !mayDemand(model)) return [];
  const origin: Origin = { kind: "default", setting: "smtp_tls_security_level" };
  return [
    {
      ...{
        id: "smtp/unix (encrypt)",
        product: "postfix",
        role: "client",
        protocol: "smtp",
        service: "relay",
        port: null,
      },
      exposure: smtpExposure(model),
      presence: "assumed",
      transport: { value: "starttls", origin },
      required: { value: true, origin },
      ...clientFacts(model, model, "smtp", true, { level: "encrypt" }),
    },
  ];
}
