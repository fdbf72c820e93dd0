// `npm run bench`: how the time for a cipher string grows with its length, and what a whole `mailtls check` costs. Measures only.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { cipherReport } from "../server/src/core/api.ts";
import { ROOT } from "./lib/root.mjs";

const LIBRARY = "openssl-3.0";
const LENGTHS = [100, 300, 1_000, 3_000, 10_000];
/** The median of so many runs is told: one disturbed run does not show. */
const RUNS = 15;

/** Elements of each kind: names, groups of suites, all moves, an unknown name. None empties the list. */
const ELEMENTS = [
  "AES128-SHA",
  "HIGH",
  "+kRSA",
  "-RC4",
  "!aNULL",
  "ECDHE+AES",
  "FOO",
  "-SHA1",
  "kDHE+AESGCM",
  "+SHA256",
];

const cipherString = (length) => Array.from({ length }, (_, i) => ELEMENTS[i % ELEMENTS.length]).join(":");

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function milliseconds(work) {
  return median(
    Array.from({ length: RUNS }, () => {
      const started = performance.now();
      work();
      return performance.now() - started;
    }),
  );
}

/** Slope of the straight line through the points (least squares). */
function slope(points) {
  const mean = (axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const sum = (term) => points.reduce((total, point) => total + term(point), 0);
  return sum((point) => (point[0] - x) * (point[1] - y)) / sum((point) => (point[0] - x) ** 2);
}

function benchStrings() {
  console.log(`Cipher strings (${LIBRARY}), median of ${RUNS} runs`);
  console.log("elements        ms   µs per element");
  for (const length of LENGTHS) cipherReport(cipherString(length), LIBRARY);
  const points = LENGTHS.map((length) => {
    const text = cipherString(length);
    const time = milliseconds(() => cipherReport(text, LIBRARY));
    const cells = [
      String(length).padStart(8),
      time.toFixed(2).padStart(8),
      ((1000 * time) / length).toFixed(2).padStart(15),
    ];
    console.log(cells.join("  "));
    return [Math.log(length), Math.log(time)];
  });
  console.log(`time grows with length to the power of ${slope(points).toFixed(2)} (1 is linear, 2 quadratic)\n`);
}

function benchCheck() {
  const folder = mkdtempSync(join(tmpdir(), "mailtls-bench-"));
  const node = (...args) => spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  try {
    const { status, stderr } = node(join(ROOT, "scripts/build.mjs"), "cli", "--outdir", folder);
    if (status !== 0) throw new Error(stderr);
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "main.cf"), "smtpd_tls_security_level = may\nsmtpd_tls_protocols = !SSLv2\n");
    const empty = milliseconds(() => node("-e", "0"));
    const check = milliseconds(() => node("cli.js", "check", "main.cf"));
    console.log(`Whole process, median of ${RUNS} runs`);
    console.log(`node -e 0      ${empty.toFixed(0).padStart(6)} ms`);
    console.log(`mailtls check  ${check.toFixed(0).padStart(6)} ms, ${(check / empty).toFixed(2)} times as long`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

benchStrings();
benchCheck();
