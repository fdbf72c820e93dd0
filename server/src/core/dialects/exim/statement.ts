// What the lines of an Exim configuration are: macros, lists, options, sections, drivers, ACLs. How they are read: statements.ts.

import type { SourceText } from "../../text/source-text.js";
import type { Span } from "../../text/span.js";
import type { LineReader, LogicalLine } from "./logical.js";

/** `acl` and so on; Exim adds an `s` where it is missing. */
export type Section = "acls" | "authenticators" | "local_scans" | "retrys" | "rewrites" | "routers" | "transports";

/** The kind of driver that a section sets up. */
export type DriverClass = "router" | "transport" | "authenticator";

export interface Token {
  readonly text: string;
  /** Null where a macro has a part in it. */
  readonly span: Span | null;
}

interface Base {
  readonly logical: LogicalLine;
}

export interface Instance extends Base {
  readonly kind: "instance";
  readonly driver: DriverClass;
  readonly name: Token;
}

export interface OptionLine extends Base {
  readonly kind: "option";
  /** Null in the main section and in local_scan. */
  readonly instance: Instance | null;
  readonly name: Token;
  readonly hide: boolean;
  /** `no_` or `not_` before the name, which `name` includes. */
  readonly negation: "" | "no_" | "not_";
  /** What follows the name, from the `=` on if there is one. */
  readonly equals: boolean;
  /** What follows `=`, or, without one, the name. */
  readonly value: Token;
}

export interface NamedList extends Base {
  readonly kind: "list";
  readonly list: "domain" | "host" | "address" | "localpart";
  readonly name: Token;
  readonly value: Token;
}

export type Statement =
  | OptionLine
  | NamedList
  | Instance
  | (Base & { readonly kind: "macro"; readonly name: Token; readonly redefines: boolean; readonly value: string })
  | (Base & { readonly kind: "section"; readonly name: Section })
  | (Base & { readonly kind: "acl"; readonly name: Token })
  | (Base & { readonly kind: "acl-line"; readonly acl: string })
  | (Base & { readonly kind: "rule" });

/** Why Exim does not start. `numbered`: its message names the line. */
export interface ConfigurationProblem {
  readonly problem: string;
  readonly message: string;
  readonly source: SourceText;
  readonly span: Span;
  /** Where the logical line ends: the line that Exim names. */
  readonly end: number;
  /** How many statements come before it. */
  readonly order: number;
  readonly numbered: boolean;
}

/** One configuration, read through its includes. */
export interface Reading {
  readonly statements: readonly Statement[];
  /** In the order in which Exim would meet them; it stops at the first. */
  readonly problems: readonly ConfigurationProblem[];
  readonly files: readonly SourceText[];
  readonly macros: LineReader["macros"];
  readonly unknownIncludes: LineReader["unknown"];
}
