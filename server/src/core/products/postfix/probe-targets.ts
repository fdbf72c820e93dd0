// The hosts that a configuration names, as targets of a probe. Nothing is looked up, and nobody is asked.

import type { InputFile, ProbePlace } from "../product.js";
import { destinationHost, nextHop } from "./next-hop.js";
import { entryAt, type Model } from "./model.js";
import { tlsTables } from "./tables.js";

/** Parameters whose value names a host that mail goes to or comes in at. */
const HOST_PARAMETERS = ["relayhost", "smtp_fallback_relay", "fallback_relay", "myhostname"];

/** Service names of ports, as next-hops write them. */
const PORTS: Readonly<Record<string, string>> = { smtp: "25", submission: "587", submissions: "465", smtps: "465" };

function target(model: Model, name: string): string | null {
  const value = model.unknown(name) ? undefined : model.get(name)?.value;
  const hop = value === undefined ? null : nextHop(value);
  if (!hop) return null;
  const port = hop.port === null ? (name === "myhostname" ? "25" : null) : (PORTS[hop.port] ?? hop.port);
  return written(hop.host, port);
}

function written(host: string, port: string | null): string {
  const bracketed = host.includes(":") ? `[${host}]` : host;
  return port === null ? bracketed : `${bracketed}:${port}`;
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

function namedHosts(model: Model): readonly ProbePlace[] {
  const receives = model.master === null || model.services.some(({ program }) => RECEIVERS.includes(program));
  return HOST_PARAMETERS.flatMap((name) => {
    const entry = model.entries.get(name);
    if (entry === undefined || (name === "myhostname" && !receives)) return [];
    const found = target(model, name);
    return found === null ? [] : [{ span: entry.name.span, target: found }];
  }).sort((a, b) => a.span.start - b.span.start);
}

/** Daemons that answer on public ports. */
const RECEIVERS: readonly string[] = ["smtpd", "postscreen"];

/** This host's own services, under the name that it gives itself. */
function listeners(model: Model, path: string): readonly ProbePlace[] {
  const hop = model.unknown("myhostname") ? null : nextHop(model.get("myhostname")?.value ?? "");
  if (hop === null || path !== model.master?.source.path) return [];
  return model.services.flatMap((service) => {
    const { program, port, entry } = service;
    if (entry === null || port === null || !RECEIVERS.includes(program)) return [];
    const implicit = service.get("smtpd_tls_wrappermode")?.value === "yes";
    // A port that is registered for the other way needs its scheme.
    const scheme = implicit === (port === 465) ? "" : implicit ? "submissions://" : "submission://";
    return [{ span: entry.fields.name.span, target: `${scheme}${written(hop.host, String(port))}` }];
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
    return hop === null
      ? []
      : [{ span: key.span, target: written(hop.host, hop.port && (PORTS[hop.port] ?? hop.port)) }];
  });
}
