// What the benchmarks measure with: medians, slopes, whole processes, goals. What is measured is in scripts/bench/.

import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";

export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** How long `work` takes once, in milliseconds. */
export function timed(work) {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** The median of `runs` runs, in milliseconds: one disturbed run does not show. */
export function milliseconds(work, runs) {
  return median(Array.from({ length: runs }, () => timed(work)));
}

/** Slope of the straight line through the points (least squares). */
function slope(points) {
  const mean = (axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const sum = (term) => points.reduce((total, point) => total + term(point), 0);
  return sum((point) => (point[0] - x) * (point[1] - y)) / sum((point) => (point[0] - x) ** 2);
}

/** The power of the size with which time grows, from pairs of size and time: 1 is linear, 2 quadratic. */
export function growth(pairs) {
  return slope(pairs.map(([size, time]) => [Math.log(size), Math.log(time)]));
}

/** Runs a program to its end; an exit code that is not `expected` is an error. */
export function execute(program, args, { expected = [0], ...options } = {}) {
  const done = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 30, ...options });
  if (done.error) throw done.error;
  if (!expected.includes(done.status)) throw new Error(`${program} ${args.join(" ")}: ${done.status} ${done.stderr}`);
  return done;
}

/** Prints one row of a table: numbers to the right, of the given widths. */
export function row(cells, widths) {
  console.log(cells.map((cell, at) => String(cell).padStart(widths[at])).join("  "));
}

const goals = [];

/** Prints a goal and whether it is met. */
export function goal(what, met) {
  goals.push(met);
  console.log(`goal ${met ? "met" : "MISSED"}: ${what}\n`);
}

/** Whether all goals so far are met. */
export const allMet = () => goals.every(Boolean);
