// The arguments of a service's command, as the daemon's getopt() reads them. No fields, no meaning of parameters.

import type { Problem } from "../dialect.js";
import type { SourceText } from "../../text/source-text.js";
import type { Span } from "../../text/span.js";
import {
  isBlank,
  type LogicalLine,
  quote,
  skipBlanks,
  sourceOffset,
  sourceSpan,
  trimBlanks,
  valueOf,
} from "../postfix-lines.js";
import type { Argument, Override } from "./tree.js";
import { splitBraced, strip, type Stripped, type Word } from "./words.js";

/** Options of Postfix's daemons that take a value (getopt() in master/multi_server.c and its siblings). */
const WITH_VALUE = "imnorst";

/** All their options, those with a value included. */
const OPTIONS = `${WITH_VALUE}cdDlSuvVz`;

/** Daemons that take words besides options; the others stop at one. */
const WITH_WORDS = /(?:^|\/)(?:pipe|spawn)$/;

/** Those of Postfix 3.7 that say so: "unexpected command-line argument". Of other programs nothing is known. */
const WITHOUT_WORDS = new Set(
  (
    "anvil bounce cleanup discard dnsblog error flush local nqmgr oqmgr pickup postlogd proxymap qmgr qmqpd scache showq smtpd tlsmgr " +
    "tlsproxy trivial-rewrite verify virtual"
  ).split(" "),
);

/**
 * Reads what follows the command. master(8) takes the outer braces off each argument (master/master_ent.c); the daemon
 * then reads options up to `--` or the first word that is none, and `name = value` of each `-o`
 * (util/split_nameval.c). Adds `bad-braces`, `bad-override-syntax` and `bad-argument` to `problems`.
 */
export function readArguments(
  source: SourceText,
  line: LogicalLine,
  command: string,
  from: number,
  problems: Problem[],
): (Override | Argument)[] {
  const reader = new Reader(source, line, problems);
  const before = problems.length;
  reader.read(splitBraced(line.text, from));
  if (!WITH_WORDS.test(command)) reader.reportSplitValue();
  // Words that other mistakes leave over are told with these.
  if (problems.length === before && WITHOUT_WORDS.has(command)) reader.reportUnexpected();
  return reader.found;
}

class Reader {
  readonly found: (Override | Argument)[] = [];
  readonly #source: SourceText;
  readonly #line: LogicalLine;
  readonly #problems: Problem[];

  constructor(source: SourceText, line: LogicalLine, problems: Problem[]) {
    this.#source = source;
    this.#line = line;
    this.#problems = problems;
  }

  read(words: readonly Word[]): void {
    const { text } = this.#line;
    let inOptions = true;
    for (let index = 0; index < words.length; index++) {
      const word = words[index];
      if (word === undefined) continue;
      const stripped = strip(text, word);
      const content = text.slice(stripped.start, stripped.end);
      inOptions = inOptions && /^-[^]/.test(content) && content !== "--";
      const option = inOptions ? firstWithValue(content) : -1;
      if (content[option] !== "o") this.#argument(word, stripped);
      // What an option takes is no option itself.
      const next = option !== -1 && option === content.length - 1 ? words[++index] : undefined;
      if (content[option] === "o") this.#override(word, stripped, option, next);
      else if (next !== undefined) this.#argument(next, strip(text, next));
    }
  }

  /** `word` has an `o` at `option`, counted from its content; `next` is there if the value must be the next word. */
  #override(word: Word, stripped: Stripped, option: number, next: Word | undefined): void {
    const { text } = this.#line;
    const letter = stripped.start + option;
    // The letters before it are options of their own, as in `-vo`.
    const dash = option > 1 ? letter : stripped.start;
    if (option > 1) this.#push(text.slice(stripped.start, letter), word.start, letter);
    const attached = letter + 1 < stripped.end;
    const operand = attached ? { ...stripped, start: letter + 1 } : next === undefined ? undefined : strip(text, next);
    const end = (attached ? word : (next ?? word)).end;
    const whole = this.#span(dash, end);
    if (stripped.wrong !== undefined) this.#reportBraces("bad-override-syntax", word, stripped.wrong);
    if (operand === undefined) {
      this.#push("-o", dash, letter + 1);
      this.#report("fatal", whole, "Nothing follows this `-o`: the service does not start. Write `-o name=value`.");
      return;
    }
    if (!attached && next !== undefined && operand.wrong !== undefined)
      this.#reportBraces("bad-override-syntax", next, operand.wrong);

