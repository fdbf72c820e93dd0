// The section `mailTls` of a client's settings: unknown JSON in, checked values and complaints out. No connection here.

import { checkOptions, checkOptionsOf, productIds, type ProductOptions } from "../core/api.js";
import { DEFAULT_CONNECTIONS, MAX_CONNECTIONS } from "../probe/engine/pool.js";

/** How long a probe may take where the settings do not say; as on the command line. */
const DEFAULT_PROBE_SECONDS = 60;

/** The longest that settings may ask for; as on the command line. */
const MAX_PROBE_SECONDS = 3600;

export interface CheckedSettings {
  readonly options: Pick<ProductOptions, "serverVersions" | "library" | "profile">;
  readonly probeTimeoutMs: number;
  /** Connections that a probe has open at the same time. */
  readonly probeConnections: number;
  /** One sentence for each setting that is ignored because its value makes no sense. */
  readonly problems: readonly string[];
}

/** The value of `key` in a JSON object; undefined where there is none, or no object. */
export function member(json: unknown, key: string): unknown {
  return typeof json === "object" && json !== null ? (json as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** Reads settings of any shape. Absent, null and "" mean not set. */
export function readSettings(section: unknown): CheckedSettings {
  const problems: string[] = [];
  const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== "";
  const ignore = (name: string, why: string): void => {
    problems.push(`The setting mailTls.${name} is ignored: ${why}`);
  };

  function option(name: string, value: unknown, key: "library" | "profile"): CheckedSettings["options"] {
    if (!isSet(value)) return {};
    const option = { [key]: value };
    const problem = typeof value === "string" ? checkOptions(option) : "its value must be text, in quotation marks.";
    if (problem === null) return option;
    ignore(name, problem);
    return {};
  }

  function versions(): CheckedSettings["options"] {
    const found = productIds().flatMap((id): readonly (readonly [string, string])[] => {
      const value = member(member(section, id), "version");
      if (!isSet(value)) return [];
      const problem =
        typeof value === "string"
          ? checkOptionsOf(id, { serverVersion: value })
          : "its value must be text, in quotation marks.";
      if (problem === null && typeof value === "string") return [[id, value]];
      ignore(`${id}.version`, problem ?? "");
      return [];
    });
    return found.length === 0 ? {} : { serverVersions: Object.fromEntries(found) };
  }

  function seconds(name: string, value: unknown, otherwise: number): number {
    if (!isSet(value)) return otherwise;
    if (typeof value === "number" && value > 0 && value <= MAX_PROBE_SECONDS) return value;
    ignore(name, `its value must be a number of seconds, at most ${MAX_PROBE_SECONDS}.`);
    return otherwise;
  }

  function connections(name: string, value: unknown): number {
    if (!isSet(value)) return DEFAULT_CONNECTIONS;
    if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_CONNECTIONS) return Number(value);
    ignore(name, `its value must be a whole number from 1 to ${MAX_CONNECTIONS}.`);
    return DEFAULT_CONNECTIONS;
  }

  const probe = member(section, "probe");
  return {
    options: {
      ...versions(),
      ...option("tlsLibrary", member(section, "tlsLibrary"), "library"),
      ...option("profile", member(section, "profile"), "profile"),
    },
    probeTimeoutMs: 1000 * seconds("probe.timeoutSeconds", member(probe, "timeoutSeconds"), DEFAULT_PROBE_SECONDS),
    probeConnections: connections("probe.connections", member(probe, "connections")),
    problems,
  };
}
