// The contract of a rule: one file with its metadata, documentation, examples and check. No rule lives here.

import type { Profile } from "../policy/profile.js";
import type { Origin } from "../posture/fact.js";
import type { FileStatus, PemObject } from "../posture/named-file.js";
import type { Endpoint, Posture, PostureChange } from "../posture/posture.js";
import type { Span } from "../text/span.js";
import type { TextEdit } from "../text/text-edit.js";

export const SEVERITIES = ["error", "warning", "info", "hint"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** `unsafe`: mail that flows today could stop, or a peer could be refused. */
export type Safety = "safe" | "unsafe";

export interface Reference {
  readonly title: string;
  readonly url: string;
}

/** One finding that an example must give: the key of its message and its one-based line. */
export interface ExpectedFinding {
  readonly message: string;
  /** Where it is not in the example's own file: the name of the one beside. */
  readonly file?: string;
  readonly line: number;
  readonly severity: Severity;
}

/** A file that an example's configuration names, as the file system would show it. */
export interface ExampleFile {
  readonly status?: Partial<FileStatus>;
  readonly pem?: readonly PemObject[];
  readonly text?: string;
}

/** A file that shows the problem and the file that the fix makes of it. Documentation and test at once. */
export interface Example {
  readonly dialect: string;
  readonly bad: string;
  readonly findings: readonly ExpectedFinding[];
  /** Without a fix: what a careful administrator would write instead. */
  readonly good: string;
  /** Server version in which the example holds, where the newest would not do. */
  readonly serverVersion?: string;
  /** Policy profile under which it is judged; without one, by none. */
  readonly profile?: string;
  /** Other files of the same configuration, by name (`main.cf`, `master.cf`); `good` where a fix changes one too. */
  readonly beside?: readonly {
    readonly name: string;
    readonly dialect: string;
    readonly text: string;
    readonly good?: string;
  }[];
  /** The file's own name where the dialect's usual one would not do. */
  readonly name?: string;
  /** Files that the configuration names, by path. With none given, nothing is known of any. */
  readonly files?: Readonly<Record<string, ExampleFile>>;
  /** The day on which it is judged, as `2026-11-24`; without one, dates are not judged. */
  readonly today?: string;
}

export interface RuleMeta {
  /** Names the problem, kebab-case; reads well after "allow". */
  readonly id: string;
  /** One line, no full stop. */
  readonly summary: string;
  /** The severity of most findings; a single report may differ by role and level. */
  readonly severity: Severity;
  /** The best fix that the rule can offer. */
  readonly fix: Safety | "none";
  readonly docs: {
    /** Why it matters, in plain words; Markdown. */
    readonly why: string;
    /** What to do; Markdown. */
    readonly remedy: string;
    /** The first one is the link that the editor shows. */
    readonly references: readonly [Reference, ...Reference[]];
  };
  /** Message templates: what is wrong, why here, what to do. `{name}` is filled from the report's data. */
  readonly messages: Readonly<Record<string, string>>;
  readonly examples: readonly [Example, ...Example[]];
}

interface ReportBase {
  /** A key of `meta.messages`. */
  readonly message: string;
  /** Fills the message. `subject` names the endpoint: reports that differ in nothing else are shown once. */
  readonly data?: Readonly<Record<string, string>>;
  /** Overrides `meta.severity`. */
  readonly severity?: Severity;
}

/** What a posture rule reports: at a fact's origin, with a change that the product may know how to make. */
export interface PostureReport extends ReportBase {
  readonly at: Origin;
  readonly fix?: { readonly title: string; readonly safety: Safety; readonly change: PostureChange };
}

/** What a product rule reports: at a place in a file, with edits. `endpoint` is an endpoint's id. */
export interface ProductReport extends ReportBase {
  readonly at: { readonly path: string; readonly span: Span };
  readonly endpoint?: string;
  readonly fix?: { readonly title: string; readonly safety: Safety; readonly edits: readonly TextEdit[] };
}

/** What a rule may ask besides the endpoint. */
export interface RuleContext {
  readonly posture: Posture;
  /** The policy that the user chose, null where nobody did. */
  readonly profile: Profile | null;
  /** Milliseconds since 1970-01-01 UTC; null where time is not told. */
  readonly now: number | null;
}

/** Judges one endpoint at a time, whatever product or host it comes from. */
export interface PostureRule {
  readonly kind: "posture";
  readonly meta: RuleMeta;
  check(endpoint: Endpoint, context: RuleContext): Iterable<PostureReport>;
}

/** Judges what only one product has. `Model` is that product's effective settings. */
export interface ProductRule<Model> {
  readonly kind: "product";
  readonly meta: RuleMeta;
  /** Judges also where the product's main file was not read, so that no value is known for sure. */
  readonly partial?: true;
  check(model: Model): Iterable<ProductReport>;
}

/** Declares a product-independent rule. */
export function definePostureRule(rule: Omit<PostureRule, "kind">): PostureRule {
  return { kind: "posture", ...rule };
}

/** Declares a rule of one product. */
export function defineProductRule<Model>(rule: Omit<ProductRule<Model>, "kind">): ProductRule<Model> {
  return { kind: "product", ...rule };
}

/** A reference to an RFC, or to one of its sections. */
export function rfc(number: number, section?: string): Reference {
  const base = `https://www.rfc-editor.org/rfc/rfc${number}.html`;
  return section === undefined
    ? { title: `RFC ${number}`, url: base }
    : { title: `RFC ${number} section ${section}`, url: `${base}#section-${section}` };
}
