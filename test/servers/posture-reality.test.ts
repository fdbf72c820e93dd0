// What `mailtls posture` says of main.cf and master.cf against what a real Postfix does with them, handshake by handshake.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { postureReport, SourceText, type EndpointReport } from "../../server/src/core/api.js";
import { suiteByIana } from "../../server/src/core/tls/suites.js";
import { fileTree } from "../../server/src/platform/named-files.js";
import { pemObjects } from "../../server/src/platform/pem.js";
import { startDovecotAuth } from "../support/dovecot-auth.js";
import { each } from "../support/each.js";
import { pairwise } from "../support/pairwise.js";
import { DIMENSIONS, settingsOf, writeFiles } from "../support/posture-cases.js";
import { startPostfix } from "../support/postfix.js";
import { requireProgram } from "../support/programs.js";
import { asPredicted, predictedFacts, sessionFacts, type Facts } from "../support/session-facts.js";
import {
  acceptedSuites,
  announced,
  handshake,
  handshakeCount,
  NOT_OFFERED,
  VERSIONS,
  type Target,
} from "../support/tls-observer.js";

/** In a usual run every so-manieth configuration is compared; MAILTLS_FULL=1 compares all. */
const SAMPLE = 60;
/** Configurations that are looked at together: a handshake keeps one core busy on either side. */
const TOGETHER = 3;

type Settings = Readonly<Record<string, string>>;

interface Running {
  readonly endpoints: ReadonlyMap<string, EndpointReport>;
  readonly ports: Readonly<Record<string, number>>;
  log(): string;
}

/** A Postfix with these services, and what is predicted of each. */
async function run(
  t: TestContext,
  services: Readonly<Record<string, Settings>>,
  main: Settings,
): Promise<Running | null> {
  const auth = await startDovecotAuth(t);
  const postfix = await startPostfix(t, {
    services,
    main: { max_use: "100000", max_idle: "5s", smtpd_sasl_type: "dovecot", smtpd_sasl_path: auth, ...main },
  });
  if (postfix === null) return null;
  const files = ["main", "master"].map((name) => {
    const path = join(postfix.configDirectory, `${name}.cf`);
    return { dialect: `postfix-${name}`, source: new SourceText(path, readFileSync(path, "utf8")) };
  });
  const { endpoints } = postureReport(files, {
    ...{ serverVersion: "3.7.11", library: "openssl-3.0" },
    files: fileTree({ own: true, readPem: pemObjects }),
    now: Date.now(),
  });
  return { ports: postfix.ports, log: () => postfix.log(), endpoints: new Map(endpoints.map((one) => [one.id, one])) };
}

/** The folder with keys and certificates, gone after the test. */
function filesFor(t: TestContext): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), "mailtls-posture-"));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  writeFiles(folder);
  return (name) => join(folder, name);
}

async function observed(port: number, implicit: boolean): Promise<Facts> {
  const target: Target = { port, implicit };
  const shown = implicit ? {} : await announced(port);
  return { ...shown, ...sessionFacts(await Promise.all(VERSIONS.map((version) => acceptedSuites(target, version)))) };
}

/** Compares all services, and tells the differences. */
async function compare(t: TestContext, services: Readonly<Record<string, Settings>>, main: Settings): Promise<void> {
  const running = await run(t, services, main);
  if (running === null) return;
  const before = handshakeCount();
  const differences: string[] = [];
  const undetermined = new Map<string, number>();
  await each(Object.entries(services), TOGETHER, async ([name, settings]) => {
    const port = running.ports[name] ?? 0;
    const endpoint = running.endpoints.get(`127.0.0.1:${port}/inet`);
    assert.ok(endpoint, name);
    const expected = predictedFacts(endpoint);
    for (const { fact, reason } of endpoint.undetermined) {
      // Paths differ from run to run.
      const told = `${fact}: ${reason.replaceAll(/\/\S*\//g, "")}`;
      undetermined.set(told, (undetermined.get(told) ?? 0) + 1);
    }
    try {
      const seen = await observed(port, endpoint.transport === "implicit");
      assert.deepStrictEqual(asPredicted(seen, expected), expected);
    } catch (error) {
      const reason = endpoint.tlsFailure === undefined ? "" : `predicted failure: ${endpoint.tlsFailure}`;
      const said = running
        .log()
        .split("\n")
        .filter((line) => /(?:warning|error|fatal|panic): /.test(line) && line.includes(`/${name}/`));
      const message = error instanceof Error ? error.message : "";
      differences.push([name, JSON.stringify(settings), reason, message, ...new Set(said.slice(0, 5))].join("\n"));
    }
  });
  const count = Object.keys(services).length;
  t.diagnostic(`${count} configurations, ${handshakeCount() - before} handshakes, ${differences.length} differences`);
  for (const [told, times] of undetermined) t.diagnostic(`undetermined ${times} times: ${told}`);
  assert.equal(differences.join("\n\n"), "");
}

