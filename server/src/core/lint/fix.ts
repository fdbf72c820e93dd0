// Applies fixes round by round until nothing applies any more. Decides which fixes go together; rules decide what they change.

import type { InputFile } from "../products/product.js";
import type { ProductOptions } from "../products/options.js";
import { SourceText } from "../text/source-text.js";
import { overlaps } from "../text/span.js";
import { applyEdits, type TextEdit } from "../text/text-edit.js";
import type { Finding, Fix } from "./finding.js";
import { rule } from "./rules.js";
import { type LintOptions, verdict } from "./run.js";
import type { Suppressed } from "./suppress.js";

export interface FixChoice {
  /** Also fixes after which mail that flows today could stop. */
  readonly unsafe: boolean;
  /** Only findings of these rules; absent: all. */
  readonly rules?: ReadonlySet<string>;
  /** Only findings in this file, wherever their fixes lead; absent: all. */
  readonly path?: string;
}

export interface FixResult {
  /** The files in the order given, with their new texts. */
  readonly files: readonly SourceText[];
  /** Findings whose fix was applied, in order. */
  readonly applied: readonly Finding[];
  /** What is still found afterwards. */
  readonly remaining: readonly Finding[];
  /** What is left out by a comment, and so neither remains nor was fixed. */
  readonly suppressed: readonly Suppressed[];
}

/** Twice as many rounds as there are rules: a fix makes at most a few others possible. More mean that two fixes undo one another. */
const MAX_ROUNDS = 200;

function isChosen(found: Finding, choice: FixChoice): found is Finding & { fix: Fix } {
  if (!found.fix || (choice.rules && !choice.rules.has(found.rule))) return false;
  if (choice.path !== undefined && found.path !== choice.path) return false;
  return found.fix.safety === "safe" || choice.unsafe;
}

/** What a file says is mended before what it comes to: an endpoint's fix presumes that its settings can be read. */
function settingsFirst(findings: readonly Finding[]): readonly Finding[] {
  const ofEndpoints = (found: Finding): boolean => rule(found.rule)?.judges === "endpoints";
  return [...findings.filter((found) => !ofEndpoints(found)), ...findings.filter(ofEndpoints)];
}

/**
 * Fixes that can be applied together: all of one rule, and none touches a place that an earlier one changes. The others wait for the
 * next round, when they are computed against the new text: two rules may write the same setting in different places.
 */
function compatibleFixes(findings: readonly Finding[], choice: FixChoice): readonly (Finding & { fix: Fix })[] {
  const taken: TextEdit[] = [];
  const chosen: (Finding & { fix: Fix })[] = [];
  for (const found of settingsFirst(findings)) {
    if (!isChosen(found, choice) || found.rule !== (chosen[0] ?? found).rule) continue;
    const { edits } = found.fix;
    const clash = edits.some((edit) =>
      taken.some((other) => other.path === edit.path && overlaps(other.span, edit.span)),
    );
    if (clash) continue;
    taken.push(...edits);
    chosen.push(found);
  }
  return chosen;
}

/** Applies the chosen fixes of `files` and lints again, until nothing is left to apply. */
export function fixFiles(
  files: readonly InputFile[],
  options: ProductOptions,
  choice: FixChoice,
  lintOptions: LintOptions = {},
): FixResult {
  let current = files;
  let judged = verdict(current, options, lintOptions);
  const applied: Finding[] = [];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const chosen = compatibleFixes(judged.findings, choice);
    if (chosen.length === 0) break;
    const edits = chosen.flatMap((found) => found.fix.edits);
    current = current.map((file) => {
      const own = edits.filter((edit) => edit.path === file.source.path);
      const text = own.length === 0 ? null : applyEdits(file.source.text, own);
      return text === null ? file : { ...file, source: new SourceText(file.source.path, text) };
    });
    applied.push(...chosen);
    judged = verdict(current, options, lintOptions);
  }
  const { findings: remaining, suppressed } = judged;
  return { files: current.map((file) => file.source), applied, remaining, suppressed };
}
