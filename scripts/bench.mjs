// `npm run bench [PART…]`: measures, prints each goal with the word whether it is met, and fails where one is missed.

import { benchCipherStrings } from "./bench/cipher-strings.mjs";
import { benchDirectories } from "./bench/directories.mjs";
import { benchGrowth } from "./bench/growth.mjs";
import { benchProcess } from "./bench/process.mjs";
import { allMet } from "./lib/measure.mjs";

const PARTS = {
  ciphers: benchCipherStrings,
  growth: benchGrowth,
  directories: benchDirectories,
  process: benchProcess,
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(PARTS, name));
if (unknown === undefined) {
  for (const name of wanted.length > 0 ? wanted : Object.keys(PARTS)) PARTS[name]();
  process.exitCode = allMet() ? 0 : 1;
} else {
  console.error(`bench: no part ${unknown}; there are ${Object.keys(PARTS).join(", ")}`);
  process.exitCode = 2;
}
