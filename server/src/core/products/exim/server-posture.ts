// What the daemon offers and demands at each port.

import type { Origin } from "../../posture/fact.js";
import type { Endpoint } from "../../posture/posture.js";
import { demand } from "./acl-demand.js";
import { readCertificates } from "./certificates.js";
import { primeOf } from "./dh.js";
import { serverFacts } from "./endpoint-facts.js";
import type { Situation } from "./expansion.js";
import { audience } from "./host-list.js";
import { type Listener, listeners } from "./listeners.js";
import { loginAnnounced, plaintextAuth } from "./logins.js";
import type { Effective, Model } from "./model.js";
import { readSettings } from "./tls-facts.js";

/** Ports of submission (RFC 6409, RFC 8314). */
const SUBMISSION = new Set([465, 587]);

/** What exists{…} finds on the machine. */
export function situationAt(model: Model, port: number | null): Situation {
  return {
    tls: false,
    port,
    exists: (path) => {
      const status = model.files?.status(path) ?? null;
      return status === null ? null : status.kind !== "missing";
    },
  };
}

function advertised(option: Effective, situation: Situation): { readonly offered: boolean; readonly unclear?: string } {
  const asked = option.unknown ? "some" : audience(option.value, situation);
  if (asked !== "some") return { offered: asked === "all" };
  return { offered: true, unclear: "tls_advertise_hosts depends on the client" };
}

function endpoint(model: Model, listener: Listener): Endpoint {
  const { port, implicit, loopback, origin, assumed } = listener;
  const situation = situationAt(model, port);
  const option = model.main.get("tls_advertise_hosts");
  const { offered, unclear } = implicit ? { offered: true } : advertised(option, situation);
  const login = plaintextAuth(model, situation);
  const before = loginAnnounced(model, situation, false);
  const demanded = implicit
    ? { demanded: true, origin: model.main.get("tls_on_connect_ports").origin }
    : demand(model, port, { before, with: loginAnnounced(model, { ...situation, tls: true }, false) });
  const transportOrigin: Origin = implicit ? model.main.get("tls_on_connect_ports").origin : option.origin;
  const facts = offered
    ? serverFacts(
        readSettings(model, model.main, situation),
        readCertificates(model, situation),
        primeOf(model, situation),
        model.library.kind === "gnutls",
      )
    : { undetermined: [] };
  const undetermined: Endpoint["undetermined"] = [
    ...facts.undetermined,
    ...(unclear === undefined ? [] : [{ fact: "transport" as const, reason: unclear }]),
    ...(implicit || login !== null
      ? []
      : [{ fact: "plaintextAuth" as const, reason: "who is shown which login is not known" }]),
    ...("unclear" in demanded && demanded.unclear !== undefined
      ? [{ fact: "required" as const, reason: demanded.unclear }]
      : []),
  ];
  return {
    id: `smtp:${port}`,
    product: "exim",
    role: "server",
    service: implicit || SUBMISSION.has(port) ? "submission" : "mx",
    protocol: "smtp",
    port,
    presence: "declared",
    exposure: loopback ? "loopback" : "public",
    transport: { value: implicit ? "implicit" : offered ? "starttls" : "none", origin: transportOrigin },
    required: { value: demanded.demanded, origin: assumed || !demanded.demanded ? transportOrigin : demanded.origin },
    ...(implicit || login === null
      ? implicit
        ? { plaintextAuth: { value: false, origin } }
        : {}
      : { plaintextAuth: login }),
    ...facts,
    undetermined,
  };
}

/** One endpoint for each port. */
export function serverEndpoints(model: Model): readonly Endpoint[] {
  return listeners(model).map((listener) => endpoint(model, listener));
}
