// What `mailtls posture` says of an Exim configuration against what a real Exim does with it, suite by suite.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import {
  postureReport,
  settingsReports,
  SourceText,
  type InputFile,
  type ProductOptions,
} from "../../server/src/core/api.js";
import { fileTree } from "../../server/src/platform/named-files.js";
import { pemObjects } from "../../server/src/platform/pem.js";
import { configuration, DIMENSIONS } from "../support/exim-cases.js";
import { EximFolder, freePorts, requireExim } from "../support/exim.js";
import { type Choice, pairwise } from "../support/pairwise.js";
import { writeFiles } from "../support/posture-cases.js";
import { requireProgram } from "../support/programs.js";
import { everySuite } from "../support/raw-hello.js";
import { asPredicted, predictedFacts, sessionFacts, type Facts } from "../support/session-facts.js";
import { type Agreed, announced, VERSIONS } from "../support/tls-observer.js";

/** In a usual run every so-manieth configuration is compared; MAILTLS_FULL=1 compares all. */
const SAMPLE = 12;

const options = (): ProductOptions => ({
  serverVersion: "4.96",
  library: "gnutls-3.7",
  files: fileTree({ own: true, readPem: pemObjects }),
  now: Date.now(),
});

async function observed(port: number, implicit: boolean): Promise<Facts> {
  const shown = implicit ? {} : await announced(port, "postmaster@mx.test");
  const agreed: (readonly Agreed[])[] = [];
  for (const version of VERSIONS) agreed.push(await everySuite({ port, implicit }, version));
  return { ...shown, ...sessionFacts(agreed) };
}

/** Keys and certificates that Exim may read. */
function filesFor(t: TestContext): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), "mailtls-exim-keys-"));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  writeFiles(folder);
  chmodSync(folder, 0o755);
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
  return (name) => join(folder, name);
}

/** Compares one configuration; what differs, or null. */
async function difference(
  t: TestContext,
  exim: EximFolder,
  path: string,
  port: number,
  counts: { undetermined: number },
): Promise<string | null> {
  const files: InputFile[] = [{ dialect: "exim", source: new SourceText(path, readFileSync(path, "utf8")) }];
  const endpoint = postureReport(files, options()).endpoints.find((one) => one.port === port);
  assert.ok(endpoint);
  const stops = settingsReports(files, options()).some(({ problems }) => problems.length > 0);
  const daemon = await exim.daemon(t, path, [port]);
  try {
    const refused = endpoint.tlsFailure?.includes("GnuTLS refuses") === true;
    if (daemon === null) return stops || refused ? null : `Exim does not start: ${exim.log()}`;
    if (stops || refused) return "Exim starts";
    const expected = predictedFacts(endpoint);
    counts.undetermined += endpoint.undetermined.length;
    const seen = await observed(port, endpoint.transport === "implicit");
    assert.deepStrictEqual(asPredicted(seen, expected), expected);
    return null;
  } catch (error) {
    const { tlsFailure = "" } = endpoint;
    return [
      error instanceof Error ? error.message : "",
      tlsFailure,
      exim.log().split("\n").slice(1, 4).join("\n"),
    ].join("\n");
  } finally {
    await daemon?.stop();
  }
}

const describe = (choice: Choice): string =>
  Object.entries(DIMENSIONS)
    .map(([name, values]) => `${name}: ${values[choice[name] ?? 0] ?? ""}`)
    .join(", ");

const choices = pairwise(DIMENSIONS);
const step = process.env["MAILTLS_FULL"] === "1" ? 1 : Math.floor(choices.length / SAMPLE);
const chosen = choices.filter((_, index) => index % step === 0);

test(`${chosen.length} of ${choices.length} configurations are what Exim does`, async (t) => {
  assert.ok(choices.length >= 60, "enough configurations");
  const folder = requireExim(t);
  if (folder === null || requireProgram(t, "openssl") === null) return;
  const file = filesFor(t);
  const ports = await freePorts(chosen.length);
  const counts = { undetermined: 0 };
  const differences: string[] = [];
  for (const [index, choice] of chosen.entries()) {
    const exim = new EximFolder(t, folder);
    const port = ports[index] ?? 0;
    const text = configuration(choice, port, exim.base, file);
    const found = await difference(t, exim, exim.write("exim.conf", text), port, counts);
    if (found !== null) differences.push(`${describe(choice)}\n${found}`);
  }
  t.diagnostic(
    `${chosen.length} configurations, ${differences.length} differences, ${counts.undetermined} undetermined facts`,
  );
  assert.equal(differences.join("\n\n"), "");
});
