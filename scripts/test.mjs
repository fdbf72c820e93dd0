// `npm test`: sets up a fresh clone, then runs every suite, or those named: node scripts/test.mjs [SUITE…]
// Suites whose programs are not installed are skipped and named; with MAILTLS_REQUIRE_ALL=1 whatever is skipped is a failure.

import { performance } from "node:perf_hooks";
import { ensureDependencies, isInstalled, run } from "./lib/run.mjs";
import { missingPrograms, SUITES } from "./lib/suites.mjs";

const REQUIRE_ALL = process.env.MAILTLS_REQUIRE_ALL === "1";

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !SUITES.some((suite) => suite.name === name));
if (unknown !== undefined) {
  console.error(`test: no suite ${unknown}; there are ${SUITES.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}
if (!(await ensureDependencies())) process.exit(1);
// Only where it can work; without Exim its tests are skipped, or fail where everything must be there.
if (["apt-get", "dpkg", "ldd"].every(isInstalled)) await run(process.execPath, ["scripts/install-exim.mjs"]);

const rows = [];
for (const suite of SUITES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`\n━━ ${suite.title} (${suite.name})`);
  const started = performance.now();
  const missing = missingPrograms(suite);
  const result =
    missing.length > 0
      ? { passed: 0, failed: 0, skipped: 1, note: `not installed: ${missing.join(", ")}` }
      : await suite.run();
  const strict = REQUIRE_ALL ? { ...result, failed: result.failed + result.skipped, skipped: 0 } : result;
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `── ${strict.failed === 0 ? "done" : "FAILED"} in ${seconds.toFixed(1)} s${strict.note ? ` (${strict.note})` : ""}`,
  );
  rows.push({ ...strict, title: suite.title, seconds });
}

const width = Math.max(...rows.map(({ title }) => title.length));
console.log(`\n${"Suite".padEnd(width)}  passed  failed  skipped   seconds`);
for (const { title, passed, failed, skipped, seconds, note } of rows) {
  const cells = [
    String(passed).padStart(6),
    String(failed).padStart(6),
    String(skipped).padStart(7),
    seconds.toFixed(1).padStart(8),
  ];
  console.log(`${title.padEnd(width)}  ${cells.join("  ")}${note ? `  ${note}` : ""}`);
}

const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
const skipped = sum("skipped");
console.log(`\n${sum("passed")} passed, ${sum("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = sum("failed") === 0 ? 0 : 1;
