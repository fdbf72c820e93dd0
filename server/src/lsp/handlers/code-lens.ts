// textDocument/codeLens: an offer to probe each host that a file names. Nothing is contacted before somebody takes it.

import { probePlaces } from "../../core/api.js";
import { toRange } from "../convert.js";
import { PROBE_COMMAND } from "../protocol.js";
import type { Session } from "../session.js";

export function registerCodeLens(session: Session): void {
  session.connection.onCodeLens(async ({ textDocument }) => {
    const open = await session.open(textDocument.uri);
    if (open === null || session.runtime.probe === null || !session.trusted) return null;
    const own = session.probeLensCommand;
    return probePlaces(open.file, open.files, open.options).map(({ span, target }) => ({
      range: toRange(open.document, span),
      command: {
        title: `Probe ${target}`,
        command: own ?? PROBE_COMMAND,
        arguments: [own === null ? { target } : target],
      },
    }));
  });
}
