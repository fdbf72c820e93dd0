// Rows of the clients' TLS policy tables as endpoints of their own, and the tables that cannot be read. What a row says: tls-policy.ts.

import type { Origin } from "../../posture/fact.js";
import type { Endpoint } from "../../posture/posture.js";
import { actingLevel, clientAt, type Client } from "./client-facts.js";
import type { Level } from "./levels.js";
import { type MapReference, readMapList } from "./maps.js";
import type { Model } from "./model.js";
import type { Service } from "./services.js";
import { readSitePolicy, siteLevel } from "./tls-per-site.js";
import { readTlsPolicy } from "./tls-policy.js";
import type { TlsOverride } from "./tls-facts.js";

export interface Destinations {
  readonly endpoints: readonly Endpoint[];
  /** Tables that are not read, and why. */
  readonly unclear: readonly string[];
}

/** `key: null` answers every lookup. */
interface Row {
  readonly key: string | null;
  readonly value: string;
  readonly origin: Origin;
}

/** The rows of one table, the one that counts of each key; a reason where they are not known. */
function rowsOf(
  model: Model,
  reference: MapReference,
  setting: Extract<Origin, { setting: string }>,
): readonly Row[] | string {
  const { source } = reference;
  switch (source.kind) {
    case "file": {
      const table = model.table(source.path);
      if (table === null) return `${source.path} is not read`;
      const { path } = table.source;
      const rows = table.tree.nodes.flatMap((node) => (node.kind === "row" ? [node] : []));
      // postmap keeps the first row of a key, with a warning.
      return firstOfEach(
        rows.map(({ key, value }) => ({
          key: key.text,
          value: value.text,
          origin: { kind: "explicit", setting: setting.setting, path, span: value.span },
        })),
      );
    }
    case "rows":
      return lastOfEach(source.rows.map(({ key, value }) => ({ key: key.text, value: value.text, origin: setting })));
    case "static":
      return [{ key: null, value: source.value.text, origin: setting }];
    case "union":
    case "pipe":
      return `${reference.type}: its tables answer together`;
    default:
      return source.reason;
  }
}

function firstOfEach(rows: readonly Row[]): readonly Row[] {
  return lastOfEach([...rows].reverse()).reverse();
}

function lastOfEach(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.key?.toLowerCase() ?? null, row])).values()];
}

/** Keys for destinations that a table decides by itself, in the order of the parameter. */
function readTables(
  model: Model,
  service: Service,
  setting: string,
): { rows: readonly Row[]; unclear: readonly string[] } {
  const effective = service.get(setting);
  if (!effective || effective.value === "" || effective.origin.kind === "observed") return { rows: [], unclear: [] };
  const rows = new Map<string | null, Row>();
  const unclear: string[] = [];
  if (effective.unknown === true) return { rows: [], unclear: [`${setting} is set by a template`] };
  for (const reference of readMapList(effective.value)) {
    if (reference.type === null) continue;
    const found = rowsOf(model, reference, effective.origin);
    if (typeof found === "string") {
      unclear.push(`${setting}: ${found}`);
      continue;
    }
    // An earlier table's row for a key wins, and one that answers everything hides what follows.
    for (const row of found) {
      const key = row.key?.toLowerCase() ?? null;
      if (!rows.has(key) && !rows.has(null)) rows.set(key, row);
    }
  }
  return { rows: [...rows.values()], unclear };
}

function policyEndpoint(model: Model, service: Service, side: Client, row: Row): Endpoint | null {
  const policy = readTlsPolicy(row.value, service.version);
  const name = row.key ?? "any destination";
  const id = `${service.id} → ${name}`;
  if (policy.level === null || !policy.usable) {
    const general = clientAt(model, service, side, { level: "encrypt" }, row.origin);
    const reason = "the policy has an error, so that mail waits";
    return {
      ...general,
      id,
      destination: name,
      presence: "declared",
      tlsFailure: { value: reason, origin: row.origin },
    };
  }
  const override: TlsOverride = {
    ...(policy.protocols && { protocols: { list: policy.protocols.list, origin: row.origin } }),
    ...(policy.ciphers && { grade: { text: policy.ciphers.token.text, origin: row.origin } }),
    ...(policy.exclude && { exclude: policy.exclude.names }),
  };
  const acting = actingLevel(service, side, policy.level);
  const endpoint = clientAt(model, service, side, acting, row.origin, override);
  const asked = policy.servername && { serverName: { value: policy.servername.text, origin: row.origin } };
  return { ...endpoint, ...asked, id, destination: name, presence: "declared" };
}

function siteEndpoint(model: Model, service: Service, side: Client, global: Level, row: Row): Endpoint {
  const { level } = readSitePolicy(row.value);
  const acting =
    level === null
      ? { level: "encrypt" as const, failure: "the row has an error, so that mail waits" }
      : { level: siteLevel(global, level, null) };
  return {
    ...clientAt(model, service, side, acting, row.origin),
    id: `${service.id} → ${row.key ?? "any destination"}`,
    destination: row.key ?? "any destination",
    presence: "declared",
  };
}

/** The destinations with a policy of their own. smtp_tls_per_site counts only where there is no policy table. */
export function destinationsOf(model: Model, service: Service, side: Client, global: Level): Destinations {
  const policies = `${side}_tls_policy_maps`;
  if ((service.get(policies)?.value ?? "") !== "") {
    const { rows, unclear } = readTables(model, service, policies);
    return { endpoints: rows.flatMap((row) => policyEndpoint(model, service, side, row) ?? []), unclear };
  }
  const { rows, unclear } = readTables(model, service, `${side}_tls_per_site`);
  return { endpoints: rows.map((row) => siteEndpoint(model, service, side, global, row)), unclear };
}
