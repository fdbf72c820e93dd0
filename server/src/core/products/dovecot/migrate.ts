// Which statements of a configuration 2.4 does not know, although 2.3 did, and the edits that mend them. What becomes of each: migration.ts.

import type { BlockStart, Setting } from "../../dialects/dovecot/tree.js";
import type { SourceText } from "../../text/source-text.js";
import type { TextEdit } from "../../text/text-edit.js";
import { replaceLines, replaceValue } from "./edit.js";
import type { Key } from "./keys.js";
import { modernise, moderniseBlock } from "./migration.js";
import type { Model } from "./model.js";
import type { Statement } from "./reading.js";
import { branchesOf, settingIn } from "./settings-table.js";
import { atLeast } from "./version.js";

export interface Migration {
  readonly node: Setting | BlockStart;
  readonly source: SourceText;
  /** What it becomes, in words. */
  readonly better: string;
  /** The references to other settings that are none any more. */
  readonly variables?: string;
  /** Null where a person has to. */
  readonly edits: readonly TextEdit[] | null;
}

const BLOCKS: Readonly<Record<string, string>> = {
  plugin: "what stands in it belongs outside of every block",
  passdb: "it needs a name, such as that of its driver",
  userdb: "it needs a name, such as that of its driver",
  dict: "its dictionaries belong into dict_server { }",
};

/** The new name as an edit writes it. */
function nameIn(edits: readonly TextEdit[] | null): string {
  const [first] = edits ?? [];
  return first === undefined || first.text === ""
    ? "nothing: it can go"
    : (/^[\w]+/.exec(first.text)?.[0] ?? first.text);
}

/** Every block of a list has a name now: that of the block around will do, or one of its own. */
function ofUnnamed({ source, section }: Statement, node: BlockStart, { version }: Model): Migration | null {
  const { text, span } = node.name;
  if (node.argument !== null || section.foreign || settingIn(version, text)?.type !== "list") return null;
  const name = section.path.split("/").at(-2) ?? `${text}1`;
  const at = { start: span.end, end: span.end };
  return { node, source, better: "it needs a name", edits: [{ path: source.path, span: at, text: ` ${name}` }] };
}

function ofBlock(statement: Statement, node: BlockStart, model: Model): Migration | null {
  const { source, section } = statement;
  const { text: name } = node.name;
  const better = BLOCKS[name];
  if (better === undefined || section.scope !== "") return ofUnnamed(statement, node, model);
  if (node.argument !== null && name !== "plugin" && name !== "dict") return null;
  return { node, source, better, edits: moderniseBlock(statement, node, model) };
}

/** `$name` of 2.3 is a plain word in 2.4: other settings are `$SET:name` now, and a list is added to by a block. */
function ofVariable({ source }: Statement, node: Setting, key: Key): Migration | null {
  const { value, name } = node;
  const words = value.text.split(/\s+/);
  const old = words.filter((word) => /^\$[A-Za-z_]\w*$/.test(word));
  if (value.kind !== "variable" || old.length === 0) return null;
  const at = { node, source };
  const variables = old.join(", ");
  if (key.type !== "boollist") {
    const text = words.map((word) => (old.includes(word) ? `$SET:${word.slice(1)}` : word)).join(" ");
    return { node, source, better: text, variables, edits: [replaceValue(at, text)] };
  }
  const better = `a block ${name.text} { } with a line for each word`;
  if (old.some((word) => word !== `$${name.text}`)) return { node, source, better, variables, edits: null };
  const lines = words.filter((word) => !old.includes(word)).map((word) => `  ${word} = yes`);
  return { node, source, better, variables, edits: [replaceLines(at, [`${name.text} {`, ...lines, "}"])] };
}

function ofSetting(statement: Statement, node: Setting, model: Model): Migration | null {
  const { source, section, key } = statement;
  if (key !== undefined) return ofVariable(statement, node, key);
  // In plugin { }, the whole block is the thing to mend.
  if (section.names.includes("plugin") || section.names.includes("dict")) return null;
  const { text: name } = node.name;
  // Without a name of 2.3 it is a mistake, and not a thing of the past.
  const old = [section.scope, ""].some((scope) => branchesOf(name, scope).includes("2.3"));
  if (!old) return null;
  const edits = modernise({ ...statement, node }, model);
  return { node, source, better: nameIn(edits), edits };
}

/** All of them, in the order of the files; none before 2.4. */
export function migrations(model: Model): readonly Migration[] {
  if (!atLeast(model.version, "2.4")) return [];
  return model.reading.statements.flatMap((statement) => {
    const { node } = statement;
    if (node.kind === "open") return ofBlock(statement, node, model) ?? [];
    return node.kind === "setting" ? (ofSetting(statement, node, model) ?? []) : [];
  });
}
