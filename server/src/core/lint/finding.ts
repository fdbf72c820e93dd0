// What linting gives: plain data for editors and the command line.

import type { Safety, Severity } from "../rules/rule.js";
import type { Span } from "../text/span.js";
import type { TextEdit } from "../text/text-edit.js";

export interface Fix {
  readonly title: string;
  readonly safety: Safety;
  readonly edits: readonly TextEdit[];
}

/** One rule's verdict at one place. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string;
  readonly span: Span;
  /** Id of the endpoint that is judged, where there is one. */
  readonly endpoint?: string;
  /** Page that explains the rule. */
  readonly docs: string;
  readonly fix?: Fix;
}
