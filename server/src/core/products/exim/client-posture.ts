// What each smtp transport asks of the servers to which it delivers. Source: smtp_setup_conn in src/transports/smtp.c.

import { listItems } from "../../dialects/exim/strings.js";
import type { Fact, Origin } from "../../posture/fact.js";
import type { Endpoint, Protocol, Transport } from "../../posture/posture.js";
import { clientFacts } from "./endpoint-facts.js";
import { fold } from "./expansion.js";
import { audience, type Audience } from "./host-list.js";
import { portNumber } from "./listeners.js";
import type { Model, Scope } from "./model.js";
import { situationAt } from "./server-posture.js";
import { readSettings } from "./tls-facts.js";

function asked(model: Model, scope: Scope, name: string): { readonly whom: Audience; readonly origin: Origin } {
  const { value, origin, unknown } = scope.get(name);
  return { whom: unknown ? "some" : audience(value, situationAt(model, null)), origin };
}

/** All hosts of the transport are this machine's own. */
function isLoopback(scope: Scope): boolean {
  const hosts = listItems(scope.get("hosts").value);
  return hosts.length > 0 && hosts.every((host) => /^(?:127\.[\d.]+|localhost|::1)$/.test(host));
}

function endpoint(model: Model, scope: Scope): Endpoint {
  const protocol = scope.get("protocol");
  const implicit = protocol.value === "smtps";
  const avoid = asked(model, scope, "hosts_avoid_tls");
  const demands = ["hosts_require_tls", "hosts_require_dane"].map((name) => asked(model, scope, name));
  const demander = demands.find(({ whom }) => whom === "all");
  const partly = demands.find(({ whom }) => whom === "some");
  const off = !implicit && avoid.whom === "all";
  const transport: Fact<Transport> = implicit
    ? { value: "implicit", origin: protocol.origin }
    : { value: off ? "none" : "starttls", origin: avoid.origin };
  const fallback: Origin = partly?.origin ?? { kind: "default", setting: "hosts_require_tls" };
  const spoken: Protocol = protocol.value === "lmtp" ? "lmtp" : "smtp";
  const reading = readSettings(model, scope, situationAt(model, null));
  const facts = off ? { undetermined: [] } : clientFacts(reading, model.library.kind === "gnutls");
  const port = fold(scope.get("port").value, situationAt(model, null));
  return {
    id: `transport/${scope.instance?.name.text ?? ""}`,
    product: "exim",
    role: "client",
    service: "relay",
    protocol: spoken,
    port: implicit && port === "smtp" ? 465 : portNumber(port ?? ""),
    presence: "declared",
    exposure: isLoopback(scope) ? "loopback" : "public",
    transport,
    required: {
      value: implicit || demander !== undefined,
      origin: implicit ? protocol.origin : (demander?.origin ?? fallback),
    },
    ...facts,
    undetermined: [
      ...facts.undetermined,
      ...(avoid.whom === "some" ? [{ fact: "transport" as const, reason: "hosts_avoid_tls depends on the host" }] : []),
      ...(partly !== undefined && demander === undefined
        ? [{ fact: "required" as const, reason: "TLS is demanded of some hosts" }]
        : []),
    ],
  };
}

/** One endpoint for each smtp transport. */
export function clientEndpoints(model: Model): readonly Endpoint[] {
  return model.driversOf("transport", "smtp").map((scope) => endpoint(model, scope));
}
