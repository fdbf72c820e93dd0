// Reports for people: what the verdict says, and that nothing a server sends can act as markup or as a terminal command.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { renderReport, renderReportText, summarizeReport } from "../../server/src/probe/render.js";
import type { ProbeReport } from "../../server/src/probe/report.js";

const CERTIFICATE: ProbeReport["certificates"][number] = {
  subject: "CN=mx.test",
  issuer: "CN=Test CA",
  san: ["mx.test", "192.0.2.1"],
  notBefore: "2026-01-01T00:00:00.000Z",
  notAfter: "2027-01-01T00:00:00.000Z",
  keyType: "rsa",
  keyBits: 2048,
  signature: "sha256WithRSAEncryption",
  sha256: "ab".repeat(32),
  sha1: "ef".repeat(20),
  spkiSha256: "cd".repeat(32),
  mustStaple: false,
  certificateTimestamps: false,
  chain: ["CN=Test CA"],
  chainOrder: "complete",
  trust: null,
};

const GOOD: ProbeReport = {
  target: "mx.test:25",
  address: "192.0.2.1",
  protocol: "smtp",
  transport: "starttls",
  status: "complete",
  error: null,
  starttls: {
    offered: true,
    authBeforeTls: false,
    clearTextLogins: [],
    plaintextAfterStarttls: false,
    injection: "inconclusive",
  },
  versions: ["TLSv1.3"],
  suites: { "TLSv1.3": ["TLS_AES_256_GCM_SHA384"] },
  preference: "inconclusive",
  groups: ["x25519"],
  signatureAlgorithms: [],
  dhBits: null,
  dh: [],
  features: {
    compression: false,
    secureRenegotiation: true,
    extendedMasterSecret: true,
    encryptThenMac: null,
    sessionTickets: true,
    heartbeat: false,
    ocspStapling: null,
    certificateTimestamps: null,
  },
  certificates: [CERTIFICATE],
  trust: { verified: true, code: null, reason: null, hostname: true },
  checks: [],
  inconclusive: [{ fact: "versions", reason: "No other version was tried." }],
  findings: [],
  connections: 1,
  elapsedMs: 42,
  at: "2026-11-24T00:00:00.000Z",
  dialogue: {
    greeting: "220 mx.test ESMTP",
    capabilitiesBefore: ["STARTTLS", "SIZE 1"],
    capabilitiesAfter: ["AUTH PLAIN"],
  },
};

const UNTRUSTED = {
  verified: false,
  code: "DEPTH_ZERO_SELF_SIGNED_CERT",
  reason: "The certificate is self-signed.",
  hostname: false,
};
const REFUSED = { kind: "refused", step: "connect", message: "The connection was refused." } as const;
const NOTHING = { versions: [], suites: {}, groups: [], certificates: [], trust: null } as const;

const SUMMARIES: readonly (readonly [Partial<ProbeReport>, string])[] = [
  [{}, "TLS 1.3 with 1 cipher suite, certificate trusted, name matches."],
  [{ trust: UNTRUSTED }, "TLS 1.3 with 1 cipher suite, certificate NOT trusted, name does NOT match."],
  [
    { versions: ["TLSv1"], suites: {}, certificates: [], trust: { ...UNTRUSTED, hostname: null } },
    "TLS 1.0 with 0 cipher suites, no certificate.",
  ],
  [
    {
      starttls: {
        offered: true,
        authBeforeTls: true,
        clearTextLogins: ["PLAIN", "LOGIN"],
        plaintextAfterStarttls: false,
        injection: "inconclusive",
      },
    },
    "TLS 1.3 with 1 cipher suite, certificate trusted, name matches, login offered BEFORE TLS.",
  ],
  [
    { status: "partial", error: { kind: "closed", step: "quit", message: "The server closed the connection." } },
    "TLS 1.3 with 1 cipher suite, certificate trusted, name matches. Then the conversation ended early: The server closed the connection.",
  ],
  [{ ...NOTHING, status: "failed", error: REFUSED }, "The connection was refused."],
];

for (const [change, expected] of SUMMARIES) {
  test(`summary: ${expected}`, () => {
    const report = { ...GOOD, ...change };
    assert.equal(summarizeReport(report), expected);
    assert.equal(renderReportText(report).split("\n")[3], expected);
    assert.equal(renderReport(report).split("\n")[2]?.replaceAll("`", ""), expected);
  });
}

test("Markdown, whole", () => {
  assert.equal(
    renderReport(GOOD),
    `# TLS of \`mx.test:25\`

TLS 1.3 with 1 cipher suite, certificate trusted, name matches.

SMTP with STARTTLS at \`192.0.2.1\`; 1 connection, 42 ms, begun 2026-11-24T00:00:00.000Z.

## Versions and cipher suites

| | |
|---|---|
| TLS 1.3 (1) | \`TLS_AES_256_GCM_SHA384\` |

## Key exchange and extensions

| | |
|---|---|
| Suites are chosen in | not known |
| Groups | \`x25519\` |
| Compression | no |
| Secure renegotiation | yes |
| Extended master secret | yes |
| Session tickets | yes |
| Heartbeat | no |

## Certificate

| | |
|---|---|
| Subject | \`CN=mx.test\` |
| Issuer | \`CN=Test CA\` |
| Names | \`mx.test\`, \`192.0.2.1\` |
| Valid from | \`2026-01-01T00:00:00.000Z\` |
| Valid until | \`2027-01-01T00:00:00.000Z\` |
| Key | \`rsa\`, 2048 bits |
| Signature | \`sha256WithRSAEncryption\` |
| SHA-256 | \`${"ab".repeat(32)}\` |
| SHA-256 of the key | \`${"cd".repeat(32)}\` |
| Sent after it | \`CN=Test CA\` |

## Trust

| | |
|---|---|
| Chain | leads to a trusted root |
| Host name | matches the certificate |

## Greeting

\`\`\`text
220 mx.test ESMTP
\`\`\`

## Capabilities before TLS

\`\`\`text
STARTTLS
SIZE 1
\`\`\`

## Capabilities inside TLS

\`\`\`text
AUTH PLAIN
\`\`\`

## Not determined

- versions: No other version was tried.
`,
  );
});

