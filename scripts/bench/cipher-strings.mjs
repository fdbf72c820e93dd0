// How the time for a cipher string grows with its length.

import { cipherReport } from "../../server/src/core/api.ts";
import { growth, milliseconds, row } from "../lib/measure.mjs";

const LIBRARY = "openssl-3.0";
const LENGTHS = [100, 300, 1_000, 3_000, 10_000];
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

/** `run` makes it another string: the same one is not read twice. */
const cipherString = (length, run) =>
  [...Array.from({ length: length - 1 }, (_, i) => ELEMENTS[i % ELEMENTS.length]), `RUN${run}`].join(":");

export function benchCipherStrings() {
  console.log(`Cipher strings (${LIBRARY}), median of ${RUNS} runs`);
  const widths = [8, 8, 14];
  row(["elements", "ms", "µs per element"], widths);
  for (const length of LENGTHS) cipherReport(cipherString(length, RUNS), LIBRARY);
  const pairs = LENGTHS.map((length) => {
    let run = 0;
    const time = milliseconds(() => cipherReport(cipherString(length, run++), LIBRARY), RUNS);
    row([length, time.toFixed(2), ((1000 * time) / length).toFixed(2)], widths);
    return [length, time];
  });
  console.log(`time grows with length to the power of ${growth(pairs).toFixed(2)} (1 is linear, 2 quadratic)\n`);
}
