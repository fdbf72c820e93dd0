// What holds for every check, whatever it looks for.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { rule } from "../../../server/src/core/api.js";
import { CHECKS } from "../../../server/src/probe/checks/registry.generated.js";
import { host, IMAPS, MX, SUBMISSION, surveyOf } from "./support/observed.js";

const FOLDER = join(import.meta.dirname, "../../../server/src/probe/checks");

test("every file of a check is in the registry, under the id that is its name", () => {
  const files = readdirSync(FOLDER).filter((name) =>
    /^export const check /mu.test(readFileSync(join(FOLDER, name), "utf8")),
  );
  assert.deepEqual(
    CHECKS.map(({ meta }) => `${meta.id}.ts`),
    files.sort(),
  );
});

for (const check of CHECKS) {
  const { id, rules = [], docs, messages } = check.meta;
  test(`${id}: no rule has its name, its rules exist, and it has words for its findings`, () => {
    assert.equal(rule(id), undefined);
    for (const name of rules) assert.ok(rule(name), name);
    assert.ok(rules.length > 0 || Object.keys(messages).length > 0);
    for (const text of [docs.why, docs.tried, docs.seen, docs.remedy]) assert.match(text, /\.$/u);
    for (const text of Object.values(messages)) assert.match(text, /[.}]$/u);
    assert.ok(existsSync(join(import.meta.dirname, `../../../docs/rules/${id}.md`)));
  });

  // It holds the host against memory: with none there is nothing to be found out.
  if (id === "possible-downgrade") continue;

  test(`${id}: nothing that was tried is no verdict of its own`, () => {
    const nothing = { survey: null, session: null } as const;
    for (const text of [MX, SUBMISSION, IMAPS]) {
      const dialogue = { ...host(text).dialogue, starttls: null, loginBefore: null };
      const { verdict } = check.interpret(host(text, null, { ...nothing, dialogue }), []);
      if (!text.startsWith("imaps")) assert.equal(verdict, "inconclusive", text);
      const empty = check.interpret(host(text, surveyOf({}), { session: null, dialogue }), []);
      if (!text.startsWith("imaps")) assert.equal(empty.verdict, "inconclusive", text);
    }
  });
}
