// The `settings` report: what was read, as `postconf -n`, `-nx`, `-M` and `-P` show it.

import type { Entry } from "../../dialects/postfix-main/tree.js";
import type { ServiceEntry } from "../../dialects/postfix-master/tree.js";
import type { ServiceReport, SettingsReport } from "../product.js";
import type { Problem } from "../../dialects/dialect.js";
import type { SourceText } from "../../text/source-text.js";
import type { Model } from "./model.js";
import { isDoubtful } from "./template-guard.js";

/** postconf prints the words of a value with one blank between them (src/postconf/postconf_print.c). */
function asPrinted(value: string): string {
  return value
    .split(/[ \t\r\n]+/)
    .filter((word) => word !== "")
    .join(" ");
}

const lineOf = (source: SourceText, offset: number): number => source.position(offset).line + 1;

function serviceReport(entry: ServiceEntry, source: SourceText, template: boolean): ServiceReport {
  const { fields } = entry;
  const words = entry.arguments.flatMap((argument) => (argument.kind === "argument" ? [argument.text] : []));
  return {
    name: fields.name.text,
    type: fields.type.text,
    private: fields.private.text,
    unprivileged: fields.unprivileged.text,
    chroot: fields.chroot.text,
    wakeup: fields.wakeup.text,
    maxproc: fields.maxproc.text,
    command: [entry.command.text, ...words].join(" "),
    overrides: entry.arguments.flatMap((argument) =>
      argument.kind === "override"
        ? [
            {
              name: argument.name.text,
              value: asPrinted(template ? source.slice(argument.value.span) : argument.value.text),
              line: lineOf(source, argument.span.start),
            },
          ]
        : [],
    ),
    file: source.path,
    line: lineOf(source, entry.span.start),
  };
}

function problemReports(problems: readonly Pick<Problem, "message" | "span">[], source: SourceText) {
  return [...problems]
    .sort((a, b) => a.span.start - b.span.start)
    .map(({ span, message }) => ({ file: source.path, line: lineOf(source, span.start), message }));
}

export function settingsOf(model: Model): SettingsReport {
  const { source, parsed, master } = model;
  const template = model.templates.has(source.path);
  // In a template a value is shown as it is written there: nobody knows what becomes of it.
  const asWritten = ({ value }: Entry): string =>
    template ? value.segments.map(({ span }) => source.slice(span)).join("") : value.text;
  const expanded = (entry: Entry): string => {
    const effective = model.get(entry.name.text);
    return effective === undefined || effective.unknown === true ? asWritten(entry) : effective.value;
  };
  const expansions = [...model.entries.values()].flatMap((entry) => {
    const message = model.get(entry.name.text)?.problem;
    return message === undefined ? [] : [{ span: entry.span, message }];
  });
  const overridden = model.services.flatMap((service) =>
    service.overrides.flatMap((name) => {
      const { override, problem } = service.get(name) ?? {};
      return override === undefined || problem === undefined ? [] : [{ span: override.span, message: problem }];
    }),
  );
  return {
    product: "postfix",
    files: [...(model.mainRead ? [source.path] : []), ...(master ? [master.source.path] : [])],
    settings: [...model.entries.values()].map((entry) => ({
      name: entry.name.text,
      value: asPrinted(asWritten(entry)),
      expanded: asPrinted(expanded(entry)),
      file: source.path,
      line: lineOf(source, entry.span.start),
    })),
    services: master
      ? master.tree.nodes.flatMap((node) =>
          node.kind === "service" ? [serviceReport(node, master.source, model.templates.has(master.source.path))] : [],
        )
      : [],
    problems: [
      ...problemReports(
        [...parsed.problems.filter((problem) => !isDoubtful(model, source.path, problem.span)), ...expansions],
        source,
      ),
      ...(master
        ? problemReports(
            [
              ...master.problems.filter((problem) => !isDoubtful(model, master.source.path, problem.span)),
              ...overridden,
            ],
            master.source,
          )
        : []),
    ],
  };
}
