// Settings as one program reads them: `-o` overrides of its service over main.cf over defaults. What they mean for TLS is posture.ts.

import { compare } from "../../dialects/postfix-main/comparison.js";
import { expand } from "../../dialects/postfix-main/expression.js";
import type { Entry } from "../../dialects/postfix-main/tree.js";
import type { Override } from "../../dialects/postfix-master/tree.js";
import type { Origin } from "../../posture/fact.js";
import { UNKNOWN } from "../../text/template.js";
import type { OpenSslLibrary } from "../../tls/openssl-cipher-string.js";
import type { ProductOptions } from "../options.js";
import { computedDefault } from "./computed.js";
import { defaultOf, parameter, perServiceDefault } from "./parameters.js";
import type { PostfixVersion } from "./version.js";

/** The value that counts for a parameter. */
export interface Effective {
  readonly name: string;
  /** As written in the file or as compiled in. */
  readonly raw: string;
  /** After `$name` expansion. */
  readonly value: string;
  readonly origin: Origin;
  /** The entry of main.cf that decides, when one does. */
  readonly entry?: Entry;
  /** The `-o` of master.cf that decides, when one does. */
  readonly override?: Override;
  /** Why Postfix could not expand the value; its programs stop with a fatal error when they read it. */
  readonly problem?: string;
  /** A template decides it: `raw` and `value` hold UNKNOWN, or are only what the value may be. */
  readonly unknown?: true;
}

/** Settings as one program reads them. */
export interface Scope {
  readonly version: PostfixVersion;
  readonly library: OpenSslLibrary;
  /** The value that counts; undefined for a name that is neither set nor has a known default. */
  get(name: string): Effective | undefined;
  /** The names that somebody set for it: in main.cf, and by its own `-o`. */
  writtenNames(): Iterable<string>;
  /** Whether a template decides the value. Who asks this first may read other values and still be believed (see `traced`). */
  unknown(name: string): boolean;
  /** Runs `read`, and tells the names of unknown values that it got: what it concludes may not hold. */
  traced<Result>(read: () => Result): { readonly result: Result; readonly unknown: readonly string[] };
  /** The value of a boolean: null when a template decides it, or when it is neither yes nor no, which is fatal (src/global/mail_conf_bool.c). */
  bool(name: string): boolean | null;
  /** What `make` makes of a scope, once for each `key`; services share it that override nothing of what it read. */
  remembered<Result>(key: string, make: (scope: Scope) => Result): Result;
  /** Expands `$name` as for the value of a parameter. */
  expand(text: string): { readonly text: string; readonly problem?: string; readonly unknown?: true };
}

/** Where the settings of a scope are written. */
export interface Written {
  /** Path of main.cf. */
  readonly mainPath: string;
  /** Name → the entry that counts: the last one (dict_load_fp in src/util/dict.c). */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Whether a value names what the program sets by itself. */
  readonly namesProgram: boolean;
  /** Path of master.cf and the overrides of the service, the last one of each name. */
  readonly masterPath?: string;
  readonly overrides?: ReadonlyMap<string, Override>;
  /** What the program sets by itself, over everything that is written: its own name and that of its service. */
  readonly own?: ReadonlyMap<string, string>;
}

/** A value, and the other names that it was worked out from: where none of them is overridden, it is the same. */
interface Reading {
  readonly effective: Effective | undefined;
  readonly uses: readonly string[];
}

/** What was made of a scope, and the names that were read for it. */
interface Made {
  readonly result: unknown;
  readonly reads: ReadonlySet<string>;
}

/** A scope that others can build on. */
export interface BaseScope extends Scope {
  reading(name: string): Reading;
  made(key: string, make: (scope: Scope) => unknown): Made;
}

/** Most values refer to nothing. */
const NOTHING: readonly string[] = [];

/** What of the files a template decides. */
export interface Unknowns {
  /** Settings of main.cf that depend on which lines the template chooses. */
  readonly uncertain: ReadonlySet<string>;
  /** Lines of main.cf come from the template, so that what is not written may be set there. */
  readonly open: boolean;
  /** Names of unknown values that were asked for. */
  readonly asked: Set<string>;
}

/** Nobody lets a template's extra lines put port 25 into wrapper mode, where no other server can deliver. */
const NEVER_EXTRA = new Set(["smtpd_tls_wrappermode"]);

