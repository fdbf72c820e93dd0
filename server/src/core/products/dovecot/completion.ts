// What can be written at a place of a Dovecot file: names of settings and blocks, and the words that a setting takes.

import type { Span } from "../../text/span.js";
import { wordAt } from "../../text/word-at.js";
import type { Completion, CompletionList } from "../product.js";
import { ROOT, type Section } from "./blocks.js";
import { settingMarkdown, wordsOf } from "./catalogue.js";
import { FILTERS } from "./filters.js";
import { keyOf } from "./keys.js";
import type { Model } from "./model.js";
import { settingIn, settingNames } from "./settings-table.js";
import { atLeast } from "./version.js";

const WORD = /[A-Za-z0-9_.@=-]/;

/** The blocks around an offset: those of the last statement before it. */
function sectionAt(model: Model, path: string, offset: number): Section {
  let section: Section = ROOT;
  for (const statement of model.reading.statements) {
    if (statement.source.path !== path || statement.node.span.start >= offset) continue;
    const { node } = statement;
    section = node.kind === "close" ? (statement.section.outer ?? ROOT) : statement.section;
    if (node.kind === "open" && node.span.end <= offset) section = model.reading.sectionsOf.get(node) ?? section;
  }
  return section;
}

const BLOCK_TYPES = ["section", "list", "filter"];

function names(model: Model, section: Section, span: Span): CompletionList {
  const { version } = model;
  const modern = atLeast(version, "2.4");
  const prefix = section.scope === "" ? "" : `${section.scope.split(".").at(-1) ?? ""}_`;
  const all = modern
    ? settingNames(version).filter((name) => prefix === "" || name.startsWith(prefix))
    : settingNames(version, section.scope);
  const taken = new Set(model.written().map(({ name }) => name));
  const items = all.flatMap((name): Completion[] => {
    const known = settingIn(version, name, modern ? "" : section.scope);
    if (known === undefined) return [];
    const label = modern ? name.slice(prefix.length) : name;
    const isBlock = BLOCK_TYPES.includes(known.type);
    return [
      {
        kind: "setting",
        label,
        detail: isBlock ? "block" : known.type,
        markdown: settingMarkdown(known, version),
        deprecated: false,
        text: isBlock ? `${label} ` : `${label} = `,
        preferred: !taken.has(name),
      },
    ];
  });
  const filters =
    section.scope !== ""
      ? []
      : FILTERS.map((label): Completion => ({
          ...{ kind: "setting", label, detail: "filter", deprecated: false, text: `${label} `, preferred: true },
          markdown: "Settings within hold for some connections alone.",
        }));
  return { span, items: [...items, ...filters] };
}

function values(model: Model, section: Section, name: string, span: Span): CompletionList | null {
  const known = keyOf(section, name, model.version);
  const words = known === null ? [] : wordsOf(known, model.version);
  if (known === null || words.length === 0) return null;
  const items = words.map((label): Completion => ({
    ...{ kind: "value", label, text: label, detail: "", deprecated: false },
    markdown: settingMarkdown(known, model.version),
    preferred: label === known.fallback,
  }));
  return { span, items };
}

/** What can be written at `offset`; null where there is nothing to choose from. */
export function completions(model: Model, path: string, text: string, offset: number): CompletionList | null {
  const before = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  if (before.includes("#") || before.trimStart().startsWith("!")) return null;
  const section = sectionAt(model, path, offset);
  const [, name] = /^\s*([\w.-]+)\s*=/.exec(before) ?? [];
  if (name !== undefined) return values(model, section, name, wordAt(text, offset, /[\w.@-]/));
  const span = wordAt(text, offset, WORD);
  return before.slice(0, before.length - (offset - span.start)).trim() === "" ? names(model, section, span) : null;
}
