// What the daemon offers and demands at each port.

import type { Endpoint } from "../../posture/posture.js";
import { demand } from "./acl-demand.js";
import { readCertificates } from "./certificates.js";
import { primeOf } from "./dh.js";
import { serverFacts, type TlsFacts } from "./endpoint-facts.js";
import type { Situation } from "./expansion.js";
import { audience } from "./host-list.js";
import { type Listener, listeners } from "./listeners.js";
import { loginAnnounced, plaintextAuth } from "./logins.js";
import type { Model } from "./model.js";
import { readSettings } from "./tls-facts.js";

/** Ports of submission (RFC 6409, RFC 8314). */
const SUBMISSION = new Set([465, 587]);

/** What is known of a connection before TLS; `port` is null on the way out. */
export function situationAt(model: Model, port: number | null): Situation {
  return {
    tls: false,
    port,
    hostList: (name) => model.lists.find((one) => one.list === "host" && one.name.text === name)?.value.text ?? null,
    exists: (path) => {
      const status = model.files?.status(path) ?? null;
      return status === null ? null : status.kind !== "missing";
    },
  };
}

/** TLS at a port where it is offered. */
function tlsFacts(model: Model, situation: Situation): TlsFacts {
  const reading = readSettings(model, model.main, situation);
  const gnutls = model.library.kind === "gnutls";
  return serverFacts(reading, readCertificates(model, situation), primeOf(model, situation), gnutls);
}

/** A port on which TLS begins at once. */
function implicitEndpoint(model: Model, { origin }: Listener, situation: Situation): Decided {
  const opener = model.main.get("tls_on_connect_ports").origin;
  return {
    transport: { value: "implicit", origin: opener },
    required: { value: true, origin: opener },
    plaintextAuth: { value: false, origin },
    ...tlsFacts(model, situation),
  };
}

type Decided = Pick<Endpoint, "transport" | "required" | "plaintextAuth"> & TlsFacts;

/** A port on which clients begin in plain text. */
function plainEndpoint(model: Model, { port }: Listener, situation: Situation): Decided {
  const option = model.main.get("tls_advertise_hosts");
  const asked = option.unknown ? "some" : audience(option.value, situation);
  const login = plaintextAuth(model, situation);
  const withTls = loginAnnounced(model, { ...situation, tls: true }, false);
  const demanded = demand(model, port, { before: loginAnnounced(model, situation, false), with: withTls });
  const facts = asked === "none" ? { undetermined: [] } : tlsFacts(model, situation);
  const unclear: Endpoint["undetermined"] = [
    ...(asked === "some" ? [{ fact: "transport" as const, reason: "tls_advertise_hosts depends on the client" }] : []),
    ...(login === null ? [{ fact: "plaintextAuth" as const, reason: "who is shown which login is not known" }] : []),
    ...(demanded.unclear === undefined ? [] : [{ fact: "required" as const, reason: demanded.unclear }]),
  ];
  return {
    transport: { value: asked === "none" ? "none" : "starttls", origin: option.origin },
    required: { value: demanded.demanded, origin: demanded.demanded ? demanded.origin : option.origin },
    ...(login !== null && { plaintextAuth: login }),
    ...facts,
    undetermined: [...facts.undetermined, ...unclear],
  };
}

function endpoint(model: Model, listener: Listener): Endpoint {
  const { port, implicit, loopback } = listener;
  const situation = situationAt(model, port);
  return {
    id: `smtp:${port}`,
    product: "exim",
    role: "server",
    service: implicit || SUBMISSION.has(port) ? "submission" : "mx",
    protocol: "smtp",
    port,
    // What opens the port may stand in a file that nobody could read.
    presence: model.main.get("daemon_smtp_ports").unknown ? "assumed" : "declared",
    exposure: loopback ? "loopback" : "public",
    ...(implicit ? implicitEndpoint(model, listener, situation) : plainEndpoint(model, listener, situation)),
  };
}

/** One endpoint for each port. */
export function serverEndpoints(model: Model): readonly Endpoint[] {
  return listeners(model).map((listener) => endpoint(model, listener));
}
