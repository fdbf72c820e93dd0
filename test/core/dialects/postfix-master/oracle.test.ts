// Agreement with Postfix's own reader, on shipped and on generated files. MAILTLS_FULL=1 runs 5,000 files.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { dialect } from "../../../../server/src/core/dialects/postfix-master/index.js";
import { encodeText, decodeBytes } from "../../../../server/src/core/text/bytes.js";
import { SourceText } from "../../../../server/src/core/text/source-text.js";
import { requireProgram } from "../../../support/programs.js";
import { shippedFiles } from "../../../support/shipped.js";
import { normaliseBlanks } from "../postfix-main/postconf.js";
import { masterCfText } from "./arbitraries.js";
import { Postconf } from "./postconf.js";
import { hasBracedCommand, printed, printedParameters, services, stopsAt } from "./postconf-view.js";

const FILES = process.env["MAILTLS_FULL"] === "1" ? 5000 : 1000;

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
    const seed = Number(process.env["MAILTLS_SEED"] ?? Date.now() % 2 ** 31);
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
      if (hasBracedCommand(parsed)) return;
      assert.deepEqual(run.lines, services(parsed).map(printed));
      const braces = parsed.problems.filter(({ message }) => message.includes("closing `}`")).length;
      assert.equal(run.warnings.filter((warning) => warning.includes("}")).length, braces);
      seen.braces += braces;
      seen.services += run.lines.length;
      seen.overrides += services(parsed).flatMap((one) =>
        one.arguments.filter(({ kind }) => kind === "override"),
      ).length;
      const { lines } = await postconf.run(bytes, "-P");
      assert.deepEqual(
        lines.map((line) => normaliseBlanks(Buffer.from(line, "latin1"))).sort(),
        printedParameters(services(parsed)),
      );
      seen.parameters += lines.length;
    };
    for (const { bytes } of shippedFiles(t, "master")) await agree(decodeBytes(bytes));
    await fc.assert(fc.asyncProperty(masterCfText, agree), {
      numRuns: FILES,
      seed,
      includeErrorInReport: true,
    });
    t.diagnostic(`seed ${seed}: ${JSON.stringify(seen)}`);
    for (const [what, count] of Object.entries(seen)) assert.ok(count > FILES / 150, `too few generated: ${what}`);
  });
});
