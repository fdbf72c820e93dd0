// How the time and the memory for a check grow with the number of lines. Each kind runs in a process of its own: node growth.mjs KIND.

import { fileURLToPath } from "node:url";
import { lint, SourceText } from "../../server/src/core/api.ts";
import { execute, goal, growth, milliseconds, row } from "../lib/measure.mjs";
import { INPUTS } from "./growth-inputs.mjs";

const LENGTHS = [100, 1_000, 10_000, 100_000];
/** Short files are checked more often: a single run would measure the clock. */
const runsOf = (length) => Math.max(1, Math.min(15, 30_000 / length));
/** Linear, with what a measurement on a shared machine strays. A quadratic part shows as more at the long end. */
const LIMIT = 1.15;
/** What the longest file may take, in MiB: an editor shares its machine. */
const MEMORY_LIMIT = 1024;

function check(kind, length) {
  const files = INPUTS[kind](length).map(({ path, dialect, text }) => ({
    source: new SourceText(`/etc/postfix/${path}`, text),
    dialect,
  }));
  return lint(files, {});
}

/** Time by length, and the most memory that the process ever had, in MiB. */
function measure(kind) {
  for (let run = 0; run < 20; run += 1) check(kind, 1_000);
  const pairs = LENGTHS.map((length) => [length, milliseconds(() => check(kind, length), runsOf(length))]);
  return { pairs, memory: process.resourceUsage().maxRSS / 1024 };
}

export function benchGrowth() {
  console.log("Checks by the number of lines, in ms");
  const widths = [42, ...LENGTHS.map(() => 8), 8, 10];
  row(["", ...LENGTHS, "power", "most MiB"], widths);
  const results = Object.keys(INPUTS).map((kind) => {
    const args = ["--import", "tsx", fileURLToPath(import.meta.url), kind];
    const { pairs, memory } = JSON.parse(execute(process.execPath, args).stdout);
    // What the shortest file takes is mostly the same for every file.
    const power = growth(pairs.slice(1));
    row([kind, ...pairs.map(([, time]) => time.toFixed(1)), power.toFixed(2), memory.toFixed(0)], widths);
    return { power, memory };
  });
  const worst = Math.max(...results.map(({ power }) => power));
  const most = Math.max(...results.map(({ memory }) => memory));
  goal(
    `time grows linearly to 100,000 lines: the greatest power is ${worst.toFixed(2)}, at most ${LIMIT}`,
    worst <= LIMIT,
  );
  goal(`no check takes more than ${MEMORY_LIMIT} MiB: the most is ${most.toFixed(0)}`, most <= MEMORY_LIMIT);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(measure(process.argv[2])));
