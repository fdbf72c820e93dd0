// Reads a master.cf as master(8) does: logical lines → services. What fields and overrides may be is in fields.ts and arguments.ts.

import type { Parsed, Problem } from "../dialect.js";
import type { SourceText } from "../../text/source-text.js";
import { type LogicalLine, readLogicalLines, sourceSpan } from "../postfix-lines.js";
import { readArguments } from "./arguments.js";
import { checkFields, identity } from "./fields.js";
import { FIELD_NAMES, type MasterCf, type Node, type ServiceEntry } from "./tree.js";
import { splitBraced, splitPlain } from "./words.js";

/** The seven fields of FIELD_NAMES, and the command. */
const FIELDS = FIELD_NAMES.length + 1;

/**
 * Reads a master.cf (Postfix 3.7 master/master_ent.c, postconf/postconf_master.c). The first eight words of a logical
 * line are fields, parted by blanks alone; from then on `{` and `}` hold words together. Where master(8) and postconf
 * differ, the tree is what master(8) makes of it; a line that either stops at is fatal, because `postfix start` and
 * `postfix check` run both.
 *
 * Problems, fatal: `too-few-fields`, `brace-in-field`, `bad-type`, `bad-endpoint`, `bad-private`, `bad-unprivileged`,
 * `bad-chroot`, `bad-wakeup`, `bad-maxproc`, `bad-command`, `bad-braces`, `bad-override-syntax`, `bad-argument`; some of these are
 * warnings where the service starts but does not do what is written. Warnings: `leading-whitespace`,
 * `duplicate-service`, and, about what Postfix passes over in silence, `nul-byte` and `byte-order-mark`.
 * The span of a fatal problem starts on the line that Postfix names, the first of the service; only of an argument
 * that a daemon refuses when it starts Postfix names no line, and the span is the argument's own.
 */
export function parse(source: SourceText): Parsed<MasterCf> {
  const { text } = source;
  const problems: Problem[] = [];
  const earlier = new Map<string, ServiceEntry>();
  if (text.startsWith("\uFEFF")) problems.push(byteOrderMark());
  const nodes: Node[] = [];
  for (const line of readLogicalLines(text))
    nodes.push(line.kind === "line" ? readService(source, line, earlier, problems) : line);
  return { source, tree: { text, nodes }, problems };
}

/** Reads one logical line; adds what is wrong with it to `problems`, and a service to `earlier`. */
function readService(
  source: SourceText,
  line: LogicalLine,
  earlier: Map<string, ServiceEntry>,
  problems: Problem[],
): Node {
  const { text, span, interior, ignored, leadingBlank } = line;
  const malformed = (severity: Problem["severity"], kind: string, message: string): Node => {
    problems.push({ severity, kind, message, span });
    return { kind: "malformed", span, interior };
  };
  if (ignored !== null) {
    const message =
      "A NUL byte: Postfix ignores everything after it up to the next service. Remove it; the file may be damaged.";
    problems.push({ severity: "warning", kind: "nul-byte", message, span: ignored });
  }
  if (leadingBlank) {
    const message =
      "Postfix ignores this service: it starts with a blank and so continues the line before it, but there is none. " +
      "Remove the blanks at the start of the line.";
    return malformed("warning", "leading-whitespace", message);
  }
  const words = splitPlain(text, FIELDS);
  const [name, type, hidden, unprivileged, chroot, wakeup, maxproc, command] = words.map(({ start, end }) => ({
    text: text.slice(start, end),
    span: sourceSpan(line, start, end),
  }));
  if (!name || !type || !hidden || !unprivileged || !chroot || !wakeup || !maxproc || !command) {
    const message =
      `A service needs ${FIELDS} fields, here are ${words.length}: Postfix does not start. Write ` +
      "name, type, private, unpriv, chroot, wakeup, maxproc and command, with `-` for a default; start the line with " +
      "a blank if it continues the line before it, or with `#` if it is a comment.";
    return malformed("fatal", "too-few-fields", message);
  }

  const commandEnd = words.at(-1)?.end ?? 0;
  const entry: ServiceEntry = {
    kind: "service",
    span,
    fields: { name, type, private: hidden, unprivileged, chroot, wakeup, maxproc },
    command,
    arguments: readArguments(source, line, command.text, commandEnd, problems),
    interior,
  };
  const grouped = splitBraced(text, 0);
  if (words.slice(0, -1).some(({ end }, index) => grouped[index]?.end !== end) || grouped.length < FIELDS) {
    const message =
      "A `{` in one of the first eight fields: `postconf` takes it for the start of a group and finds other fields than " +
      "Postfix itself, so that Postfix does not start. Remove it.";
    problems.push({
      severity: "fatal",
      kind: "brace-in-field",
      message,
      span: { start: span.start, end: command.span.end },
    });
  }
  checkFields(source, entry, problems);
  reportDuplicate(source, entry, earlier, problems);
  return entry;
}

/** master(8) warns and takes the last of two services with one endpoint (master/master_conf.c); postconf lists both. */
function reportDuplicate(
  source: SourceText,
  entry: ServiceEntry,
  earlier: Map<string, ServiceEntry>,
  problems: Problem[],
): void {
  const key = identity(entry.fields);
  if (key === null) return;
  const first = earlier.get(key);
  earlier.set(key, entry);
  if (first === undefined) return;
  const line = source.position(first.span.start).line + 1;
  const message =
    `This replaces the service of line ${line}, which has the same endpoint: Postfix uses the last one, ` +
    "its `-o` settings included. Remove the one that is wrong.";
  problems.push({ severity: "warning", kind: "duplicate-service", message, span: entry.fields.name.span });
}

function byteOrderMark(): Problem {
  const message =
    "A byte order mark: to Postfix it belongs to the first word, so that neither a name nor a `#` is recognised there. " +
    "Save the file as UTF-8 without it.";
  return { severity: "warning", kind: "byte-order-mark", message, span: { start: 0, end: 1 } };
}
