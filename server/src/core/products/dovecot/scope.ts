// The settings that count for one kind of connection: the most specific filter's, else the default. Nothing about TLS.

import type { Origin } from "../../posture/fact.js";
import type { Span } from "../../text/span.js";
import { compareFilters, type Connection, holds } from "./filters.js";
import type { Reading, Written } from "./reading.js";
import { settingIn } from "./settings-table.js";
import { readBool } from "./values.js";
import { atLeast, type DovecotVersion } from "./version.js";

/** A setting as it counts. */
export interface Effective {
  readonly name: string;
  /** As doveconf prints it. */
  readonly shown: string;
  /** With other settings put in; of a file its path. */
  readonly value: string;
  readonly origin: Origin;
  readonly written?: Written;
  /** A template, the environment or an include that is not at hand decides. */
  readonly unknown: boolean;
}

export interface Scope {
  readonly connection: Connection;
  get(name: string): Effective;
  /** Null where it is unknown or no boolean. */
  bool(name: string): boolean | null;
  /** The words of a list, whichever way it is written. */
  words(name: string): readonly string[];
}

/** From the name to the end of the value. */
export function settingSpan({ node }: Pick<Written, "node">): Span {
  const { name, value } = node;
  return { start: name.span.start, end: Math.max(name.span.end, value.span.end) };
}

function originOf(written: Written): Origin {
  return {
    kind: "explicit",
    setting: written.obsolete ?? written.name,
    path: written.source.path,
    span: settingSpan(written),
  };
}

/** What counts for a connection. */
export function scopeOf(reading: Reading, version: DovecotVersion, connection: Connection): Scope {
  const layers = reading.layers
    .filter(({ filter }) => holds(filter, connection))
    .sort((a, b) => compareFilters(a.filter, b.filter));

  const find = (key: string): Written | undefined => {
    for (const { values } of layers) {
      const found = values.get(key);
      if (found) return found;
    }
    return undefined;
  };

  const scope: Scope = {
    connection,
    get(name) {
      const written = find(name);
      if (written) {
        const { shown, value, unknown } = written;
        return { name, shown, value, origin: originOf(written), written, unknown };
      }
      const fallback = settingIn(version, name)?.fallback ?? "";
      return { name, shown: fallback, value: fallback, origin: { kind: "default", setting: name }, unknown: false };
    },
    bool(name) {
      const { value, unknown } = scope.get(name);
      return unknown ? null : readBool(value);
    },
    words(name) {
      const words = scope
        .get(name)
        .value.split(/[ ,]+/)
        .filter((word) => word !== "");
      if (!atLeast(version, "2.4")) return words;
      const listed = new Map(words.map((word) => [word, true]));
      for (const { values } of [...layers].reverse())
        for (const [key, written] of values)
          if (key.startsWith(`${name}/`)) listed.set(key.slice(name.length + 1), readBool(written.value) === true);
      return [...listed].flatMap(([word, on]) => (on ? [word] : []));
    },
  };
  return scope;
}
