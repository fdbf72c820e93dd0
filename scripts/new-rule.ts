// Scaffolds a rule: npm run new-rule -- RULE-ID [PRODUCT]. The new file compiles, and its test fails until it is written.
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [id, product] = process.argv.slice(2);

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

if (id === undefined || !/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(id)) {
  fail(
    "usage: npm run new-rule -- RULE-ID [PRODUCT]\nRULE-ID names the problem in kebab-case, for example certificate-expired.",
  );
}
const core = "server/src/core";
if (product !== undefined && !existsSync(join(root, core, "products", product)))
  fail(`There is no product "${product}".`);
const path = product === undefined ? `${core}/rules/${id}.ts` : `${core}/products/${product}/rules/${id}.ts`;
if (existsSync(join(root, path))) fail(`${path} exists already.`);

const posture = product === undefined;
const content = `// TODO: one sentence that says what is wrong.
import { ${posture ? "definePostureRule" : "defineProductRule"}, rfc } from "${posture ? "./rule.js" : "../../../rules/rule.js"}";
${posture ? "" : 'import type { Model } from "../model.js";\n'}
export const rule = ${posture ? "definePostureRule" : "defineProductRule<Model>"}({
  meta: {
    id: "${id}",
    summary: "TODO",
    severity: "warning",
    fix: "none",
    docs: {
      why: "TODO",
      remedy: "TODO",
      references: [rfc(9325)],
    },
    messages: { found: "TODO: what is wrong, why it matters here, what to do." },
    examples: [{ dialect: "postfix-main", bad: "", findings: [{ message: "found", line: 1, severity: "warning" }], good: "" }],
  },
  *check(${posture ? "endpoint" : "model"}) {
    void ${posture ? "endpoint" : "model"};
    yield* [];
  },
});
`;
await writeFile(join(root, path), content);
console.log(`${path}\nWrite the rule, then: npm run generate && npm test -- unit`);
