// Counting and printing of results, alike for every editor.

import { existsSync, readFileSync } from "node:fs";

/** Prints results as they come. */
export class Report {
  #passed = 0;
  #failed = 0;

  /** `result` is a `TestResult` of suite/harness.ts. */
  add(where, { name, milliseconds, error }) {
    console.log(`${error === null ? "ok" : "not ok"} - ${where}: ${name} (${Math.round(milliseconds)} ms)`);
    if (error === null) {
      this.#passed += 1;
    } else {
      console.log(error.replaceAll(/^/gm, "    "));
      this.#failed += 1;
    }
  }

  /** Adds what the suite has left beside the folder that it ran in; `log` tells why there may be nothing. */
  addSuite(where, folder, log) {
    const file = `${folder}.results.json`;
    if (!existsSync(file)) throw new Error(`${where}: the suite did not come to its end\n${log.join("\n")}`);
    for (const result of JSON.parse(readFileSync(file, "utf8"))) this.add(where, result);
  }

  /** Prints the sum and gives the exit code. */
  end() {
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
    return this.#failed === 0 && this.#passed > 0 ? 0 : 1;
  }
}
