// What the editor shows for the value of a cipher list: what it comes to, and what of it does nothing.

import { counted } from "../text/counted.js";
import { code } from "../text/markdown.js";
import { byStrength, cipherReport, type Strength } from "../tls/cipher-report.js";
import type { OpenSslLibrary } from "../tls/openssl-table.js";

/** Names in one line of a hover: a list can let in more than a hundred, and a hover is read at a glance. */
const MAX_NAMES = 8;

function some(names: readonly string[]): string {
  const hidden = names.length - MAX_NAMES;
  if (hidden <= 1) return names.map(code).join(", ");
  return `${names.slice(0, MAX_NAMES).map(code).join(", ")} and ${hidden} more`;
}

function strengthLine({ bits, suites }: Strength): string {
  const names = suites.map(({ iana, openssl }) => openssl ?? iana);
  return `- ${bits === 0 ? "no encryption" : `${bits} bits`} (${names.length}): ${some(names)}`;
}

/** Markdown on the cipher list `text`, a value with nothing left to expand. */
export function cipherListMarkdown(text: string, { library }: { readonly library: OpenSslLibrary }): string | null {
  const report = cipherReport(text, library);
  if (report === null) return null;
  const { suites, tls13, ignored, error } = report;
  const paragraphs =
    error === null
      ? [
          `With ${library} this list comes to ${counted(suites.length, "cipher suite")} for TLS 1.2 and older, before the exclusions:`,
          byStrength(suites).map(strengthLine).join("\n"),
        ]
      : [`With ${library} this list makes every TLS handshake fail: ${error}`];
  if (ignored.length > 0) paragraphs.push(`Silently ignored: ${some(ignored)}`);
  if (tls13.length > 0) paragraphs.push(`TLS 1.3 has its own ${tls13.length} suites, which no cipher list changes.`);
  return paragraphs.join("\n\n");
}
