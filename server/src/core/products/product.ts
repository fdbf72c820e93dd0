// The contract of a product: the meaning of a server's files. Syntax belongs to dialects, judgement to rules.

import type { Endpoint, HardeningChange, Posture, PostureChange } from "../posture/posture.js";
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

/** One service of a server that has a file of services. */
export interface ServiceReport {
  readonly name: string;
  readonly type: string;
  readonly private: string;
  readonly unprivileged: string;
  readonly chroot: string;
  readonly wakeup: string;
  readonly maxproc: string;
  /** The command and its arguments, settings apart. */
  readonly command: string;
  readonly overrides: readonly { readonly name: string; readonly value: string; readonly line: number }[];
  readonly file: string;
  readonly line: number;
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
  readonly services: readonly ServiceReport[];
  readonly problems: readonly { readonly file: string; readonly line: number; readonly message: string }[];
}

/** Something that can be written at a place. */
export interface Completion {
  readonly kind: "setting" | "value";
  readonly label: string;
  /** A few words beside the label. */
  readonly detail: string;
  /** What it means; Markdown. */
  readonly markdown: string;
  readonly deprecated: boolean;
  /** What is written. */
  readonly text: string;
  /** False: it is there already. */
  readonly preferred: boolean;
}

/** What can be written in place of `span`. */
export interface CompletionList {
  readonly span: Span;
  readonly items: readonly Completion[];
}

/** How a change can be made. */
export interface Ways {
  /** Each is a set of edits that does it, the preferred first. Whether other endpoints stay as they are is for the caller to see. */
  readonly ways: readonly (readonly TextEdit[])[];
  /** What no way achieves, and why: a sentence. */
  readonly obstacle?: string;
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
  /** The ways to make `change` true of `endpoint`. */
  ways(change: HardeningChange, endpoint: Endpoint): Ways;
  /** Where a finding about a default of `endpoint` is shown: nothing in the files can be blamed. */
  placeOfDefault(endpoint: Endpoint, setting: string): Place;
  hover(file: InputFile, offset: number): { readonly span: Span; readonly markdown: string } | null;
  /** What can be written at `offset`; null where there is nothing to choose from. */
  completions(file: InputFile, offset: number): CompletionList | null;
  /** The host that the place suggests to probe, as the `probe` command takes it. */
  probeTarget(file: InputFile, offset: number): string | null;
}

export interface Product {
  readonly id: string;
  readonly dialects: readonly string[];
  readonly rules: readonly RuleMeta[];
  /** A message when an option is not understood, else null. */
  checkOptions(options: ProductOptions): string | null;
  /** The files given, and those that are read with them: the others of the same configuration, and the tables that it names. */
  complete(files: readonly InputFile[], options: ProductOptions): readonly InputFile[];
  /** Reads the files of this product, one configuration per server instance, each when it is asked for. Never throws. */
  load(files: readonly InputFile[], options: ProductOptions): Iterable<Configuration>;
}
