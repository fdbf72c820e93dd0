// `.mailtlsrc.json`: its text → checked options and complaints with their places. Finding and reading the file is for the edges.

import type { ProductOptions } from "../products/options.js";
import { PRODUCTS } from "../products/registry.generated.js";
import { SEVERITIES, type Severity } from "../rules/rule.js";
import { closest } from "../text/closest.js";
import { type JsonProblem, readJson, type JsonValue } from "../text/json.js";
import { checkOptions } from "./files.js";
import { rule, rules } from "./rules.js";
import type { LintOptions } from "./run.js";

/** What the file is called, in the folder of a configuration or in one above it. */
export const RC_FILE = ".mailtlsrc.json";

/** What `failOn` can be, as `--fail-on`. */
export const FAIL_ON = ["error", "warning", "info"] as const;

export interface Rc {
  readonly options: Pick<ProductOptions, "serverVersions" | "library" | "libraries" | "profile">;
  readonly lint: LintOptions;
  /** Path of the baseline, relative to the folder of the file. */
  readonly baseline?: string;
  readonly failOn?: (typeof FAIL_ON)[number];
}

export interface RcResult {
  /** Null where there is any problem: the defaults hold then. */
  readonly rc: Rc | null;
  readonly problems: readonly JsonProblem[];
}

type Draft = { -readonly [Key in keyof Rc["options"]]: Rc["options"][Key] } & {
  severities?: Record<string, Severity | "off">;
  baseline?: string;
  failOn?: (typeof FAIL_ON)[number];
};

/** Reads one key's value into the draft; gives what is wrong with it. */
type ReadKey = (value: JsonValue, draft: Draft) => Iterable<JsonProblem>;

const KEYS: Readonly<Record<string, ReadKey>> = {
  *$schema(value) {
    yield* text(value, () => null);
  },
  *profile(value, draft) {
    yield* text(value, (profile) => {
      draft.profile = profile;
      return checkOptions({ profile });
    });
  },
  *library(value, draft) {
    if (value.kind === "object") {
      draft.libraries = yield* byProduct(value, (library) => ({ library }));
    } else {
      yield* text(value, (library) => {
        draft.library = library;
        return checkOptions({ library });
      });
    }
  },
  *serverVersion(value, draft) {
    draft.serverVersions = yield* byProduct(value, (serverVersion) => ({ serverVersion }));
    if (value.kind !== "object")
      yield wrong(value, 'write a version for each mail server, such as { "postfix": "3.7" }.');
  },
  *severities(value, draft) {
    const severities: Record<string, Severity | "off"> = {};
    const allowed = [...SEVERITIES, "off"] as const;
    for (const { name, nameSpan, value: severity } of members(value)) {
      if (rule(name) === undefined) {
        yield unknown(
          "a rule",
          name,
          nameSpan,
          rules().map(({ id }) => id),
        );
      }
      const known = severity.kind === "scalar" ? allowed.find((word) => word === severity.value) : undefined;
      if (known === undefined) yield wrong(severity, `the severity is one of ${quoted(allowed)}.`);
      else severities[name] = known;
    }
    if (value.kind !== "object")
      yield wrong(value, 'write a severity for each rule, such as { "trailing-comment": "off" }.');
    draft.severities = severities;
  },
  *baseline(value, draft) {
    yield* text(value, (path) => {
      draft.baseline = path;
      return path === "" ? "name the file of the baseline." : null;
    });
  },
  *failOn(value, draft) {
    const known = value.kind === "scalar" ? FAIL_ON.find((word) => word === value.value) : undefined;
    if (known === undefined) yield wrong(value, `the value is one of ${quoted(FAIL_ON)}.`);
    else draft.failOn = known;
  },
};

/** Reads the text of a `.mailtlsrc.json`. Never throws. */
export function readRc(source: string): RcResult {
  const json = readJson(source);
  if (!json.ok) return { rc: null, problems: [{ ...json.problem, message: `${json.problem.message}.` }] };
  const draft: Draft = {};
  const problems: JsonProblem[] = [];
  if (json.value.kind !== "object") problems.push(wrong(json.value, "the file must hold one object: { … }."));
  for (const { name, nameSpan, value } of members(json.value)) {
    const read = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
    if (read === undefined) problems.push(unknown("a key of this file", name, nameSpan, Object.keys(KEYS)));
    else problems.push(...read(value, draft));
  }
  if (problems.length > 0) return { rc: null, problems };
  const { severities, baseline, failOn, ...options } = draft;
  const rc: Rc = {
    options,
    lint: severities === undefined ? {} : { severities },
    ...(baseline !== undefined && { baseline }),
    ...(failOn !== undefined && { failOn }),
  };
  return { rc, problems };
}

function members(value: JsonValue): Extract<JsonValue, { kind: "object" }>["members"] {
  return value.kind === "object" ? value.members : [];
}

/** One text for each mail server; `optionOf` is what it says of that one. */
function* byProduct(
  value: JsonValue,
  optionOf: (text: string) => ProductOptions,
): Generator<JsonProblem, Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  const products = PRODUCTS.map(({ id }) => id);
  for (const { name, nameSpan, value: told } of members(value)) {
    const product = PRODUCTS.find(({ id }) => id === name);
    if (product === undefined) yield unknown("a mail server that is known", name, nameSpan, products);
    else {
      yield* text(told, (own) => {
        found[name] = own;
        return product.checkOptions(optionOf(own));
      });
    }
  }
  return found;
}

function* text(value: JsonValue, take: (text: string) => string | null): Generator<JsonProblem> {
  const message =
    value.kind === "scalar" && typeof value.value === "string"
      ? take(value.value)
      : "the value must be text, in quotation marks.";
  if (message !== null) yield wrong(value, message);
}

const wrong = ({ span }: Pick<JsonValue, "span">, message: string): JsonProblem => ({ message, span });

function unknown(what: string, name: string, span: JsonValue["span"], known: readonly string[]): JsonProblem {
  const near = closest(name, known);
  const hint = near === null ? "" : ` Did you mean "${near}"?`;
  return { message: `"${name}" is not ${what}.${hint}`, span };
}

const quoted = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(", ");