test("a login before TLS: whether it gives the password away is told", () => {
  const text = (clearTextLogins: readonly string[]): string =>
    renderReportText({
      ...GOOD,
      starttls: {
        offered: true,
        authBeforeTls: true,
        clearTextLogins,
        plaintextAfterStarttls: false,
        injection: "inconclusive",
      },
    });
  assert.match(text(["LOGIN"]), /sends its password in plain text/u);
  assert.match(text([]), /do not send the password itself/u);
});

test("plain text of a failure, whole", () => {
  const report: ProbeReport = {
    ...GOOD,
    ...NOTHING,
    status: "partial",
    error: { kind: "protocol", step: "starttls", message: "The server refuses STARTTLS.", reply: "454 later" },
    dialogue: { greeting: "220-mx.test\n220 hello", capabilitiesBefore: ["STARTTLS"], capabilitiesAfter: [] },
  };
  assert.equal(
    renderReportText(report),
    `TLS of mx.test:25
=================

The server refuses STARTTLS.

SMTP with STARTTLS at 192.0.2.1; 1 connection, 42 ms, begun 2026-11-24T00:00:00.000Z.

Ended early (protocol, during starttls)
---------------------------------------

The server refuses STARTTLS.

  454 later

Greeting
--------

  220-mx.test
  220 hello

Capabilities before TLS
-----------------------

  STARTTLS

Not determined
--------------

  versions: No other version was tried.
`,
  );
});

/** A report in which everything that another party can choose is `text`. */
function hostile(text: string): ProbeReport {
  const certificate = {
    ...CERTIFICATE,
    subject: text,
    issuer: text,
    san: [text, text],
    keyType: text,
    signature: text,
    chain: [text],
  };
  return {
    ...GOOD,
    target: text,
    address: text,
    error: { kind: "protocol", step: "starttls", message: "Refused.", reply: text },
    suites: { "TLSv1.3": [text] },
    groups: [text],
    certificates: [certificate],
    dialogue: { greeting: `${text}\n${text}`, capabilitiesBefore: [text], capabilitiesAfter: [text] },
  };
}

/** What is left of a document once fenced blocks and code spans are taken out, by the rules of CommonMark §4.5 and §6.1. */
function outsideCode(markdown: string): string {
  const outside: string[] = [];
  let fence: string | null = null;
  for (const line of markdown.split("\n")) {
    const run = /^ {0,3}(`{3,})\s*(?:text)?\s*$/u.exec(line)?.[1];
    if (fence === null && run !== undefined) fence = run;
    else if (fence !== null && line.trim() === line && /^`+$/u.test(line) && line.length >= fence.length) fence = null;
    else if (fence === null) outside.push(line.replace(/(?<!`)(`+)(?!`)(?:.*?[^`])\1(?!`)/gu, "CODE"));
  }
  assert.equal(fence, null, "every fence is closed");
  return outside.join("\n");
}

const ATTACKS = [
  "[click](https://evil.example)",
  "![x](https://evil.example/x.png)",
  "<img src=x onerror=alert(1)>",
  "https://evil.example www.evil.example a@evil.example",
  "` [click](https://evil.example) `",
  "``` \n```\n# Owned",
  "```",
  "``",
  "`",
  " ` ",
  "| a | b |\\| c",
  "\\",
  "\\`[x](y)\\`",
  "\r\n\r\n# Owned\r\n",
  "\u2028# Owned\u2029",
  "\u001b[2J\u001b]0;owned\u0007\u009b31m",
  "\u202egnp.exe\u2066\u2069\u200f\u061c",
  "a\u200bb\u2060c\ufeffd\u00ade\u{e0041}",
  "\ud800 lone",
  "",
  " ",
  "x".repeat(100_000),
];

function assertHarmless(text: string): void {
  const report = hostile(text);
  const words = (markdown: string): string => outsideCode(markdown).replaceAll("(empty)", "CODE");
  assert.equal(words(renderReport(report)), words(renderReport(hostile("harmless"))));
  for (const rendered of [renderReport(report), renderReportText(report), `${summarizeReport(report)}\n`]) {
    assert.doesNotMatch(rendered, /(?!\n)[\p{C}\p{Zl}\p{Zp}]/u);
    assert.ok(rendered.length < 100_000);
  }
}

for (const attack of ATTACKS) {
  test(`harmless: ${JSON.stringify(attack.slice(0, 40))}`, () => {
    assertHarmless(attack);
  });
}

test("harmless: any text made of markup, control and direction characters", () => {
  const unit = fc.constantFrom(
    "`",
    "``",
    "```",
    "|",
    "\\",
    "[",
    "](",
    ")",
    "<",
    ">",
    " ",
    "a",
    "\n",
    "\r",
    "\u001b",
    "\u202e",
    "~~~",
    "#",
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
      assertHarmless(text);
    }),
  );
});

test("hundreds of names are counted, not listed", () => {
  const san = Array.from({ length: 60 }, (_, index) => `host${index}.test`);
  const markdown = renderReport({ ...GOOD, certificates: [{ ...CERTIFICATE, san }] });
  assert.match(markdown, /`host49\.test` and 10 more/u);
  assert.doesNotMatch(markdown, /host50/u);
});
