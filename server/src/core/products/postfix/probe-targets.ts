// The hosts that a configuration names, as targets of a probe. Nothing is looked up, and nobody is asked.

import type { InputFile, ProbePlace } from "../product.js";
import { destinationHost, nextHop } from "./next-hop.js";
import { entryAt, type Model } from "./model.js";
import { exposureOf, portOf, type Service } from "./services.js";
import { tlsTables } from "./tables.js";

/** Parameters whose value names a host that mail goes to or comes in at. */
const HOST_PARAMETERS = ["relayhost", "smtp_fallback_relay", "fallback_relay", "myhostname"];

function target(model: Model, name: string): string | null {
  const value = model.unknown(name) ? undefined : model.get(name)?.value;
  const hop = value === undefined ? null : nextHop(value);
  return hop && written(name === "myhostname" ? { ...hop, port: "25" } : hop);
}

/** As the `probe` command takes it; null where only the machine knows the number of a port. */
function written({ host, port }: NonNullable<ReturnType<typeof nextHop>>): string | null {
  const bracketed = host.includes(":") ? `[${host}]` : host;
  if (port === null) return bracketed;
  const number = portOf(port);
  return number === null ? null : `${bracketed}:${number}`;
}

/** The host of the line of main.cf at `offset`, else the relay, else this host itself. */
export function probeTarget(model: Model, offset: number): string | null {
  const here = entryAt(model, offset)?.name.text;
  const candidates = [...(here !== undefined && HOST_PARAMETERS.includes(here) ? [here] : []), ...HOST_PARAMETERS];
  for (const name of candidates) {
    const found = target(model, name);
    if (found !== null) return found;
  }
  return null;
}

/** Daemons that answer on public ports. */
const RECEIVERS: readonly string[] = ["smtpd", "postscreen"];

/** Services that others can reach: what listens on loopback only is not there under this host's name. */
function publicServices(model: Model): readonly Service[] {
  return model.services.filter(
    (service) => service.type === "inet" && RECEIVERS.includes(service.program) && exposureOf(service) === "public",
  );
}

function namedHosts(model: Model): readonly ProbePlace[] {
  const receives = publicServices(model).some(({ port }) => port === 25);
  return HOST_PARAMETERS.flatMap((name) => {
    const entry = model.entries.get(name);
    if (entry === undefined || (name === "myhostname" && !receives)) return [];
    const found = target(model, name);
    return found === null ? [] : [{ span: entry.name.span, target: found }];
  }).sort((a, b) => a.span.start - b.span.start);
}

/** This host's own services, under the name that it gives itself. */
function listeners(model: Model, path: string): readonly ProbePlace[] {
  if (path !== model.master?.source.path) return [];
  return publicServices(model).flatMap((service) => {
    const { port, entry } = service;
    const hop = service.unknown("myhostname") ? null : nextHop(service.get("myhostname")?.value ?? "");
    if (hop === null || entry === null || port === null) return [];
    const implicit = service.bool("smtpd_tls_wrappermode") === true;
    // A port that is registered for the other way needs its scheme.
    const scheme = implicit === (port === 465) ? "" : implicit ? "submissions://" : "submission://";
    const found = written({ host: hop.host, port: String(port) });
    return found === null ? [] : [{ span: entry.fields.name.span, target: `${scheme}${found}` }];
  });
}

/** The hosts that a file of the configuration names: relays, this host's services, destinations with a policy. */
export function probePlaces(model: Model, { source: { path }, dialect }: InputFile): readonly ProbePlace[] {
  if (dialect === "postfix-main") return path === model.source.path ? namedHosts(model) : [];
  if (dialect === "postfix-master") return listeners(model, path);
  const policies = tlsTables(model).filter(({ use, table }) => use !== "sni" && table.source.path === path);
  const rows = policies.flatMap(({ table }) => table.tree.nodes.flatMap((node) => (node.kind === "row" ? [node] : [])));
  return rows.flatMap(({ key }) => {
    const hop = destinationHost(key.text);
    const found = hop && written(hop);
    return found === null ? [] : [{ span: key.span, target: found }];
  });
}
