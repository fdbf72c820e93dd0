// Entry of the suite where the extension runs in a browser's worker.

import { editingTests } from "./editing.js";
import { runTests } from "./harness.js";

export function run(): Promise<void> {
  return runTests(editingTests);
}
