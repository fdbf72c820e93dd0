// `mailtls posture`: the TLS that each endpoint will offer or demand.

import {
  disagreements,
  postureReport,
  type Disagreement,
  type EndpointReport,
  type InputFile,
  type OriginReport,
  type PostureReport,
  type ProductOptions,
} from "../../core/api.js";
import type { Run } from "../command.js";
import { fileTitle, printable, table, wrap } from "../formats/text.js";
import { withHostFacts } from "../inputs.js";
import { show } from "../show.js";
import type { Terminal } from "../terminal.js";

/** Where two profiles disagree, when that was asked for. */
interface Report extends PostureReport {
  readonly disagreements?: readonly Disagreement[];
}

export const posture: Run = (given, context) => {
  const profiles = given.value("compare")?.split(",");
  const [a = "", b = "", ...more] = profiles ?? [];
  if (profiles !== undefined && (more.length > 0 || disagreements([], {}, a, b) === null)) {
    return context.misused("--compare takes two policy profiles, for example nist,bsi");
  }
  const make = (files: readonly InputFile[], given: ProductOptions): readonly Report[] => {
    if (files.length === 0) return [];
    const options = withHostFacts(given, files);
    const found = profiles === undefined ? null : disagreements(files, options, a, b);
    return [{ ...postureReport(files, options), ...(found && { disagreements: found }) }];
  };
  return show({ make, text: postureText }, given, context);
};

function postureText({ endpoints, disagreements: found }: Report, terminal: Terminal): string {
  const blocks = endpoints.map((endpoint) => endpointText(endpoint, terminal));
  if (found !== undefined) blocks.push(disagreementText(found, terminal));
  return blocks.join("\n\n");
}

/** What one profile accepts and the other does not; that they rank something differently is for the JSON form. */
function disagreementText(found: readonly Disagreement[], { style }: Terminal): string {
  const rows = found
    .filter(({ opposed }) => opposed)
    .map(({ endpoint, value, opinions }) => [
      endpoint,
      value,
      ...opinions.map(({ profile, word }) => `${profile}: ${word}`),
    ]);
  const heading = rows.length === 0 ? "The profiles do not contradict one another" : "Accepted by one profile only";
  return [style.bold(heading), ...table(rows, [style.dim]).map((row) => `  ${row}`)].join("\n");
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

function factsOf(endpoint: EndpointReport): readonly FactLine[] {
  const { transport, required, level, tlsFailure, plaintextAuth, serverName, versions, suites } = endpoint;
  const lines: FactLine[] = [
    ["transport", "TLS", { none: "none", starttls: "STARTTLS", implicit: "from the first byte" }[transport]],
    ["required", "required", required ? "yes" : "no"],
  ];
  if (level !== undefined) lines.push(["level", "level", level]);
  if (tlsFailure !== undefined) lines.push(["tlsFailure", "every handshake fails", printable(tlsFailure)]);
  if (plaintextAuth !== undefined)
    lines.push(["plaintextAuth", "logins without TLS", plaintextAuth ? "possible" : "refused"]);
  if (serverName !== undefined) lines.push(["serverName", "asks for the name", printable(serverName)]);
  if (versions !== undefined) lines.push(["versions", "versions", versions.join(" ") || "none"]);
  if (suites !== undefined) {
    const counts = Object.entries(suites).map(([version, list]) => `${version} ${list.length}`);
    lines.push(["suites", "cipher suites", counts.join(", ") || "none"]);
  }
  return [...lines, ...keyLines(endpoint)];
}

/** Key exchange and certificates. */
function keyLines({ preference, groups, dhBits, certificates }: EndpointReport): readonly FactLine[] {
  const lines: FactLine[] = [];
  if (preference !== undefined) lines.push(["preference", "order of suites", `the ${preference}'s`]);
  if (groups !== undefined) lines.push(["groups", "groups", groups.join(" ") || "none"]);
  if (dhBits !== undefined) lines.push(["dhBits", "DHE", `${dhBits} bits`]);
  for (const { file, keyType, keyBits, curve, notAfter } of certificates ?? []) {
    const until = notAfter === null ? "" : `, until ${notAfter.slice(0, "2000-01-01".length)}`;
    lines.push(["certificates", "certificate", `${printable(file ?? "?")}: ${keyType} ${curve ?? keyBits}${until}`]);
  }
  return lines;
}

function originText(origin: OriginReport | undefined): string {
  if (origin === undefined) return "";
  const { setting, file, line } = origin;
  return file === null ? `${setting}, default` : `${setting}, ${fileTitle(file)}:${line ?? ""}`;
}
