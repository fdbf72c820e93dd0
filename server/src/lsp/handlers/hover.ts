// textDocument/hover: what is wrong under the cursor, why it matters and what to do; then what the setting itself means.

import { MarkupKind } from "vscode-languageserver";
import { hover, rule, touches, type Finding } from "../../core/api.js";
import { toRange } from "../convert.js";
import { findingsIn, type Session } from "../session.js";

export function registerHover(session: Session): void {
  session.connection.onHover(async ({ textDocument, position }) => {
    const open = await session.open(textDocument.uri);
    if (open === null) return null;
    const { document, file, options } = open;
    const offset = document.offsetAt(position);
    const findings = findingsIn(open).filter(({ span }) => touches(span, offset));
    const setting = hover(file, offset, options);
    const span = setting?.span ?? findings[0]?.span;
    if (span === undefined) return null;
    const kind = session.markup(session.client.textDocument?.hover?.contentFormat);
    const isPlain = kind === MarkupKind.PlainText;
    const parts = findings.map((finding) =>
      describe(finding, isPlain ? finding.message : escapeMarkdown(finding.message)),
    );
    if (setting !== null) parts.push(setting.markdown);
    return { range: toRange(document, span), contents: { kind, value: parts.join("\n\n---\n\n") } };
  });
}

function describe(finding: Finding, message: string): string {
  const docs = rule(finding.rule)?.docs;
  return [`**${message}**`, docs?.why, docs?.remedy, `[${finding.rule}](${finding.docs})`]
    .filter((part) => part !== undefined)
    .join("\n\n");
}

/** Plain text as Markdown: what a message quotes from the file must not format it. Parameter names stay as they are. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*[\]<>&]|(?<![a-z0-9])_|_(?![a-z0-9])/gi, "\\$&");
}
