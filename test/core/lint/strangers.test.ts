// What judges knows no mail server by name. Imports are .dependency-cruiser.cjs's business; here it is decisions.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { PRODUCTS } from "../../../server/src/core/products/registry.generated.js";

const CORE = new URL("../../../server/src/core/", import.meta.url);

/** What a name that is compared, looked up or tested for follows. */
const DECISION = /(?:[!=]==?|\bcase|\b(?:includes|startsWith|endsWith|get|has|test)\(|\bproduct:)\s*$/;

/** The lines that decide by the name of a product; texts and examples may have it. */
function decisions(text: string, names: readonly string[]): readonly string[] {
  const literal = new RegExp(`["'\`/](?:${names.join("|")})`, "g");
  return [...text.matchAll(literal)].flatMap(({ index }) => {
    const before = text.slice(text.lastIndexOf("\n", index) + 1, index);
    return DECISION.test(before) ? [text.slice(index - before.length).split("\n", 1)[0] ?? ""] : [];
  });
}

const NAMES = PRODUCTS.map(({ id }) => id);

test("rules, posture and lint decide nothing by a product's name", () => {
  for (const folder of ["rules", "posture", "lint"]) {
    const files = readdirSync(new URL(folder, CORE)).filter((name) => /(?<!\.generated)\.ts$/.test(name));
    assert.ok(files.length > 3);
    for (const file of files) {
      const text = readFileSync(fileURLToPath(new URL(`${folder}/${file}`, CORE)), "utf8");
      assert.deepEqual(decisions(text, NAMES), [], `${folder}/${file}`);
    }
  }
});

test("such a decision is seen", () => {
  for (const line of ['if (endpoint.product === "postfix") return;', "case 'dovecot':", 'id.startsWith("exim-")'])
    assert.deepEqual(decisions(`a\n${line}\nb`, NAMES), [line]);
  assert.deepEqual(decisions('dialect: "postfix-main",\nsummary: "In Postfix",', NAMES), []);
});
