// The checks against real servers in order: Postfix and Dovecot have none of the flaws, and the checks find none.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { probe } from "../../../server/src/platform/probe-node.js";
import type { ProbeReport } from "../../../server/src/probe/report.js";
import { createAuthority, issue } from "../../support/certificates.js";
import { startDovecot } from "../../support/dovecot.js";
import { startPostfix } from "../../support/postfix.js";

const AUTHORITY = createAuthority();
const NAMES = { names: ["mx.test"], notAfter: new Date(Date.now() + 300 * 86_400_000) };
const RSA_KEYS = generateKeyPairSync("rsa", { modulusLength: 2048 });
const IDENTITY = issue(AUTHORITY, { ...NAMES, keys: RSA_KEYS });

const ask = (target: string): Promise<ProbeReport> =>
  probe(target, { timeoutMs: 60_000, ca: AUTHORITY.cert, servername: "mx.test" });

/** The checks that are not `ok`, with their verdict. */
const open = ({ checks }: ProbeReport) =>
  Object.fromEntries(checks.filter(({ verdict }) => verdict !== "ok").map(({ id, verdict }) => [id, verdict]));

test("Postfix on port 25 has nothing that a check minds", async (t) => {
  const postfix = await startPostfix(t, { identity: IDENTITY, main: { smtpd_tls_security_level: "may" } });
  if (postfix === null) return;
  const report = await ask(`smtp://127.0.0.1:${postfix.ports["smtp"]}`);
  assert.equal(report.status, "complete", JSON.stringify(report.error));
  assert.deepEqual(open(report), {});
  assert.deepEqual(report.findings, []);
  assert.equal(report.starttls?.injection, "safe");
});

test("Dovecot has nothing that a check minds, but does not know ALPN", async (t) => {
  // As a stranger: see startDovecot.
  const listeners = {
    imap: { protocol: "imap" },
    imaps: { protocol: "imap", ssl: true },
    pop3: { protocol: "pop3" },
  } as const;
  const dovecot = await startDovecot(t, { identity: IDENTITY, address: "127.0.0.2", listeners });
  if (dovecot === null) return;
  for (const name of ["imap", "imaps", "pop3"]) {
    const report = await ask(`${name}://127.0.0.2:${dovecot.ports[name]}`);
    assert.equal(report.status, "complete", JSON.stringify(report.error));
    const { robot, ...others } = open(report);
    assert.deepEqual(others, { alpaca: "finding" }, name);
    // Debian's Dovecot accepts suites with plain RSA.
    assert.ok(robot === undefined || robot === "finding");
  }
});

test("each certificate has a verdict of its own, with TLS 1.3 alone as well", async (t) => {
  const postfix = await startPostfix(t, {
    identity: IDENTITY,
    main: {
      smtpd_tls_security_level: "may",
      smtpd_tls_chain_files: "$config_directory/ec.pem, $config_directory/rsa.pem",
    },
    services: { modern: { smtpd_tls_protocols: ">=TLSv1.3" }, classic: { smtpd_tls_protocols: "TLSv1.2" } },
  });
  if (postfix === null) return;
  const stranger = issue(createAuthority("Stranger"), { ...NAMES, chain: [] });
  for (const [name, { key, fullChain }] of Object.entries({ ec: stranger, rsa: IDENTITY }))
    writeFileSync(join(postfix.configDirectory, `${name}.pem`), key + fullChain, { mode: 0o600 });
  for (const service of ["modern", "classic"]) {
    const { certificates, findings } = await ask(`smtp://127.0.0.1:${postfix.ports[service]}`);
    const trust = Object.fromEntries(certificates.map((one) => [one.keyType, one.trust?.verified]));
    assert.deepEqual(trust, { ec: false, rsa: true }, service);
    assert.ok(findings.some(({ rule }) => rule === "certificate-chain-incomplete"));
  }
});
