// Entry of the suite where the extension runs on Node.js: in code-server and on the desktop.

import { editingTests } from "./editing.js";
import { runTests } from "./harness.js";
import { probingTests } from "./probing.js";

export function run(): Promise<void> {
  return runTests({ ...probingTests, ...editingTests });
}
