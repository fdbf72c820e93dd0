// Agreement with Postfix's own reader, on shipped and on generated files. MAILTLS_FULL=1 runs 5,000 files.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Parsed } from "../../../../server/src/core/dialects/dialect.js";
import { dialect } from "../../../../server/src/core/dialects/postfix-master/index.js";
import {
  type Argument,
  FIELD_NAMES,
  type MasterCf,
  type Override,
  type ServiceEntry,
} from "../../../../server/src/core/dialects/postfix-master/tree.js";
import { encodeText, decodeBytes } from "../../../../server/src/core/text/bytes.js";
import { SourceText } from "../../../../server/src/core/text/source-text.js";
import { requireProgram } from "../../../support/programs.js";
import { shippedFiles } from "../../../support/shipped.js";
import { normaliseBlanks } from "../postfix-main/postconf.js";
import { masterCfText } from "./arbitraries.js";
import { Postconf } from "./postconf.js";

const FILES = process.env["MAILTLS_FULL"] === "1" ? 5000 : 1000;

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
function stopsAt({ source, tree, problems }: Parsed<MasterCf>): { said: string; before: number } | null {
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

function services({ tree }: Parsed<MasterCf>): ServiceEntry[] {
  return tree.nodes.filter((node) => node.kind === "service");
}

/** A service as `postconf -M` prints it (postconf_master.c pcf_print_master_entry), byte by byte. */
function printed(entry: ServiceEntry): string {
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

/** `-P` lists the last value of each name. */
function parameters(entries: readonly ServiceEntry[]): string[] {
  const isOverride = (one: Override | Argument): one is Override => one.kind === "override";
  const values = new Map<string, string>();
  for (const { fields, arguments: all } of entries) {
    for (const { name, value } of all.filter(isOverride))
      values.set(`${fields.name.text}/${fields.type.text}/${name.text}`, value.text);
  }
  return [...values].map(([name, value]) => normaliseBlanks(encodeText(`${name} = ${value}`))).sort();
}

describe("postfix-master agrees with postconf", () => {
  test("on services, overrides, problems and line numbers", async (t) => {
    const program = requireProgram(t, "postconf");
    if (program === null) return;
    const postconf = new Postconf(program);
    t.after(() => {
      postconf.dispose();
    });
    const seen = {
      files: 0,
      services: 0,
      overrides: 0,
      count: 0,
      field: 0,

      leadingWhitespace: 0,
      braces: 0,
      parameters: 0,
    };
    const agree = async (text: string): Promise<void> => {
      const parsed = dialect.parse(new SourceText("master.cf", text));
      const bytes = encodeText(text);
      const run = await postconf.run(bytes, "-M");
      const stop = stopsAt(parsed);
      seen.files++;
      if (stop?.said === "anything") assert.notEqual(run.fatal, null);
      else assert.equal(run.fatal, stop?.said ?? null);
      const leading = parsed.problems.filter(({ kind }) => kind === "leading-whitespace").length;
      assert.equal(run.leadingWhitespace, leading);
      seen.leadingWhitespace += leading;
      if (stop !== null) {
        seen[stop.said.startsWith("count") ? "count" : "field"]++;
        // The services before the one at which it stopped.
        const end = parsed.tree.nodes[stop.before]?.span.start ?? 0;
        return agree(text.slice(0, end));
      }
      assert.deepEqual(run.lines, services(parsed).map(printed));
      const braces = parsed.problems.filter(({ message }) => message.includes("closing `}`")).length;
      assert.equal(run.warnings.filter((warning) => warning.includes("}")).length, braces);
      seen.braces += braces;
      seen.services += run.lines.length;
      seen.overrides += services(parsed).flatMap((one) =>
        one.arguments.filter(({ kind }) => kind === "override"),
      ).length;
      const identities = services(parsed).map(({ fields }) => `${fields.name.text}/${fields.type.text}`);
      if (new Set(identities).size < identities.length) return;
      const { lines } = await postconf.run(bytes, "-P");
      assert.deepEqual(
        lines.map((line) => normaliseBlanks(Buffer.from(line, "latin1"))).sort(),
        parameters(services(parsed)),
      );
      seen.parameters += lines.length;
    };
    for (const { bytes } of shippedFiles(t, "master")) await agree(decodeBytes(bytes));
    await fc.assert(fc.asyncProperty(masterCfText, agree), {
      numRuns: FILES,
      seed: Number(process.env["MAILTLS_SEED"] ?? 1),
      includeErrorInReport: true,
    });
    t.diagnostic(JSON.stringify(seen));
    for (const [what, count] of Object.entries(seen)) assert.ok(count > FILES / 150, `too few generated: ${what}`);
  });
});
