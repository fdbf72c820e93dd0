// What a report tells people, in order and in words, as blocks without any markup. How blocks look is render.ts's business.

import type { ProtocolVersion } from "../core/api.js";
import type { CertificateReport } from "./certificate-report.js";
import type { ProbeReport } from "./report.js";

/** Something that others wrote: shown so that it can neither be mistaken for our words nor act as markup. */
export interface Said {
  readonly said: string;
}

/** Running text: our own words as strings, anything else as `Said`. */
export type Text = readonly (string | Said)[];

export type Block =
  | { readonly kind: "title" | "heading" | "paragraph"; readonly text: Text }
  | { readonly kind: "verbatim"; readonly lines: readonly string[] }
  | { readonly kind: "table"; readonly rows: readonly (readonly [label: string, value: Text])[] }
  | { readonly kind: "list"; readonly items: readonly Text[] };

/** Names shown of one certificate; some carry hundreds, and nobody reads them here. */
const MAX_NAMES = 50;

/** The whole report, the verdict first. */
export function reportDocument(report: ProbeReport): readonly Block[] {
  return [
    { kind: "title", text: ["TLS of ", said(report.target)] },
    { kind: "paragraph", text: summary(report) },
    { kind: "paragraph", text: circumstances(report) },
    ...ending(report),
    ...conversation(report),
    ...negotiated(report),
    ...report.certificates.flatMap(certificate),
    ...trust(report),
    ...open(report),
  ];
}

/** The verdict in one line. */
export function summary(report: ProbeReport): Text {
  const { error, trust } = report;
  const [version] = report.versions;
  if (trust === null) return [error?.message ?? "No TLS session was established."];
  const suite = version === undefined ? undefined : report.suites[version]?.[0];
  return [
    version === undefined ? "TLS" : versionName(version),
    ...(suite === undefined ? [] : [" with ", said(suite)]),
    `, ${report.certificates.length === 0 ? "no certificate" : trust.verified ? "certificate trusted" : "certificate NOT trusted"}`,
    trust.hostname === null ? "" : trust.hostname ? ", name matches" : ", name does NOT match",
    report.starttls?.authBeforeTls ? ", login offered BEFORE TLS" : "",
    error === null ? "." : `. Then the conversation ended early: ${error.message}`,
  ];
}

function circumstances(report: ProbeReport): Text {
  const how = report.transport === "starttls" ? "STARTTLS" : "implicit TLS";
  return [
    `${report.protocol.toUpperCase()} with ${how}`,
    ...(report.address === null ? [] : [" at ", said(report.address)]),
    `; ${report.connections} ${report.connections === 1 ? "connection" : "connections"}, ${report.elapsedMs} ms.`,
  ];
}

function ending({ error }: ProbeReport): readonly Block[] {
  if (error === null) return [];
  const lines = error.reply === undefined ? [] : [error.reply];
  return section(`Ended early (${error.kind}, during ${error.step})`, paragraph(error.message), verbatim(lines));
}

function conversation({ dialogue, starttls, transport }: ProbeReport): readonly Block[] {
  const { greeting, capabilitiesBefore, capabilitiesAfter } = dialogue;
  if (greeting === null) return [];
  const before = starttls?.authBeforeTls ? paragraph(loginWords(starttls.clearTextLogins.length > 0)) : [];
  return [
    ...section("Greeting", verbatim(greeting.split("\n"))),
    ...(transport === "implicit" || starttls === null
      ? []
      : section("Capabilities before TLS", orNone(capabilitiesBefore), before)),
    ...(capabilitiesAfter.length === 0 ? [] : section("Capabilities inside TLS", verbatim(capabilitiesAfter))),
  ];
}

function loginWords(clearText: boolean): string {
  return clearText
    ? "A login is offered before TLS: a client that takes the offer sends its password in plain text."
    : "A login is offered before TLS. Its mechanisms do not send the password itself, but nothing keeps what follows from being read or changed.";
}

function negotiated(report: ProbeReport): readonly Block[] {
  const [version] = report.versions;
  if (version === undefined) return [];
  return section("Negotiated", [
    {
      kind: "table",
      rows: [
        ["Version", [versionName(version)]],
        ["Cipher suite", (report.suites[version] ?? []).map(said)],
        ["Key-exchange group", report.groups.length === 0 ? ["not known"] : report.groups.map(said)],
        ...(report.dhBits === null ? [] : [["Diffie-Hellman key", [`${report.dhBits} bits`]] as const]),
      ],
    },
  ]);
}

function certificate(report: CertificateReport): readonly Block[] {
  const bits = report.keyBits === null ? "" : `, ${report.keyBits} bits`;
  return section("Certificate", [
    {
      kind: "table",
      rows: [
        ["Subject", [said(report.subject)]],
        ["Issuer", [said(report.issuer)]],
        ["Names", names(report.san)],
        ["Valid from", [said(report.notBefore)]],
        ["Valid until", [said(report.notAfter)]],
        ["Key", [said(report.keyType), bits]],
        ["Signature", [said(report.signature)]],
        ["SHA-256", [said(report.sha256)]],
        ["SHA-256 of the key", [said(report.spkiSha256)]],
        ["Sent after it", names(report.chain)],
      ],
    },
  ]);
}

function trust({ trust }: ProbeReport): readonly Block[] {
  if (trust === null) return [];
  const name = { true: "matches the certificate", false: "is not in the certificate", null: "could not be compared" };
  return section("Trust", [
    {
      kind: "table",
      rows: [
        ["Chain", [trust.verified ? "leads to a trusted root" : (trust.reason ?? "not trusted")]],
        ["Host name", [name[`${trust.hostname}`]]],
      ],
    },
  ]);
}

function open({ inconclusive }: ProbeReport): readonly Block[] {
  if (inconclusive.length === 0) return [];
  const items = inconclusive.map(({ fact, reason }): Text => [`${fact}: ${reason}`]);
  return section("Not determined", [{ kind: "list", items }]);
}

function section(title: string, ...blocks: readonly (readonly Block[])[]): readonly Block[] {
  return [{ kind: "heading", text: [title] }, ...blocks.flat()];
}

function paragraph(text: string): readonly Block[] {
  return [{ kind: "paragraph", text: [text] }];
}

function verbatim(lines: readonly string[]): readonly Block[] {
  return lines.length === 0 ? [] : [{ kind: "verbatim", lines }];
}

function orNone(lines: readonly string[]): readonly Block[] {
  return lines.length === 0 ? paragraph("None.") : verbatim(lines);
}

function names(all: readonly string[]): Text {
  const shown = all.slice(0, MAX_NAMES).flatMap((name, index) => (index === 0 ? [said(name)] : [", ", said(name)]));
  if (all.length === 0) return ["none"];
  return all.length > MAX_NAMES ? [...shown, ` and ${all.length - MAX_NAMES} more`] : shown;
}

function said(text: string): Said {
  return { said: text };
}

/** `TLSv1` is TLS 1.0; the SSL versions are `SSL 2` and `SSL 3`. */
function versionName(version: ProtocolVersion): string {
  return version === "TLSv1" ? "TLS 1.0" : version.replace("v", " ");
}
