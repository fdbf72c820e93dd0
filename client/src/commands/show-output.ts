// "Mail TLS: Show Output".

import type { OutputChannel } from "vscode";

/** Brings the server's log to the front; the keyboard stays in the editor. */
export function showOutput(output: OutputChannel): () => void {
  return () => {
    output.show(true);
  };
}
