// What `mailtls posture` says of a dovecot.conf against what a real Dovecot does with it, handshake by handshake.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { connect } from "node:tls";
import { postureReport, SourceText } from "../../server/src/core/api.js";
import { fileTree } from "../../server/src/platform/named-files.js";
import { pemObjects } from "../../server/src/platform/pem.js";
import { announcedAccess, startTlsOf, STRANGER, type Spoken } from "../support/access-observer.js";
import { selfSigned } from "../support/certificates.js";
import { configOf, DOVECOT_DIMENSIONS, valuesOf } from "../support/dovecot-cases.js";
import { startDovecot } from "../support/dovecot.js";
import { each } from "../support/each.js";
import { pairwise } from "../support/pairwise.js";
import { writeFiles } from "../support/posture-cases.js";
import { requireProgram } from "../support/programs.js";
import { asPredicted, predictedFacts, sessionFacts, type Facts } from "../support/session-facts.js";
import { acceptedSuites, handshakeCount, VERSIONS, type Target } from "../support/tls-observer.js";

/** In a usual run this many configurations are compared; MAILTLS_FULL=1 compares all. */
const SAMPLE = 12;
/** Dovecot takes a second to stop, and closes some connections without TLS only after a minute. */
const TOGETHER = 6;

async function observed(port: number, implicit: boolean, spoken: Spoken): Promise<Facts> {
  const target: Target = { port, implicit, startTls: startTlsOf(spoken), from: STRANGER };
  const shown = implicit ? {} : await announcedAccess(port, spoken);
  const agreed = await Promise.all(VERSIONS.map((version) => acceptedSuites(target, version)));
  return { ...shown, ...sessionFacts(agreed) };
}

/** No process for each connection, or the machine does nothing but start them. */
const FAST = ["imap-login", "pop3-login", "managesieve-login", "submission-login"]
  .map((service) => `service ${service} {\n  service_count = 0\n}\n`)
  .join("");

/** Compares one configuration; the differences, or an empty text. */
async function compare(
  t: TestContext,
  values: Readonly<Record<string, string>>,
  file: (name: string) => string,
): Promise<string> {
  const protocol = (values["protocol"] ?? "imap") as Spoken;
  const implicit = values["implicit"] === "yes" && values["ssl"] !== "no";
  const config = `${configOf(values, file)}\n${FAST}`;
  const dovecot = await startDovecot(t, { listeners: { one: { protocol, ssl: implicit } }, config });
  if (dovecot === null) return "";
  const source = new SourceText(dovecot.configFile, readFileSync(dovecot.configFile, "utf8"));
  const options = {
    serverVersion: "2.3.19",
    library: "openssl-3.0",
    files: fileTree({ own: true, readPem: pemObjects }),
    now: Date.now(),
  };
  const { endpoints } = postureReport([{ dialect: "dovecot", source }], options);
  const port = dovecot.ports["one"] ?? 0;
  const endpoint = endpoints.find((one) => one.port === port);
  try {
    assert.ok(endpoint, "the listener is found");
    assert.deepEqual(endpoint.undetermined, [], "everything is told");
    const { demanded, plainLogin, ...tls } = predictedFacts(endpoint);
    // Nobody logs in by LMTP.
    const expected = { ...tls, ...(protocol !== "lmtp" && !implicit && { demanded, plainLogin }) };
    const seen = await observed(port, implicit, protocol);
    assert.deepStrictEqual(asPredicted(seen, expected), expected);
    return "";
  } catch (error) {
    const said = dovecot
      .log()
      .split("\n")
      .filter((line) => /Error|Fatal|Warning/.test(line));
    const message = error instanceof Error ? error.message : "";
    return [configOf(values, file), endpoint?.tlsFailure ?? "", message, ...new Set(said.slice(0, 4))].join("\n");
  } finally {
    await dovecot.stop();
  }
}

/** The version and the subject that a client gets who asks for a name; null where the handshake fails. */
function asked(port: number, servername: string, maxVersion: "TLSv1.2" | "TLSv1.3"): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { port, host: "127.0.0.1", servername, maxVersion, rejectUnauthorized: false };
    const socket = connect(options, () => {
      resolve(`${socket.getProtocol() ?? ""} ${String(socket.getPeerCertificate().subject.CN)}`);
      socket.destroy();
    });
    socket.once("error", () => {
      resolve(null);
    });
  });
}

test("within local_name the certificate counts, and the versions do not", async (t) => {
  const [general, special] = ["mx.test", "imap.test"].map((name) => selfSigned({ names: [name] }));
  if (general === undefined || special === undefined) return;
  const folder = mkdtempSync(join(tmpdir(), "mailtls-dovecot-names-"));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(join(folder, "cert.pem"), special.cert);
  writeFileSync(join(folder, "key.pem"), special.key, { mode: 0o600 });
  const config = [
    "local_name imap.test {",
    `ssl_cert = <${folder}/cert.pem`,
    `ssl_key = <${folder}/key.pem`,
    "ssl_min_protocol = TLSv1.3",
    "}",
  ].join("\n");
  const dovecot = await startDovecot(t, {
    identity: general,
    listeners: { one: { protocol: "imap", ssl: true } },
    config,
  });
  if (dovecot === null) return;
  const port = dovecot.ports["one"] ?? 0;
  assert.equal(await asked(port, "mx.test", "TLSv1.2"), "TLSv1.2 mx.test");
  assert.equal(await asked(port, "imap.test", "TLSv1.2"), "TLSv1.2 imap.test");
  assert.equal(await asked(port, "imap.test", "TLSv1.3"), "TLSv1.3 imap.test");
});

const choices = pairwise(DOVECOT_DIMENSIONS);
const step = process.env["MAILTLS_FULL"] === "1" ? 1 : Math.max(1, Math.floor(choices.length / SAMPLE));
const chosen = choices.filter((_, index) => index % step === 0);

test(`${chosen.length} of ${choices.length} combinations of settings are what Dovecot does`, async (t) => {
  assert.ok(choices.length >= 60, "enough combinations");
  if (requireProgram(t, "openssl") === null || requireProgram(t, "dovecot") === null) return;
  const folder = mkdtempSync(join(tmpdir(), "mailtls-dovecot-files-"));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  writeFiles(folder);
  const before = handshakeCount();
  const differences: string[] = [];
  await each(chosen, TOGETHER, async (choice) => {
    const difference = await compare(t, valuesOf(choice), (name) => join(folder, name));
    if (difference !== "") differences.push(difference);
  });
  t.diagnostic(
    `${chosen.length} configurations, ${handshakeCount() - before} handshakes, ${differences.length} differences`,
  );
  assert.equal(differences.join("\n\n"), "");
});
