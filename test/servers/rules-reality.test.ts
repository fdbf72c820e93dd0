// What rules say of certificates and values, on the real server: which file counts, which row serves, what stops a program.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { connect } from "node:tls";
import { createAuthority, issue } from "../support/certificates.js";
import { startPostfix } from "../support/postfix.js";

/** The common name of the certificate that a server with TLS from the first byte shows; null where no handshake succeeds. */
function shownName(port: number, servername = "other.test"): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, servername, rejectUnauthorized: false });
    socket.once("secureConnect", () => {
      const { subject } = socket.getPeerCertificate();
      socket.destroy();
      resolve(String(subject.CN));
    });
    socket.once("error", () => {
      resolve(null);
    });
    socket.once("close", () => {
      resolve(null);
    });
  });
}

/** Postfix answers at once; this is for a machine under load. */
const TIMEOUT_MS = 60_000;

test("certificate settings, rows of SNI tables and times do what the rules say", { timeout: TIMEOUT_MS }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "mailtls-rules-"));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const authority = createAuthority();
  const write = (name: string, ...parts: readonly string[]): string => {
    const path = join(folder, name);
    writeFileSync(path, parts.join(""), { mode: 0o600 });
    return path;
  };
  const first = issue(authority, { names: ["first.test"] });
  const second = issue(authority, { names: ["second.test"] });
  const chain = write("first.pem", first.key, first.fullChain);
  const ordered = write("ordered.pem", second.key, second.fullChain);
  const reversed = write("reversed.pem", second.fullChain, second.key);
  const single = write("second.crt", second.fullChain);
  const key = write("second.key", second.key);
  const tls = { smtpd_tls_wrappermode: "yes", smtpd_tls_chain_files: chain };
  const postfix = await startPostfix(t, {
    main: { smtpd_tls_key_file: "" },
    services: {
      overridden: { ...tls, smtpd_tls_cert_file: single, smtpd_tls_key_file: key },
      pair: { smtpd_tls_wrappermode: "yes", smtpd_tls_cert_file: single, smtpd_tls_key_file: key },
      none: { smtpd_tls_wrappermode: "yes", smtpd_tls_cert_file: "none" },
      sni: { ...tls, tls_server_sni_maps: `inline:{ {good.test = ${ordered}}, {bad.test = ${reversed}} }` },
      prime: { ...tls, smtpd_tls_dh1024_param_file: join(folder, "missing.pem") },
      time: { ...tls, smtpd_starttls_timeout: "5 min" },
      cut: { ...tls, smtpd_starttls_timeout: "1m30s" },
    },
  });
  if (postfix === null) return;
  const at = (service: string): number => postfix.ports[service] ?? 0;

  assert.equal(await shownName(at("pair")), "second.test", "a pair of files serves where chain_files is empty");
  assert.equal(await shownName(at("overridden")), "first.test", "certificate-setting-overridden");
  assert.equal(await shownName(at("none")), null, "server-without-certificate");
  assert.equal(await shownName(at("sni")), "first.test");
  assert.equal(await shownName(at("sni"), "good.test"), "second.test");
  assert.equal(await shownName(at("sni"), "bad.test"), null, "sni-row-without-effect");
  assert.equal(
    await shownName(at("prime")),
    "first.test",
    "obsolete-tls-parameter: a missing file of primes is passed over",
  );
  assert.match(postfix.log(), /missing\.pem/);
  assert.equal(await shownName(at("cut")), "first.test", "invalid-number: a second unit is dropped");
  // The client wakes a process that ends at once. master(8) lets nobody in for a while after that: what counts is the log.
  void shownName(at("time"));
  const fatal = /smtpd_starttls_timeout: bad time value or unit: 5 min/;
  while (!fatal.test(postfix.log())) await setTimeout(10);
});