    const nameStart = skipBlanks(text, operand.start, operand.end);
    let nameEnd = nameStart;
    while (nameEnd < operand.end && text[nameEnd] !== "=" && !isBlank(text, nameEnd)) nameEnd++;
    const equals = skipBlanks(text, nameEnd, operand.end);
    if (nameEnd === nameStart || equals === operand.end || text[equals] !== "=") {
      this.#push("-o", dash, letter + 1);
      this.#push(
        text.slice(operand.start, operand.end),
        attached ? letter + 1 : (next?.start ?? letter),
        (attached ? word : (next ?? word)).end,
      );
      const what = nameEnd === nameStart ? "has no name before" : "has no";
      const message =
        `${quote(text.slice(operand.start, operand.end))} ${what} \`=\`: the service does not start. Write ` +
        "`-o name=value` without blanks, or `-o { name = value }`.";
      this.#report("fatal", whole, message);
      return;
    }
    const value = trimBlanks(text, equals + 1, operand.end);
    this.found.push({
      kind: "override",
      span: whole,
      name: { text: text.slice(nameStart, nameEnd), span: this.#span(nameStart, nameEnd) },
      value: valueOf(this.#line, value, this.#emptyAt(equals, operand)),
      braced: operand.braced && !attached,
    });
    this.#reportOddities(
      whole,
      text.slice(nameStart, nameEnd),
      text.slice(value.start, value.end),
      operand.braced,
      attached,
    );
  }

  /** Where an empty value would be typed: after the `=`, within braces after the blanks before the closing one. */
  #emptyAt(equals: number, operand: Stripped): number {
    const { text } = this.#source;
    let at = sourceOffset(this.#line.segments, equals) + 1;
    if (operand.braced && operand.wrong !== "missing-brace") while (text[at] === " " || text[at] === "\t") at++;
    return at;
  }

  /** What a daemon takes, but not as it was meant. */
  #reportOddities(span: Span, name: string, value: string, braced: boolean, attached: boolean): void {
    if (attached && name.startsWith("{")) {
      const message =
        `Postfix sets a parameter with the odd name ${quote(name)}: braces directly after \`-o\` are part of the text. ` +
        "Write a blank between `-o` and `{`.";
      this.#report("warning", span, message);
    } else if (/^["']/.test(name) || (!braced && /^["']/.test(value))) {
      const message =
        "Postfix knows no quotes here: they become part of the setting, and blanks within them end it. " +
        "Write `-o { name = value }` for a value with blanks.";
      this.#report("warning", span, message);
    }
  }

  /** `-o name= value`: the value is empty, and most daemons stop at the word that follows. */
  reportSplitValue(): void {
    for (const [index, one] of this.found.entries()) {
      const next = this.found[index + 1];
      if (one.kind !== "override" || one.braced || one.value.text !== "" || next?.kind !== "argument") continue;
      if (next.text.startsWith("-")) continue;
      const message =
        `A blank ends the value, so that ${quote(one.name.text)} is empty and ${quote(next.text)} is a word of its own, ` +
        "at which most daemons stop. Write `-o name=value` without blanks, or `-o { name = value }`.";
      this.#report("warning", { start: one.span.start, end: next.span.end }, message);
    }
  }

  /** An option that no daemon has, or the first word that is none: the daemon stops there. */
  reportUnexpected(): void {
    let inOptions = true;
    for (let index = 0; index < this.found.length; index++) {
      const one = this.found[index];
      if (one === undefined || one.kind === "override") continue;
      const { text, span } = one;
      const isEnd: boolean = inOptions && text === "--";
      inOptions = inOptions && /^-[^]/.test(text) && !isEnd;
      if (isEnd) continue;
      const value = inOptions ? firstWithValue(text) : -1;
      const letters = inOptions ? text.slice(1, value === -1 ? undefined : value) : "";
      const unknown = Array.from(letters).find((letter) => !OPTIONS.includes(letter));
      if (inOptions && unknown === undefined) {
        // What the option takes is the next word.
        if (value === text.length - 1) index++;
        continue;
      }
      const what = unknown === undefined ? `takes no words such as ${quote(text)}` : `has no option \`-${unknown}\``;
      const message = `The daemon ${what}: the service does not start. Remove it; settings are \`-o name=value\`.`;
      this.#problems.push({ severity: "fatal", kind: "bad-argument", message, span });
      return;
    }
  }

  #argument(word: Word, stripped: Stripped | (Omit<Stripped, "wrong"> & { wrong: undefined })): void {
    if (stripped.wrong !== undefined) this.#reportBraces("bad-braces", word, stripped.wrong);
    this.#push(this.#line.text.slice(stripped.start, stripped.end), word.start, word.end);
  }

  #push(text: string, start: number, end: number): void {
    this.found.push({ kind: "argument", text, span: this.#span(start, end) });
  }

  /** master(8) stops, and names the first line of the service. */
  #reportBraces(kind: string, word: Word, wrong: NonNullable<Stripped["wrong"]>): void {
    const own = this.#span(word.start, word.end);
    const first = this.#line.span.start;
    const sameLine = this.#source.position(own.start).line === this.#source.position(first).line;
    const shown = quote(this.#line.text.slice(word.start, word.end));
    const message =
      wrong === "missing-brace"
        ? `The closing \`}\` is missing in ${shown}: Postfix does not start. Write it at the end of the value.`
        : `There is text directly after the closing \`}\` in ${shown}: Postfix does not start. Put it within the braces, or a blank before it.`;
    this.#problems.push({
      severity: "fatal",
      kind,
      message,
      span: { start: sameLine ? own.start : first, end: own.end },
    });
  }

  #report(severity: Problem["severity"], span: Span, message: string): void {
    this.#problems.push({ severity, kind: "bad-override-syntax", message, span });
  }

  #span(start: number, end: number): Span {
    return sourceSpan(this.#line, start, end);
  }
}

/** Index of the first letter in `-abc` that takes a value, or -1. */
function firstWithValue(content: string): number {
  for (let at = 1; at < content.length; at++) if (WITH_VALUE.includes(content.charAt(at))) return at;
  return -1;
}
