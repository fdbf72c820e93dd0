// The contract of a product: the meaning of a server's files. Syntax belongs to dialects, judgement to rules.

import type { Endpoint, Posture, PostureChange } from "../posture/posture.js";
import type { ProductReport, RuleMeta } from "../rules/rule.js";
import type { SourceText } from "../text/source-text.js";
import type { Span } from "../text/span.js";
import type { TextEdit } from "../text/text-edit.js";
import type { ProductOptions } from "./options.js";

/** A file whose kind is known. */
export interface InputFile {
  readonly source: SourceText;
  /** Id of its dialect. */
  readonly dialect: string;
}

/** A place in a file. */
export interface Place {
  readonly path: string;
  readonly span: Span;
}

/** Everything that the `settings` command shows; names and shapes are the command line's contract. */
export interface SettingsReport {
  readonly product: string;
  readonly files: readonly string[];
  readonly settings: readonly {
    readonly name: string;
    readonly value: string;
    readonly expanded: string;
    readonly file: string;
    readonly line: number;
  }[];
  readonly services: readonly never[];
  readonly problems: readonly { readonly file: string; readonly line: number; readonly message: string }[];
}

/** One configuration of a product, read and ready to be judged. */
export interface Configuration {
  readonly product: string;
  readonly files: readonly InputFile[];
  readonly posture: Posture;
  settings(): SettingsReport;
  /** Reports of the rules that only this product has. */
  reports(): Iterable<{ readonly meta: RuleMeta; readonly report: ProductReport }>;
  /** Edits that make `change` true of `endpoint`; null when this product cannot make it. */
  realise(change: PostureChange, endpoint: Endpoint): readonly TextEdit[] | null;
  /** Where a finding about a default of `endpoint` is shown: nothing in the files can be blamed. */
  placeOfDefault(endpoint: Endpoint, setting: string): Place;
  hover(file: InputFile, offset: number): { readonly span: Span; readonly markdown: string } | null;
  /** The host that the place suggests to probe, as the `probe` command takes it. */
  probeTarget(file: InputFile, offset: number): string | null;
}

export interface Product {
  readonly id: string;
  readonly dialects: readonly string[];
  readonly rules: readonly RuleMeta[];
  /** A message when an option is not understood, else null. */
  checkOptions(options: ProductOptions): string | null;
  /** Reads the files of this product, one configuration per server instance. Never throws. */
  load(files: readonly InputFile[], options: ProductOptions): readonly Configuration[];
}
