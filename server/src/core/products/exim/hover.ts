// What the editor shows for an option or a macro, and the host that a line suggests to probe.

import { listItems } from "../../dialects/exim/strings.js";
import { touches, type Span } from "../../text/span.js";
import { optionMarkdown } from "./catalogue.js";
import { portNumber } from "./listeners.js";
import type { Model, Scope, Written } from "./model.js";
import { isHidden } from "./settings.js";

interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

function optionAt(
  model: Model,
  path: string,
  offset: number,
): { readonly scope: Scope; readonly written: Written } | null {
  for (const scope of [model.main, ...model.drivers]) {
    for (const written of scope.written) {
      const { source, span } = written.line.logical;
      if (source.path === path && span.start <= offset && offset <= span.end) return { scope, written };
    }
  }
  return null;
}

/** What a macro stands for, where its name is at `offset`. */
function macroAt(model: Model, path: string, offset: number): Hover | null {
  const { text } = model.reading.files.find((file) => file.path === path) ?? { text: "" };
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1).split("\n", 1)[0] ?? "";
  const start = offset - (text.lastIndexOf("\n", offset - 1) + 1);
  for (const { name, value } of model.reading.macros.own) {
    for (let at = line.indexOf(name); at !== -1; at = line.indexOf(name, at + 1)) {
      if (start < at || start > at + name.length) continue;
      const span = { start: offset - start + at, end: offset - start + at + name.length };
      return { span, markdown: `**${name}** (macro)\n\nStands for: \`${value === "" ? " " : value}\`` };
    }
  }
  return null;
}

/** Describes the option or the macro whose name is at `offset`. */
export function hover(model: Model, path: string, offset: number): Hover | null {
  const found = optionAt(model, path, offset);
  const span = found?.written.line.name.span;
  if (found === null || span === null || span === undefined || !touches(span, offset))
    return macroAt(model, path, offset);
  const { option, printed, line } = found.written;
  // What is written there need not be repeated.
  const { source } = line.logical;
  const same = line.value.text === "" || (line.value.span !== null && source.slice(line.value.span) === printed);
  const here = isHidden(found.written) || same ? undefined : printed;
  return { span, markdown: optionMarkdown(option, model.version, here) };
}

/** The host of the transport at `offset`, else this host itself, as the `probe` command takes it. */
export function probeTarget(model: Model, path: string, offset: number): string | null {
  const scope = optionAt(model, path, offset)?.scope;
  const [host] = scope === undefined || scope.instance === null ? [] : listItems(scope.get("hosts").value);
  if (scope !== undefined && host !== undefined && /^[\w.-]+$/.test(host)) {
    const port = portNumber(scope.get("port").value) ?? 25;
    return `${host}:${scope.get("protocol").value === "smtps" && port === 25 ? 465 : port}`;
  }
  const { value, unknown } = model.main.get("primary_hostname");
  return value === "" || unknown || !/^[\w.-]+$/.test(value) ? null : `${value}:25`;
}