const choices = pairwise(DIMENSIONS);
const step = process.env["MAILTLS_FULL"] === "1" ? 1 : Math.floor(choices.length / SAMPLE);
const chosen = choices.filter((_, index) => index % step === 0);

test(`${chosen.length} of ${choices.length} combinations of settings are what Postfix does`, async (t) => {
  assert.ok(choices.length >= 300, "enough combinations");
  if (requireProgram(t, "openssl") === null) return;
  const file = filesFor(t);
  const services = Object.fromEntries(chosen.map((choice, index) => [`case${index}`, settingsOf(choice, file)]));
  await compare(t, services, {});
  t.diagnostic(`suites that the client cannot ask for, ${NOT_OFFERED.length}: ${NOT_OFFERED.join(" ")}`);
});

test("settings of main.cf, and services that override them", async (t) => {
  if (requireProgram(t, "openssl") === null) return;
  const file = filesFor(t);
  const main = {
    smtpd_tls_security_level: "encrypt",
    smtpd_tls_cert_file: file("rsa.pem"),
    smtpd_tls_key_file: file("rsa.key"),
    smtpd_tls_mandatory_protocols: ">=TLSv1.2",
    smtpd_tls_mandatory_ciphers: "high",
    smtpd_tls_mandatory_exclude_ciphers: "kRSA, aNULL",
    smtpd_sasl_auth_enable: "yes",
    tls_preempt_cipherlist: "yes",
  };
  const services = {
    plain: {},
    optional: { smtpd_tls_security_level: "may" },
    wrapped: { smtpd_tls_wrappermode: "yes", smtpd_tls_security_level: "none" },
    grade: { smtpd_tls_mandatory_ciphers: "medium", smtpd_tls_mandatory_exclude_ciphers: "" },
    referring: { smtpd_tls_mandatory_protocols: "$smtpd_tls_protocols" },
    elliptic: { smtpd_tls_cert_file: file("p256.pem"), smtpd_tls_key_file: file("p256.key") },
    defaultKey: { smtpd_tls_cert_file: file("one-file.pem"), smtpd_tls_key_file: "$smtpd_tls_cert_file" },
    off: { smtpd_tls_security_level: "none" },
  };
  await compare(t, services, main);
});

test("a service that stops before it greets anybody", async (t) => {
  if (requireProgram(t, "openssl") === null) return;
  const file = filesFor(t);
  const base = {
    smtpd_tls_security_level: "may",
    smtpd_tls_cert_file: file("rsa.pem"),
    smtpd_tls_key_file: file("rsa.key"),
  };
  const fatal: Readonly<Record<string, Settings>> = {
    // An empty list of curves is fatal before 3.7.13 only.
    tls_eecdh_auto_curves: { tls_eecdh_auto_curves: "" },
    smtpd_tls_ciphers: { smtpd_tls_ciphers: "" },
    tls_high_cipherlist: { tls_high_cipherlist: "" },
    smtpd_tls_auth_only: { smtpd_tls_auth_only: "true" },
    smtpd_tls_wrappermode: { smtpd_tls_wrappermode: "ye" },
    smtpd_timeout: { smtpd_timeout: "soon" },
    smtpd_starttls_timeout: { smtpd_starttls_timeout: "0" },
    smtpd_soft_error_limit: { smtpd_soft_error_limit: "" },
    smtpd_tls_ccert_verifydepth: { smtpd_tls_ccert_verifydepth: "9x" },
    smtpd_hard_error_limit: { smtpd_hard_error_limit: "0" },
  };
  const services = Object.fromEntries(
    Object.entries(fatal).map(([name, settings]) => [name.replaceAll("_", "-"), { ...base, ...settings }]),
  );
  const running = await run(t, { ...services, sound: base }, {});
  if (running === null) return;
  for (const name of Object.keys(fatal)) {
    const port = running.ports[name.replaceAll("_", "-")] ?? 0;
    const { tlsFailure = "" } = running.endpoints.get(`127.0.0.1:${port}/inet`) ?? {};
    assert.match(tlsFailure, new RegExp(`^smtpd stops with a fatal error: ${name}: `));
    // Nobody answers it; the end of the server ends it.
    const greeted = announced(port).then(
      () => true,
      () => false,
    );
    const stopped = new RegExp(`fatal: .*\\b${name}\\b`);
    while (!stopped.test(running.log()))
      assert.notEqual(await Promise.race([greeted, pause(20)]), true, `${name}: the server greets`);
  }
  const sound = running.endpoints.get(`127.0.0.1:${running.ports["sound"] ?? 0}/inet`);
  assert.equal(sound?.tlsFailure, undefined);
  assert.equal((await announced(running.ports["sound"] ?? 0)).starttls, true);
});