/** What the whole configuration is judged for. */
export interface Target {
  /** Null where no file is a template. */
  readonly unknowns: Unknowns | null;
  readonly version: PostfixVersion;
  readonly library: OpenSslLibrary;
  readonly host: ProductOptions["host"];
}

/** Releases whose defaults are kept at once: a run over many hosts meets a few. */
const MAX_RELEASES = 64;

/** By release and distribution: the defaults that refer to nothing, and so are the same in each of its configurations. */
const plainDefaults = new Map<string, Map<string, Reading>>();

function plainDefaultsOf({ version, host }: Target): Map<string, Reading> {
  const key = `${version.text} ${host?.distribution ?? ""}`;
  const known = plainDefaults.get(key);
  if (known !== undefined) return known;
  if (plainDefaults.size >= MAX_RELEASES) plainDefaults.clear();
  const fresh = new Map<string, Reading>();
  plainDefaults.set(key, fresh);
  return fresh;
}

/** A level that cannot be read is fatal everywhere, since defaults are compared with it (src/global/compat_level.c). */
function levelProblem(name: string, value: string): string | undefined {
  if (name !== "compatibility_level") return undefined;
  const result = compare(value, "==", "0", "level");
  return typeof result === "object" ? result.message : undefined;
}

function originOf(name: string, { mainPath, masterPath }: Written, entry?: Entry, override?: Override): Origin {
  const written = override ?? entry;
  const path = override ? masterPath : mainPath;
  if (written === undefined || path === undefined) return { kind: "default", setting: name };
  const span = written.value.text === "" ? written.name.span : written.value.span;
  return { kind: "explicit", setting: name, path, span };
}

/**
 * The scope of what is written in `written`. Values are worked out when they are asked for, and kept. `base`: the scope of the same
 * main.cf without overrides, whose values are taken where no override bears on them.
 */
