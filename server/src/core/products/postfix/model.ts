// Effective main.cf settings: what Postfix would use, and where it comes from. What they mean for TLS is posture.ts.

import { compare } from "../../dialects/postfix-main/comparison.js";
import { expand } from "../../dialects/postfix-main/expression.js";
import type { Entry, MainCf } from "../../dialects/postfix-main/tree.js";
import type { Parsed } from "../../dialects/dialect.js";
import type { Origin } from "../../posture/fact.js";
import type { SourceText } from "../../text/source-text.js";
import type { OpenSslLibrary } from "../../tls/openssl-cipher-string.js";
import type { ProductOptions } from "../options.js";
import { isOpenSslLibrary } from "../../tls/openssl-table.js";
import { computedDefault } from "./computed.js";
import { libraryOf } from "./library.js";
import { defaultOf, NEWEST_VERSION, parameter, perServiceDefault } from "./parameters.js";
import { readVersion, type PostfixVersion } from "./version.js";

/** The value that counts for a parameter. */
export interface Effective {
  readonly name: string;
  /** As written in the file or as compiled in. */
  readonly raw: string;
  /** After `$name` expansion. */
  readonly value: string;
  readonly origin: Origin;
  /** The entry that decides, when one does. */
  readonly entry?: Entry;
  /** Why Postfix could not expand the value; its programs stop with a fatal error when they read it. */
  readonly problem?: string;
}

/** A main.cf with everything needed to judge it. */
export interface Model {
  readonly source: SourceText;
  readonly parsed: Parsed<MainCf>;
  readonly version: PostfixVersion;
  readonly library: OpenSslLibrary;
  /** Name → the entry that counts: the last one (dict_load_fp in src/util/dict.c). */
  readonly entries: ReadonlyMap<string, Entry>;
  /** The value that counts; undefined for a name that is neither set nor has a known default. */
  get(name: string): Effective | undefined;
  /** The value of a boolean: null when it is neither yes nor no, which is fatal (src/global/mail_conf_bool.c). */
  bool(name: string): boolean | null;
  /** Expands `$name` as for the value of a parameter. */
  expand(text: string): { readonly text: string; readonly problem?: string };
}

/** The TLS library and release that the files are judged for. */
function versionOf(entries: ReadonlyMap<string, Entry>, options: ProductOptions): PostfixVersion {
  const told = options.serverVersion === undefined ? null : readVersion(options.serverVersion);
  const written = entries.get("mail_version");
  return told ?? (written ? readVersion(written.value.text) : null) ?? NEWEST_VERSION;
}

/** A level that cannot be read is fatal everywhere, since defaults are compared with it (src/global/compat_level.c). */
function levelProblem(name: string, value: string): string | undefined {
  if (name !== "compatibility_level") return undefined;
  const result = compare(value, "==", "0", "level");
  return typeof result === "object" ? result.message : undefined;
}

/** Reads a parsed main.cf. Never throws. */
export function loadModel(parsed: Parsed<MainCf>, options: ProductOptions): Model {
  const entries = new Map<string, Entry>();
  for (const node of parsed.tree.nodes) {
    if (node.kind !== "entry") continue;
    // A later duplicate takes the place of the earlier one, also in the order of the report.
    entries.delete(node.name.text);
    if (parameter(node.name.text)?.readOnly !== true) entries.set(node.name.text, node);
  }
  const version = versionOf(entries, options);
  const told = options.library;
  const cache = new Map<string, Effective | undefined>();

  const rawValue = (name: string): string | undefined => {
    const entry = entries.get(name);
    if (entry) return entry.value.text;
    const known = parameter(name);
    // What only the machine knows stands for itself: "$$" expands to "$".
    if (known?.computed) return computedDefault(name, entries, options.host?.hostname) ?? `$$${name}`;
    return known ? defaultOf(known, version, options.host?.distribution) : perServiceDefault(name);
  };

  const model: Model = {
    source: parsed.source,
    parsed,
    version,
    library: told !== undefined && isOpenSslLibrary(told) ? told : libraryOf(version),
    entries,
    expand(text) {
      const result = expand(text, rawValue);
      const problem = result.problems[0]?.message;
      return problem === undefined ? { text: result.text } : { text: result.text, problem };
    },
    get(name) {
      if (cache.has(name)) return cache.get(name);
      cache.set(name, undefined);
      const raw = rawValue(name);
      const entry = entries.get(name);
      if (raw === undefined || (!entry && raw === `$$${name}`)) return undefined;
      const expanded: ReturnType<Model["expand"]> = parameter(name)?.raw === true ? { text: raw } : model.expand(raw);
      const problem = expanded.problem ?? levelProblem(name, expanded.text);
      const origin: Origin = entry
        ? {
            kind: "explicit",
            setting: name,
            path: parsed.source.path,
            span: entry.value.text === "" ? entry.name.span : entry.value.span,
          }
        : { kind: "default", setting: name };
      const effective: Effective = {
        name,
        raw,
        value: expanded.text,
        origin,
        ...(entry ? { entry } : {}),
        ...(problem === undefined ? {} : { problem }),
      };
      cache.set(name, effective);
      return effective;
    },
    bool(name) {
      const value = model.get(name)?.value.toLowerCase();
      return value === "yes" ? true : value === "no" ? false : null;
    },
  };
  return model;
}
