// `mailtls fix`: applies fixes in place, or shows what they would change.

import { encodeText, fixFiles, rule, verdict, type Finding } from "../../core/api.js";
import { changeJson, writeAll, type Change } from "../changes.js";
import type { Run } from "../command.js";
import { unknownRule } from "../unknown-rule.js";
import { anyAtOrAbove, reportOf, sourcesOf, type AppliedFix } from "../formats/report.js";
import { json } from "../formats/json.js";
import { printFixes } from "../formats/text.js";
import { productOptions, readInputs, STDIN, withHostFacts } from "../inputs.js";
import { withPem } from "../pem.js";
import { groupByRc } from "../rc-file.js";
import { onStandardError } from "../terminal.js";
import { printDiff } from "../unified-diff.js";

export const fix: Run = async (given, { terminal, misused }) => {
  const options = productOptions(given);
  if (!options.ok) return misused(options.message);
  const chosen = given.list("rule");
  const unknown = chosen.find((id) => rule(id) === undefined);
  if (unknown !== undefined) return misused(unknownRule(unknown));

  const inputs = await readInputs(given.operands, given.value("kind"), terminal);
  const { groups, errors: rcErrors } = groupByRc(inputs.files, options.value, given.value("config"));
  const choice = { unsafe: given.flag("unsafe"), ...(chosen.length > 0 && { rules: new Set(chosen) }) };
  const fixed = await withPem(() =>
    groups.map((group) => {
      const product = withHostFacts(group.options, group.files);
      return { group, product, ...fixFiles(group.files, product, choice, group.lint) };
    }),
  );
  const after = sourcesOf(fixed.flatMap(({ files }) => files));
  const changes = inputs.files.flatMap((file): Change[] => {
    const text = after.get(file.source.path)?.text ?? file.source.text;
    return text === file.source.text ? [] : [{ file, text }];
  });

  const dryRun = given.flag("diff");
  const failures = dryRun ? [] : writeAll(changes);
  const failed = new Set(failures.map(({ file }) => file));
  const applied = fixed.flatMap((part) => part.applied).filter(({ path }) => !failed.has(path));
  // A file that could not be written still holds its old text: that is what remains to be judged.
  const now = new Map(
    inputs.files.map(({ source }) => [
      source.path,
      failed.has(source.path) ? source : (after.get(source.path) ?? source),
    ]),
  );
  const remains = fixed.map(({ group, product, remaining: findings, suppressed }) => {
    const isStill = group.files.every(({ source }) => !failed.has(source.path));
    const files = group.files.map((file) => ({ ...file, source: now.get(file.source.path) ?? file.source }));
    return { group, ...(isStill ? { findings, suppressed } : verdict(files, product, group.lint)) };
  });
  const remaining = remains.flatMap(({ findings }) => findings);
  const errors = [...inputs.errors, ...rcErrors, ...failures];
  const suppressed = remains.reduce((sum, part) => sum + part.suppressed.length, 0);
  const report = reportOf(remaining, now, errors, { suppressed, baselined: 0 });

  if (given.value("format") === "json") {
    terminal.print(
      json({
        ...report,
        applied: applied.map(appliedFix),
        files: changes.map((change) => changeJson(change, dryRun, !failed.has(change.file.source.path))),
      }),
    );
  } else {
    // What is on standard output must be usable as it is: a patch, or the text that came in, repaired.
    const piped = inputs.files.find(({ source }) => source.path === STDIN);
    if (dryRun) for (const { file, text } of changes) printDiff(file.source.path, file.source.text, text, terminal);
    else if (piped !== undefined)
      terminal.write(encodeText(changes.find(({ file }) => file === piped)?.text ?? piped.source.text));
    printFixes(
      applied.map(appliedFix),
      report,
      dryRun,
      dryRun || piped !== undefined ? onStandardError(terminal) : terminal,
    );
  }
  if (errors.length > 0) return 2;
  const isBad = remains.some(({ group, findings }) => {
    const own = new Set(group.files.map(({ source }) => source.path));
    const undone = dryRun ? applied.filter(({ path }) => own.has(path)) : [];
    return anyAtOrAbove([...findings, ...undone], given.value("fail-on") ?? group.failOn);
  });
  return isBad ? 1 : 0;
};

function appliedFix({ rule, path: file, fix: made }: Finding): AppliedFix {
  return { rule, file, title: made?.title ?? "", safety: made?.safety ?? "safe" };
}