test("whose order of suites counts, and which groups are negotiated", async (t) => {
  if (requireProgram(t, "openssl") === null) return;
  const file = filesFor(t);
  const base = {
    smtpd_tls_security_level: "may",
    smtpd_tls_cert_file: file("rsa.pem"),
    smtpd_tls_key_file: file("rsa.key"),
  };
  const services = {
    client: base,
    server: { ...base, tls_preempt_cipherlist: "yes" },
    curve: { ...base, tls_eecdh_auto_curves: "secp384r1" },
    curves: { ...base, tls_eecdh_auto_curves: "X448 prime256v1, nonsense brainpoolP256r1" },
    library: { ...base, tls_eecdh_auto_curves: "nonsense" },
    older: { ...base, smtpd_tls_protocols: "<=TLSv1.2", tls_eecdh_auto_curves: "brainpoolP384r1 X25519" },
  };
  const running = await run(t, services, {});
  if (running === null) return;
  for (const [name, port] of Object.entries(running.ports)) {
    const endpoint = running.endpoints.get(`127.0.0.1:${port}/inet`);
    assert.ok(endpoint);
    const target: Target = { port, implicit: false };
    const ask = async (...ciphers: readonly string[]) =>
      (await handshake(target, { version: "TLSv1.2", ciphers }))?.suite;
    const pair = ["ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES128-GCM-SHA256"] as const;
    const [one, other] = [await ask(...pair), await ask(...[...pair].reverse())];
    assert.ok(one !== undefined && other !== undefined);
    assert.equal(one === other ? "server" : "client", endpoint.preference, name);
    const groups: string[] = [];
    for (const [iana, openssl] of Object.entries(GROUPS)) {
      const versions = ["TLSv1.2", "TLSv1.3"] as const;
      const offers = versions.map((version) =>
        handshake(target, {
          version,
          groups: openssl,
          ciphers: version === "TLSv1.3" ? ["TLS_AES_128_GCM_SHA256"] : [pair[0]],
        }),
      );
      if ((await Promise.all(offers)).some((agreed) => agreed !== null)) groups.push(iana);
    }
    assert.deepEqual(groups.sort(), [...(endpoint.groups ?? [])].sort(), name);
  }
  assert.equal(suiteByIana("TLS_AES_128_GCM_SHA256")?.openssl, "TLS_AES_128_GCM_SHA256");
});

/** By IANA name, each with the one that the client's library takes. */
const GROUPS = {
  x25519: "X25519",
  x448: "X448",
  secp256r1: "P-256",
  secp384r1: "P-384",
  secp521r1: "P-521",
  secp256k1: "secp256k1",
  brainpoolP256r1: "brainpoolP256r1",
  brainpoolP384r1: "brainpoolP384r1",
  ffdhe2048: "ffdhe2048",
  ffdhe3072: "ffdhe3072",
  ffdhe4096: "ffdhe4096",
  ffdhe6144: "ffdhe6144",
  ffdhe8192: "ffdhe8192",
};
