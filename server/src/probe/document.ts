// What a report tells people, in order and in words, as blocks without any markup. How blocks look is render.ts's business.

import { counted, enumerate, versionName } from "../core/api.js";
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

/** Suites shown of one version; servers with everything switched on have more than a hundred. */
const MAX_SUITES = 40;

/** The whole report, the verdict first. */
export function reportDocument(report: ProbeReport): readonly Block[] {
  return [
    { kind: "title", text: ["TLS of ", said(report.target)] },
    { kind: "paragraph", text: summary(report) },
    { kind: "paragraph", text: circumstances(report) },
    ...ending(report),
    ...found(report),
    ...negotiated(report),
    ...features(report),
    ...report.certificates.flatMap(certificate),
    ...trust(report),
    ...checked(report),
    ...conversation(report),
    ...open(report),
  ];
}

/** The verdict in one line. */
export function summary(report: ProbeReport): Text {
  const { error, trust, versions, findings } = report;
  if (versions.length === 0) return [error?.message ?? "No TLS session was established."];
  const suites = new Set(Object.values(report.suites).flat()).size;
  return [
    `${enumerate(versions.map(versionName))} with ${counted(suites, "cipher suite")}`,
    trust === null
      ? ", certificate not verified"
      : report.certificates.length === 0
        ? ", no certificate"
        : `, certificate ${trust.verified ? "trusted" : "NOT trusted"}`,
    trust === null || trust.hostname === null ? "" : trust.hostname ? ", name matches" : ", name does NOT match",
    report.starttls?.authBeforeTls ? ", login offered BEFORE TLS" : "",
    findings.length === 0 ? "" : `; ${counted(findings.length, "finding")}`,
    error === null ? "." : `. Then the conversation ended early: ${error.message}`,
  ];
}

function circumstances(report: ProbeReport): Text {
  const how = report.transport === "starttls" ? "STARTTLS" : "implicit TLS";
  return [
    `${report.protocol.toUpperCase()} with ${how}`,
    ...(report.address === null ? [] : [" at ", said(report.address)]),
    `; ${counted(report.connections, "connection")}, ${report.elapsedMs} ms, begun ${report.at}.`,
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

function found({ findings }: ProbeReport): readonly Block[] {
  if (findings.length === 0) return [];
  const items = findings.map(({ rule, severity, message }): Text => [`${severity}: ${message} `, said(rule)]);
  return section("Findings", [{ kind: "list", items }]);
}

function negotiated(report: ProbeReport): readonly Block[] {
  if (report.versions.length === 0) return [];
  const suites = report.versions.map((version) => {
    const all = report.suites[version] ?? [];
    return [`${versionName(version)} (${all.length})`, listed(all, MAX_SUITES)] as const;
  });
  return section("Versions and cipher suites", [{ kind: "table", rows: suites }]);
}

const PREFERENCE = {
  server: "the server's order",
  client: "the client's order",
  inconclusive: "not known",
} as const;

function features(report: ProbeReport): readonly Block[] {
  if (report.versions.length === 0) return [];
  const dh = report.dh.map(({ bits, name, export: forExport }) =>
    [`${bits} bits`, name ?? "", forExport ? "for export suites" : ""].filter((part) => part !== "").join(", "),
  );
  const known = Object.entries(report.features).flatMap(([name, value]) =>
    value === null ? [] : ([[FEATURES[name as keyof typeof FEATURES], [value ? "yes" : "no"]]] as const),
  );
  return section("Key exchange and extensions", [
    {
      kind: "table",
      rows: [
        ["Suites are chosen in", [PREFERENCE[report.preference]]],
        ["Groups", listed(report.groups, MAX_NAMES)],
        ...(dh.length === 0 ? [] : [["Diffie-Hellman", [dh.join("; ")]] as const]),
        ...(report.signatureAlgorithms.length === 0
          ? []
          : [["Signatures (TLS 1.2)", listed(report.signatureAlgorithms, MAX_NAMES)] as const]),
        ...known,
      ],
    },
  ]);
}

const FEATURES: Readonly<Record<keyof ProbeReport["features"], string>> = {
  compression: "Compression",
  secureRenegotiation: "Secure renegotiation",
  extendedMasterSecret: "Extended master secret",
  encryptThenMac: "Encrypt-then-MAC",
  sessionTickets: "Session tickets",
  heartbeat: "Heartbeat",
  ocspStapling: "OCSP stapling",
  certificateTimestamps: "Certificate timestamps",
};

function checked({ checks }: ProbeReport): readonly Block[] {
  if (checks.length === 0) return [];
  const rows = checks.map(({ id, verdict, reason }) => {
    const words = verdict === "finding" ? "FOUND" : verdict;
    return [id, [reason === undefined ? words : `${words}: ${reason}`]] as const;
  });
  return section("Checks", [{ kind: "table", rows }]);
}

function certificate(report: CertificateReport): readonly Block[] {
  const bits = report.keyBits === null ? "" : `, ${report.keyBits} bits`;
  return section("Certificate", [
    {
      kind: "table",
      rows: [
        ["Subject", [said(report.subject)]],
        ["Issuer", [said(report.issuer)]],
        ["Names", listed(report.san, MAX_NAMES)],
        ["Valid from", [said(report.notBefore)]],
        ["Valid until", [said(report.notAfter)]],
        ["Key", [said(report.keyType), bits]],
        ["Signature", [said(report.signature)]],
        ["SHA-256", [said(report.sha256)]],
        ["SHA-256 of the key", [said(report.spkiSha256)]],
        ["Sent after it", listed(report.chain, MAX_NAMES)],
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

function listed(all: readonly string[], most: number): Text {
  const shown = all.slice(0, most).flatMap((name, index) => (index === 0 ? [said(name)] : [", ", said(name)]));
  if (all.length === 0) return ["none"];
  return all.length > most ? [...shown, ` and ${all.length - most} more`] : shown;
}

function said(text: string): Said {
  return { said: text };
}