export function scopeOf(written: Written, target: Target, base?: BaseScope): BaseScope {
  const { entries, overrides, own } = written;
  const { version, library, host, unknowns } = target;
  const cache = new Map<string, Reading>();
  const defaults = plainDefaultsOf(target);
  const writtenText = (name: string): string | undefined =>
    own?.get(name) ?? overrides?.get(name)?.value.text ?? entries.get(name)?.value.text;

  const isOverridden = (name: string): boolean => overrides?.has(name) === true || own?.has(name) === true;
  const isAnyOverridden = (names: Iterable<string>): boolean => {
    for (const name of names) if (isOverridden(name)) return true;
    return false;
  };

  const remembered = new Map<string, Made>();
  /** Where the names are noted that are read. */
  let reads: Set<string> | null = null;
  const note = (names: Iterable<string>): void => {
    if (reads !== null) for (const name of names) reads.add(name);
  };

  /** Adds to `uses` what a computed default is made of. */
  const rawValue = (name: string, uses: Set<string>): string | undefined => {
    const text = writtenText(name);
    if (text !== undefined) return text;
    const known = parameter(name);
    const writtenPart = (part: string): string | undefined => {
      uses.add(part);
      return writtenText(part);
    };
    // What only the machine knows stands for itself: "$$" expands to "$".
    if (known?.computed) return computedDefault(name, writtenPart, host?.hostname) ?? `$$${name}`;
    return known ? defaultOf(known, version, host?.distribution) : perServiceDefault(name);
  };

  /** Whether the text that stands for a name, not what it refers to, is for the template to say. */
  const isUnknownText = (name: string, text: string | undefined): boolean => {
    if (unknowns === null) return false;
    if (text?.includes(UNKNOWN) === true) return true;
    if (isOverridden(name)) return false;
    if (entries.has(name)) return unknowns.uncertain.has(name);
    if (
      parameter(name)?.computed === true &&
      ["myhostname", "mydomain"].some((other) => writtenText(other)?.includes(UNKNOWN))
    )
      return true;
    return unknowns.open && !NEVER_EXTRA.has(name) && parameter(name)?.readOnly !== true;
  };

  const expanded = (text: string, own: boolean, uses: Set<string>): ReturnType<Scope["expand"]> => {
    let unknown = own || (unknowns !== null && text.includes(UNKNOWN));
    // Most values refer to nothing.
    if (!text.includes("$")) return unknown ? { text, unknown } : { text };
    const result = expand(text, (name) => {
      uses.add(name);
      const raw = rawValue(name, uses);
      unknown ||= isUnknownText(name, raw);
      return raw;
    });
    const problem = result.problems[0]?.message;
    if (unknown) return { text: result.text, unknown };
    return problem === undefined ? { text: result.text } : { text: result.text, problem };
  };

  const reading = (name: string): Reading => {
    const known = cache.get(name);
    if (known !== undefined) return known;
    const inherited = unknowns === null && !isOverridden(name) ? base?.reading(name) : undefined;
    const isSame = inherited !== undefined && (inherited.uses.length === 0 || !isAnyOverridden(inherited.uses));
    const fresh = isSame ? inherited : readingAnew(name);
    cache.set(name, fresh);
    return fresh;
  };

  const readingAnew = (name: string): Reading => {
    const isDefault = unknowns === null && writtenText(name) === undefined;
    const shared = isDefault ? defaults.get(name) : undefined;
    if (shared !== undefined) return shared;
    const uses = new Set<string>();
    const effective = work(name, uses);
    const fresh = { effective, uses: uses.size === 0 ? NOTHING : [...uses] };
    // Any name can be asked for; only Postfix's own are few.
    const isPlain = isDefault && effective?.raw.includes("$") === false && parameter(name)?.computed !== true;
    if (isPlain && parameter(name) !== undefined) defaults.set(name, fresh);
    return fresh;
  };

  const work = (name: string, uses: Set<string>): Effective | undefined => {
    const raw = rawValue(name, uses);
    const override = overrides?.get(name);
    const entry = override ? undefined : entries.get(name);
    if (raw === undefined || (!entry && !override && raw === `$$${name}`)) return undefined;
    const own = isUnknownText(name, raw);
    const value: ReturnType<Scope["expand"]> =
      parameter(name)?.raw === true ? { text: raw, ...(own ? { unknown: own } : {}) } : expanded(raw, own, uses);
    const problem = value.unknown ? undefined : (value.problem ?? levelProblem(name, value.text));
    return {
      name,
      raw,
      value: value.text,
      origin: originOf(name, written, entry, override),
      ...(entry ? { entry } : {}),
      ...(override ? { override } : {}),
      ...(problem === undefined ? {} : { problem }),
      ...(value.unknown ? { unknown: true } : {}),
    };
  };

  const madeHere = (make: (scope: Scope) => unknown): Made => {
    const outer = reads;
    reads = new Set();
    const result = make(scope);
    const fresh = { result, reads };
    reads = outer;
    return fresh;
  };
  const made = (key: string, make: (scope: Scope) => unknown): Made => {
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const inherited = base?.made(key, make);
    const fresh = inherited === undefined || isAnyOverridden(inherited.reads) ? madeHere(make) : inherited;
    remembered.set(key, fresh);
    return fresh;
  };

  const scope: BaseScope = {
    version,
    library,
    reading,
    made,
    expand(text) {
      const uses = new Set<string>();
      const result = expanded(text, false, uses);
      note(uses);
      return result;
    },
    get(name) {
      const { effective, uses } = reading(name);
      reads?.add(name);
      if (uses.length > 0) note(uses);
      if (effective?.unknown) unknowns?.asked.add(name);
      return effective;
    },
    writtenNames: () => (overrides === undefined ? entries.keys() : new Set([...entries.keys(), ...overrides.keys()])),
    unknown: (name) => reading(name).effective?.unknown === true,
    traced(run) {
      if (unknowns === null) return { result: run(), unknown: [] };
      const { asked } = unknowns;
      const before = [...asked];
      asked.clear();
      const result = run();
      const unknown = [...asked];
      // Who asks for the names answers for them: to anybody around, nothing was read.
      asked.clear();
      for (const name of before) asked.add(name);
      return { result, unknown };
    },
    remembered<Result>(key: string, make: (from: Scope) => Result): Result {
      // What is read of a template must be seen to be read.
      if (unknowns !== null) return make(scope);
      const { result, reads: read } = made(key, make);
      note(read);
      return result as Result;
    },
    bool(name) {
      const effective = scope.get(name);
      const value = effective?.unknown ? undefined : effective?.value.toLowerCase();
      return value === "yes" ? true : value === "no" ? false : null;
    },
  };
  return scope;
}
