// The settings report against postconf -n and postconf -nx: names, values, expansions, on generated and on shipped files.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { decodeBytes, SourceText } from "../../../../server/src/core/api.js";
import { maskMain } from "../../../../server/src/core/dialects/postfix-template.js";
import { shippedFiles } from "../../../support/shipped.js";
import { mainCf } from "../../dialects/postfix-main/arbitraries.js";
import { agrees, builtIn, oracle, value } from "./settings-oracle.js";

const RUNS = 2000;

const configuration = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...builtIn), fc.constantFrom("e0", "e1", "e2", "own")), value), {
    maxLength: 8,
  })
  .map((entries) => Buffer.from(entries.map(([name, text]) => `${name} = ${text}\n`).join("")));

describe("settings agree with postconf -n and -nx", () => {
  test(`on ${RUNS} generated files`, async (t) => {
    const postconf = oracle(t);
    if (postconf === null) return;
    const counts = { fatal: 0, compared: 0 };
    const seed = Number(process.env["MAILTLS_SEED"] ?? Date.now() % 2 ** 31);
    await fc.assert(
      fc.asyncProperty(fc.oneof(configuration, mainCf), async (bytes) => {
        // Of a template less is said (test/core/templates.test.ts); some expressions look like one.
        fc.pre(maskMain(new SourceText("main.cf", decodeBytes(bytes))) === null);
        counts[await agrees(postconf, bytes)] += 1;
      }),
      { numRuns: RUNS, seed, includeErrorInReport: true },
    );
    t.diagnostic(
      `seed ${seed}: ${counts.compared} compared, ${counts.fatal} refused by postconf at a line that is named here too`,
    );
    assert.ok(counts.compared > RUNS / 4);
  });

  test("on every main.cf that the package ships", async (t) => {
    const postconf = oracle(t);
    if (postconf === null) return;
    const shipped = shippedFiles(t);
    assert.ok(shipped.length > 0);
    for (const { bytes } of shipped) await agrees(postconf, bytes);
    t.diagnostic(shipped.map(({ name }) => name).join(", "));
  });
});
