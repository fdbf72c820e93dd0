// `mailtls posture`: the TLS that each endpoint will offer or demand.

import { postureReport, type EndpointReport, type OriginReport, type PostureReport } from "../../core/api.js";
import type { Run } from "../command.js";
import { fileTitle, printable, table, wrap } from "../formats/text.js";
import { withHostFacts } from "../inputs.js";
import { show } from "../show.js";
import type { Terminal } from "../terminal.js";

export const posture: Run = (given, context) =>
  show(
    {
      make: (files, options) => (files.length === 0 ? [] : [postureReport(files, withHostFacts(options, files))]),
      text: postureText,
    },
    given,
    context,
  );

function postureText({ endpoints }: PostureReport, terminal: Terminal): string {
  return endpoints.map((endpoint) => endpointText(endpoint, terminal)).join("\n\n");
}

/** A heading, then one line a fact: what it is, its value, and the setting that decides it. */
function endpointText(endpoint: EndpointReport, { style, width }: Terminal): string {
  const { id, role, port, presence, origins, undetermined } = endpoint;
  const where = port === null ? "" : `, port ${port}`;
  const assumed = presence === "assumed" ? ", if there is one" : "";
  const facts = factsOf(endpoint).map(([fact, label, value]) => [label, value, originText(origins[fact])]);
  return [
    `${style.bold(printable(id))}  ${role}${where}${assumed}`,
    ...table(facts, [undefined, undefined, style.dim]).map((row) => `  ${row}`),
    ...unknownLines(undetermined).map((line) => style.dim(`  ${wrap(line, width, "    ".length)}`)),
  ].join("\n");
}

/** What is not determined, facts with the same reason together. */
function unknownLines(undetermined: EndpointReport["undetermined"]): readonly string[] {
  const reasons = [...new Set(undetermined.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const facts = undetermined.filter((entry) => entry.reason === reason).map(({ fact }) => fact);
    return `not determined: ${facts.join(", ")} (${printable(reason)})`;
  });
}

type FactLine = readonly [keyof EndpointReport["origins"], label: string, value: string];

function factsOf({ transport, required, plaintextAuth, versions, suites }: EndpointReport): readonly FactLine[] {
  const lines: FactLine[] = [
    ["transport", "TLS", { none: "none", starttls: "STARTTLS", implicit: "from the first byte" }[transport]],
    ["required", "required", required ? "yes" : "no"],
  ];
  if (plaintextAuth !== undefined)
    lines.push(["plaintextAuth", "logins without TLS", plaintextAuth ? "possible" : "refused"]);
  if (versions !== undefined) lines.push(["versions", "versions", versions.join(" ") || "none"]);
  if (suites !== undefined) {
    const counts = Object.entries(suites).map(([version, list]) => `${version} ${list.length}`);
    lines.push(["suites", "cipher suites", counts.join(", ") || "none"]);
  }
  return lines;
}

function originText(origin: OriginReport | undefined): string {
  if (origin === undefined) return "";
  const { setting, file, line } = origin;
  return file === null ? `${setting}, default` : `${setting}, ${fileTitle(file)}:${line ?? ""}`;
}
