// `mailtls check`: lints files and directories. Writes nothing but a baseline, where one is asked for.

import { counted, type Finding, type Suppressed } from "../../core/api.js";
import type { Run } from "../command.js";
import {
  anyAtOrAbove,
  failuresOf,
  reported,
  reportOf,
  sourcesOf,
  type Report,
  type Sources,
} from "../formats/report.js";
import { github } from "../formats/github.js";
import { json } from "../formats/json.js";
import { posixPath } from "../formats/path.js";
import { printReport } from "../formats/text.js";
import { productOptions, readInputs, type InputError } from "../inputs.js";
import { Judge } from "../judge.js";
import { groupByRc, type Group } from "../rc-file.js";
import type { Terminal } from "../terminal.js";

/** What is found in one group of files; `known`: by the baseline. */
interface Checked {
  readonly group: Group;
  readonly findings: readonly Finding[];
  readonly known: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
}

export const check: Run = async (given, { terminal, version, misused }) => {
  const options = productOptions(given);
  if (!options.ok) return misused(options.message);
  const [named, toWrite] = [given.value("baseline"), given.value("write-baseline")];
  if (named !== undefined && toWrite !== undefined) return misused("takes --baseline or --write-baseline, not both");

  const judge = new Judge();
  const inputs = await readInputs(given.operands, given.value("kind"), terminal, (found) => judge.expect(found));
  const { groups, errors: rcErrors } = groupByRc(inputs.files, options.value, given.value("config"));
  const errors: InputError[] = [...inputs.errors, ...rcErrors];
  const sources = sourcesOf(inputs.files.map(({ source }) => source));
  const judged: Checked[] = [];
  for (const group of groups) {
    const { findings, suppressed } = await judge.judge(group);
    judged.push({ group, findings, known: [], suppressed });
  }
  let baseline = named;
  if (toWrite !== undefined) {
    const { writeBaseline } = await import("../baseline-file.js");
    const written = writeBaseline(
      toWrite,
      judged.flatMap(({ findings }) => findings),
      sources,
    );
    if (written.ok) {
      baseline = toWrite;
      const count = written.value.reduce((sum, entry) => sum + entry.count, 0);
      terminal.note(`mailtls: ${toWrite} now lists ${counted(count, "finding")} as known`);
    } else errors.push({ file: toWrite, message: written.message });
  }
  const checked = await withoutKnown(judged, baseline, errors, terminal);

  const all = <T>(pick: (part: Checked) => readonly T[]): readonly T[] => checked.flatMap(pick);
  const suppressed = all((part) => part.suppressed);
  const known = all((part) => part.known);
  const counts = { suppressed: suppressed.length, baselined: known.length };
  const report = reportOf(
    all((part) => part.findings),
    sources,
    errors,
    counts,
  );
  await print({ report, sources, suppressed, known }, given.value("format") ?? "text", terminal, version);
  if (errors.length > 0) return 2;
  const isBad = checked.some(({ group, findings }) => anyAtOrAbove(findings, given.value("fail-on") ?? group.failOn));
  return isBad ? 1 : 0;
};

/** Takes out what a baseline knows: the one that was `named`, else the one of each group. */
async function withoutKnown(
  judged: readonly Checked[],
  named: string | undefined,
  errors: InputError[],
  terminal: Terminal,
): Promise<readonly Checked[]> {
  const baselineOf = (part: Checked): string | undefined => named ?? part.group.baseline;
  const files = new Set(judged.flatMap((part) => baselineOf(part) ?? []));
  if (files.size === 0) return judged;
  const { compareWithFile } = await import("../baseline-file.js");
  const comparisons = new Map<string, { readonly known: ReadonlySet<Finding> }>();
  for (const file of files) {
    const parts = judged.filter((part) => baselineOf(part) === file);
    const sources = sourcesOf(parts.flatMap(({ group }) => group.files.map(({ source }) => source)));
    const compared = compareWithFile(
      file,
      parts.flatMap(({ findings }) => findings),
      sources,
    );
    if (!compared.ok) {
      errors.push({ file: posixPath(file), message: compared.message });
      continue;
    }
    comparisons.set(file, { known: new Set(compared.value.known) });
    const stale = compared.value.stale.reduce((sum, { count }) => sum + count, 0);
    if (stale > 0) {
      const what = counted(stale, "finding");
      terminal.note(
        `mailtls: ${posixPath(file)} lists ${what} that ${stale === 1 ? "is" : "are"} no longer there; ` +
          `mailtls check --write-baseline ${posixPath(file)} PATH… takes ${stale === 1 ? "it" : "them"} out`,
      );
    }
  }
  return judged.map((part) => {
    const known = comparisons.get(baselineOf(part) ?? "")?.known ?? new Set();
    const findings = part.findings.filter((finding) => !known.has(finding));
    return { ...part, findings, known: part.findings.filter((finding) => known.has(finding)) };
  });
}

interface Outcome {
  readonly report: Report;
  readonly sources: Sources;
  readonly suppressed: readonly Suppressed[];
  readonly known: readonly Finding[];
}

async function print(
  { report, sources, suppressed, known }: Outcome,
  format: string,
  terminal: Terminal,
  version: string,
): Promise<void> {
  switch (format) {
    case "json":
      terminal.print(json(report));
      return;
    case "sarif": {
      const { sarif } = await import("../formats/sarif.js");
      const leftOut = [
        ...suppressed.map(({ finding, reason }) => ({
          finding: reported(finding, sources),
          kind: "inSource" as const,
          justification: reason,
        })),
        ...known.map((finding) => ({
          finding: reported(finding, sources),
          kind: "external" as const,
          justification: "known: listed in the baseline",
        })),
      ];
      terminal.print(sarif(report.findings, leftOut, failuresOf(report.errors), sources, version));
      return;
    }
    case "github":
      terminal.print(github(report.findings, failuresOf(report.errors)));
      return;
    default:
      printReport(report, terminal);
  }
}
