// What postconf -M and -P print of a master.cf that was parsed, and where they stop. No expectations of single files live here.

import type { Parsed } from "../../../../server/src/core/dialects/dialect.js";
import {
  type Argument,
  FIELD_NAMES,
  type MasterCf,
  type Override,
  type ServiceEntry,
} from "../../../../server/src/core/dialects/postfix-master/tree.js";
import { encodeText } from "../../../../server/src/core/text/bytes.js";
import { parameter } from "../../../../server/src/core/products/postfix/parameters.js";
import { normaliseBlanks } from "../postfix-main/postconf.js";

/** Columns at which `postconf -M` puts the fields, if there is room. */
const COLUMNS = [0, 11, 17, 25, 33, 41, 49, 57];

/** What postconf takes where master(8) does not: it has nothing to say of these. */
const POSTCONF_TAKES: Readonly<Record<string, RegExp>> = {
  "bad-private": /^[yn-]$/,
  "bad-wakeup": /^(?:-\??|[0-9]*\??)$/,
  "bad-maxproc": /^[0-9]+$/,
};
const POSTCONF_NAMES: Readonly<Record<string, string>> = {
  "bad-type": "type",
  "bad-private": "private",
  "bad-unprivileged": "unprivileged",
  "bad-chroot": "chroot",
  "bad-wakeup": "wakeup",
  "bad-maxproc": "process_limit",
};
const FIELD_OF: Readonly<Record<string, (typeof FIELD_NAMES)[number]>> = {
  "bad-private": "private",
  "bad-wakeup": "wakeup",
  "bad-maxproc": "maxproc",
};

/** The nodes as postconf prints the services, each with the first problem at which postconf stops. */
export function stopsAt({ source, tree, problems }: Parsed<MasterCf>): { said: string; before: number } | null {
  for (const { kind, severity, span } of problems) {
    if (severity !== "fatal") continue;
    const index = tree.nodes.findIndex((node) => node.span.start <= span.start && span.start < node.span.end);
    const node = tree.nodes[index];
    const grouped = problems.some((one) => one.kind === "brace-in-field" && one.span.start === node?.span.start);
    if (grouped) return { said: "anything", before: index };
    if (kind === "too-few-fields") return { said: `count ${source.position(span.start).line + 1}`, before: index };
    const field = FIELD_OF[kind];
    if (field !== undefined && node?.kind === "service" && POSTCONF_TAKES[kind]?.test(node.fields[field].text))
      continue;
    const said = POSTCONF_NAMES[kind];
    if (said !== undefined) return { said, before: index };
  }
  return null;
}

export function services({ tree }: Parsed<MasterCf>): ServiceEntry[] {
  return tree.nodes.filter((node) => node.kind === "service");
}

/** A service as `postconf -M` prints it (postconf_master.c pcf_print_master_entry), byte by byte. */
export function printed(entry: ServiceEntry): string {
  let line = "";
  for (const [index, text] of [...FIELD_NAMES.map((name) => entry.fields[name].text), entry.command.text].entries()) {
    if (index > 0) line = `${line} `.padEnd(COLUMNS[index] ?? 0);
    line += latin1(text);
  }
  // It forgets the braces of the first word that is no option.
  let [inOptions, value] = [true, false];
  for (const argument of entry.arguments) {
    const text = latin1(argument.kind === "override" ? `${argument.name.text}=${argument.value.text}` : argument.text);
    const first = inOptions && !value && (!text.startsWith("-") || text === "--") && argument.kind === "argument";
    const group = /[ \t\r\n]/.test(text) && !first ? `{${text}}` : text;
    line += argument.kind === "override" ? ` -o ${group}` : ` ${group}`;
    value = inOptions && !value && text === "-o" && argument.kind === "argument";
    if (first) inOptions = false;
  }
  return line;
}

function latin1(text: string): string {
  return Buffer.from(encodeText(text)).toString("latin1");
}

/**
 * `-P` lists the last value of each name that can be set. Services with one name and type share their values: each lists all of them, unless it
 * stands before the first that has any.
 */
export function printedParameters(entries: readonly ServiceEntry[]): string[] {
  const isOverride = (one: Override | Argument): one is Override => one.kind === "override";
  const shared = new Map<string, Map<string, string>>();
  const listed = entries.flatMap(({ fields, arguments: all }) => {
    const identity = `${fields.name.text}/${fields.type.text}`;
    const values = shared.get(identity) ?? new Map<string, string>();
    const set = all.filter(isOverride).filter(({ name }) => parameter(name.text)?.readOnly !== true);
    for (const { name, value } of set) values.set(`${identity}/${name.text}`, value.text);
    if (values.size > 0) shared.set(identity, values);
    return values.size > 0 ? [values] : [];
  });
  const lines = listed.flatMap((values) => [...values]);
  return lines.map(([name, value]) => normaliseBlanks(encodeText(`${name} = ${value}`))).sort();
}

/** A command that begins with a brace: postconf takes it for a group of words, master(8) for a name (see words.ts). */
export function hasBracedCommand(parsed: Parsed<MasterCf>): boolean {
  return services(parsed).some(({ command }) => command.text.includes("{"));
}
