// Hardened services of a real Postfix: each refuses what its profile forbids, and serves peers with what the profile permits.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { harden, hardenableServices, SourceText, type Hardening, type InputFile } from "../../server/src/core/api.js";
import { evaluate } from "../../server/src/core/policy/evaluate.js";
import { profileById } from "../../server/src/core/policy/profiles.js";
import { loadConfigurations } from "../../server/src/core/lint/run.js";
import type { SuitesByVersion } from "../../server/src/core/posture/posture.js";
import type { ProtocolVersion } from "../../server/src/core/tls/versions.js";
import { fileTree } from "../../server/src/platform/named-files.js";
import { pemObjects } from "../../server/src/platform/pem.js";
import { selfSigned } from "../support/certificates.js";
import { startPostfix } from "../support/postfix.js";
import { acceptedSuites, announced, VERSIONS } from "../support/tls-observer.js";

const OPTIONS = {
  ...{ serverVersion: "3.7.11", library: "openssl-3.0" },
  files: fileTree({ own: true, readPem: pemObjects }),
  now: Date.now(),
};
/** One service for each, beside one that nobody hardens. */
const CHOSEN = ["mail", "bsi", "nist", "mozilla-modern"] as const;
const UNTOUCHED = "untouched";
/** No setting of this release narrows the suites of TLS 1.3. */
const FIXED_SUITE = "TLS_CHACHA20_POLY1305_SHA256";

function read(folder: string): InputFile[] {
  return ["main", "master"].map((name) => {
    const path = join(folder, `${name}.cf`);
    return { dialect: `postfix-${name}`, source: new SourceText(path, readFileSync(path, "utf8")) };
  });
}

/** Hardens the service that logs by the profile's name. */
function hardenIn(folder: string, profile: string): Hardening {
  const files = read(folder);
  const master = files[1]?.source.text ?? "";
  const address = new RegExp(`^(\\S+) inet .*syslog_name=postfix/${profile}\\b`, "m").exec(master)?.[1];
  const id = `${address ?? ""}/inet`;
  assert.ok(hardenableServices(files, OPTIONS).some((service) => service.id === id));
  const [hardened] = harden(files, OPTIONS, id, profile);
  assert.ok(hardened && hardened.edits.length > 0, profile);
  for (const { path, text } of hardened.files) writeFileSync(path, text);
  return hardened;
}

interface Observed {
  readonly versions: readonly ProtocolVersion[];
  readonly suites: SuitesByVersion;
}

/** What a service that demands TLS agrees to. */
async function observed(port: number): Promise<Observed> {
  const { starttls, demanded } = await announced(port);
  assert.deepEqual([starttls, demanded], [true, true]);
  const found = await Promise.all(VERSIONS.map((version) => acceptedSuites({ port, implicit: false }, version)));
  const names = found.map((agreed) => agreed.map(({ suite }) => suite));
  return {
    versions: VERSIONS.filter((_, index) => (names[index] ?? []).length > 0),
    suites: Object.fromEntries(VERSIONS.map((version, index) => [version, names[index] ?? []])),
  };
}

test("what the profile forbids is refused, what it permits is served", async (t) => {
  const keys = generateKeyPairSync("rsa", { modulusLength: 3072 });
  const services = Object.fromEntries(
    [...CHOSEN, UNTOUCHED].map((name) => [name, { smtpd_tls_security_level: "encrypt" }]),
  );
  const postfix = await startPostfix(t, {
    services,
    identity: selfSigned({ names: ["mx.test"], keys }),
    prepare: (folder) => {
      for (const profile of CHOSEN) hardenIn(folder, profile);
    },
  });
  if (postfix === null) return;
  const { endpoints } = loadConfigurations(read(postfix.configDirectory), OPTIONS)[0]?.posture ?? { endpoints: [] };
  for (const name of [...CHOSEN, UNTOUCHED]) {
    const port: number = postfix.ports[name] ?? 0;
    const endpoint = endpoints.find(({ id }) => id === `127.0.0.1:${port}/inet`) ?? assert.fail(name);
    const { versions, suites } = await observed(port);
    if (name === UNTOUCHED) {
      assert.deepEqual(versions, [...VERSIONS]);
      continue;
    }
    assert.deepEqual(versions, name === "mozilla-modern" ? ["TLSv1.3"] : ["TLSv1.2", "TLSv1.3"], name);
    // The profile's own judgement on what was seen, not on what was written.
    const origin = { kind: "observed", step: "handshake" } as const;
    const seen = { ...endpoint, versions: { value: versions, origin }, suites: { value: suites, origin } };
    const profile = profileById(name) ?? assert.fail(name);
    const bad = evaluate({ endpoints: [seen] }, profile).flatMap(({ subject, grade, value }) =>
      (subject === "versions" || subject === "suites") && (grade === "insufficient" || grade === "phase-out")
        ? [value]
        : [],
    );
    assert.deepEqual(bad, name === "bsi" || name === "nist" ? [FIXED_SUITE] : [], name);
  }
  assert.doesNotMatch(postfix.log(), /(?:fatal|panic): |warning: (?!TLS library problem)/);
});
