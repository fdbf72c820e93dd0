// What fix-all makes of weak configurations, tried on a real Postfix: nothing fixable is left, and mail is taken as before or better.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import {
  fixFiles,
  postureReport,
  SourceText,
  verdict,
  type EndpointReport,
  type InputFile,
  type ProductOptions,
} from "../../server/src/core/api.js";
import { fileTree } from "../../server/src/platform/named-files.js";
import { pemObjects } from "../../server/src/platform/pem.js";
import { startDovecotAuth } from "../support/dovecot-auth.js";
import { each } from "../support/each.js";
import { pairwise, type Choice } from "../support/pairwise.js";
import { writeFiles } from "../support/posture-cases.js";
import { DAEMONS, mainText, prepareInstance, type Instance } from "../support/postfix.js";
import { requireProgram } from "../support/programs.js";
import { handOver, type Protection } from "../support/smtp-peer.js";
import { TABLES, WEAKNESSES, weakLines } from "../support/weak-configurations.js";

/** About so many configurations in a usual run; MAILTLS_FULL=1 takes all, MAILTLS_ONLY=7,9 these. */
const SAMPLE = 24;
/** Instances at a time: each waits more than it computes. */
const TOGETHER = 6;
/** For a server that neither answers nor is seen to fail. */
const PATIENCE_MS = 20_000;

/** As the linter sees them they are reachable from everywhere; to be run, they are bound to an address of their own. */
const EVERYWHERE = "inet_interfaces = all\n";

const SERVED = {
  ...{ compatibility_level: "3.6", inet_protocols: "ipv4", myhostname: "mx.test", mydestination: "mx.test" },
  ...{ local_recipient_maps: "", alias_maps: "", alias_database: "", mynetworks: "127.0.0.0/8" },
  ...{ smtpd_client_connection_rate_limit: "0", smtpd_relay_restrictions: "permit_mynetworks, reject" },
  ...{ smtpd_sasl_type: "dovecot", postscreen_access_list: "permit_mynetworks" },
};

const WITH_SYSTEM_PROGRAMS = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };

interface Texts {
  readonly main: string;
  readonly master: string;
}

interface Setting {
  readonly instance: Instance;
  /** The address on which it is run. */
  readonly host: string;
  readonly options: ProductOptions;
}

/** Who hands over mail: `25 none`, `587 starttls` and so on, with the reason why it was not taken, or null. */
type Taken = ReadonlyMap<string, string | null>;

function inputs({ main, master }: Texts, { instance }: Setting): readonly InputFile[] {
  const file = (name: string, text: string): InputFile => ({
    dialect: `postfix-${name}`,
    source: new SourceText(join(instance.configDirectory, `${name}.cf`), text),
  });
  return [file("main", main), file("master", master)];
}

/** Where its inet services listen. */
function portsOf(master: string): readonly number[] {
  const names: Readonly<Record<string, number>> = { smtp: 25, smtps: 465, submissions: 465, submission: 587 };
  return [...master.matchAll(/^(?:[\d.]+:)?(\w+)[ \t]+inet[ \t]/gm)].map(
    ([, name = ""]) => names[name] ?? Number(name),
  );
}

function install({ main, master }: Texts, { instance, host }: Setting): void {
  assert.ok(main.includes(EVERYWHERE));
  const put = (name: string, text: string): void => {
    writeFileSync(join(instance.configDirectory, name), text);
  };
  put("main.cf", main.replace(EVERYWHERE, "inet_interfaces = loopback-only\n"));
  put("master.cf", master.replaceAll(/^(?:127\.0\.0\.1:)?(\w+[ \t]+inet[ \t])/gm, `${host}:$1`));
}

/** What Postfix's own tools complain of; what makes them fail is marked. */
async function complaints({ instance }: Setting): Promise<readonly string[]> {
  const directory = instance.configDirectory;
  const commands = [
    ...["-n", "-nx", "-M", "-P"].map((option) => ["postconf", "-c", directory, option]),
    ["postfix", "-c", directory, "check"],
  ];
  const said = commands.map(
    ([program = "", ...args]) =>
      new Promise<readonly string[]>((resolve) => {
        execFile(program, args, { env: WITH_SYSTEM_PROGRAMS }, (error, _, stderr) => {
          const lines = stderr.split("\n").filter((line) => line !== "");
          resolve(error === null ? lines : [`FAILED ${program} ${args.join(" ")}: ${lines.join(" ")}`]);
        });
      }),
  );
  return (await Promise.all(said)).flat();
}

/** Starts the configuration and lets every peer hand over a message. */
async function tryOut(texts: Texts, setting: Setting): Promise<Taken> {
  const { instance } = setting;
  const ports = portsOf(texts.master);
  install(texts, setting);
  await instance.start();
  const taken = new Map<string, string | null>();
  const mute = new Set<number>();
  for (const port of ports) {
    const peers: readonly Protection[] =
      port === 465 ? ["implicit"] : port === 587 ? ["starttls"] : ["none", "starttls"];
    for (const protection of port === 10025 ? (["none"] as const) : peers) {
      const reason = mute.has(port) ? "no answer" : await attempt(setting, port, protection);
      if (reason === "no answer") mute.add(port);
      taken.set(`${port} ${protection}`, reason);
    }
  }
  await instance.halt();
  return taken;
}

/** One message; ended early when master says that the service does not come up. */
async function attempt({ instance, host }: Setting, port: number, protection: Protection): Promise<string | null> {
  const before = instance.log().length;
  const ended = new AbortController();
  const { signal } = ended;
  const outcome = handOver({ host, port, protection, recipient: "user@mx.test", signal }).finally(() => {
    ended.abort();
  });
  for (const start = Date.now(); !signal.aborted;) {
    const fails = /\/(?:smtpd|postscreen|cleanup)(?: pid \d+ exit status|: bad command startup)/.test(
      instance.log().slice(before),
    );
    if (fails || Date.now() - start > PATIENCE_MS) ended.abort();
    else await Promise.race([outcome, pause(20)]);
  }
  return outcome;
}

/** Fixed rules, counted. */
const applied = new Map<string, number>();

/** Refusals that the posture foretells and no fix mends, by peer. */
const refusals = new Map<string, number>();

/** Whether the posture says that smtpd does not run, or, of a peer with TLS 1.2, that it finds no suite. */
function isForetold(peer: string, endpoints: readonly EndpointReport[]): boolean {
  const [port, protection] = peer.split(" ");
  const met = endpoints.filter(({ id, port: own }) => String(own) === port || (port === "25" && id.endsWith("/pass")));
  return (
    met.length === 0 ||
    met.some(({ tlsFailure = "", versions, suites }) =>
      protection === "none"
        ? tlsFailure.startsWith("smtpd stops")
        : tlsFailure !== "" || (versions !== undefined && suites?.["TLSv1.2"] === undefined),
    )
  );
}

/** What fix-all makes of a configuration. */
interface Fixed extends Texts {
  readonly unsafe: boolean;
  readonly changed: boolean;
  readonly endpoints: readonly EndpointReport[];
  /** What is still to be fixed. */
  readonly left: readonly string[];
  /** What is found, in words. */
  readonly remaining: readonly string[];
}

function fixAll(texts: Texts, setting: Setting, unsafe: boolean): Fixed {
  const result = fixFiles(inputs(texts, setting), setting.options, { unsafe });
  for (const { rule } of result.applied) applied.set(rule, (applied.get(rule) ?? 0) + 1);
  const [main = "", master = ""] = result.files.map(({ text }) => text);
  const files = inputs({ main, master }, setting);
  const { findings } = verdict(files, setting.options);
  const left = findings.filter(({ fix }) => fix && (unsafe || fix.safety === "safe"));
  return {
    ...{
      main,
      master,
      unsafe,
      changed: result.applied.length > 0,
      endpoints: postureReport(files, setting.options).endpoints,
    },
    left: left.map(({ rule, fix }) => `still fixable: ${rule}: ${fix?.title ?? ""}`),
    remaining: findings.map(({ rule, message }) => `remains: ${rule}: ${message}`),
  };
}

/** Everything that is wrong with a fixed configuration. */
async function judge(
  fixed: Fixed,
  setting: Setting,
  before: Taken,
  earlier: readonly string[],
): Promise<readonly string[]> {
  const wrong = [...fixed.left];
  const after = await tryOut(fixed, setting);
  const now = await complaints(setting);
  wrong.push(...now.filter((said) => said.startsWith("FAILED") || !earlier.includes(said)));
  for (const [peer, reason] of after) {
    if (reason === null) continue;
    const known = before.get(peer);
    // What nobody could hand over before is no loss. After all fixes, the posture must say why it is still so.
    if (known !== null && (!fixed.unsafe || isForetold(peer, fixed.endpoints))) {
      if (fixed.unsafe) refusals.set(peer, (refusals.get(peer) ?? 0) + 1);
      continue;
    }
    wrong.push(`${peer} is refused: ${reason} (before: ${known === undefined ? "nobody asked" : (known ?? "taken")})`);
  }
  for (const [peer, reason] of before)
    if (reason === null && !after.has(peer)) wrong.push(`${peer}: the service is gone`);
  if (wrong.length === 0) return [];
  const title = `--- ${fixed.unsafe ? "safe and unsafe" : "safe"}`;
  return [title, ...wrong, ...fixed.remaining, ...warnings(setting), lines(fixed.main), fixed.master];
}

function warnings({ instance: { log } }: Setting): readonly string[] {
  return log()
    .split("\n")
    .filter((line) => /(?:warning|error|fatal|panic): /.test(line))
    .slice(-6);
}

function lines(main: string): string {
  return main.slice(main.indexOf(EVERYWHERE) + EVERYWHERE.length);
}

const choices = pairwise(WEAKNESSES);
const only = process.env["MAILTLS_ONLY"]?.split(",").map(Number);
const step = process.env["MAILTLS_FULL"] === "1" ? 1 : Math.floor(choices.length / SAMPLE);
const chosen = choices
  .map((choice, index) => [index, choice] as const)
  .filter(([index]) => only?.includes(index) ?? index % step === 0);

test(`fix-all on ${chosen.length} of ${choices.length} weak configurations`, async (t) => {
  assert.ok(choices.length >= 200, "enough configurations");
  if (requireProgram(t, "openssl") === null) return;
  const folder = mkdtempSync(join(tmpdir(), "mailtls-fix-"));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  writeFiles(folder);
  for (const [name, text] of Object.entries(TABLES)) writeFileSync(join(folder, name), text);
  const auth = await startDovecotAuth(t);
  // First all fixes: who lints does not answer his peers meanwhile.
  const cases = chosen.flatMap(([number, choice]) => prepare(t, number, choice, folder, auth) ?? []);
  const failures: string[] = [];
  await each(cases, TOGETHER, async (one) => {
    const wrong = await tryFixes(one);
    if (wrong.length > 0) failures.push([`===== configuration ${one.number}`, ...wrong].join("\n"));
  });
  const weak = cases.filter(({ fixed }) => fixed.some(({ changed }) => changed)).length;
  t.diagnostic(
    `${cases.length} configurations, ${weak} with something to fix; ${failures.length} with something wrong`,
  );
  const counts = [...applied].sort(([, a], [, b]) => b - a).map(([rule, count]) => `${rule} ${count}`);
  t.diagnostic(`refused before and after, as the posture says: ${JSON.stringify(Object.fromEntries(refusals))}`);
  t.diagnostic(`fixes applied of ${counts.length} rules: ${counts.join(", ")}`);
  assert.equal(failures.join("\n\n"), "");
});

interface Case {
  readonly number: number;
  readonly texts: Texts;
  readonly setting: Setting;
  readonly fixed: readonly Fixed[];
}

function prepare(t: TestContext, number: number, choice: Choice, folder: string, auth: string): Case | null {
  const instance = prepareInstance(t);
  if (instance === null) return null;
  const setting = {
    instance,
    host: `127.${20 + (process.pid % 200)}.${number >> 8}.${(number & 255) + 1}`,
    options: {
      serverVersion: "3.7.11",
      library: "openssl-3.0",
      files: fileTree({ own: true, readPem: pemObjects }),
      now: Date.now(),
    },
  };
  const weak = weakLines(choice, folder);
  const texts = {
    main: `${mainText({ ...instance.settings, ...SERVED, smtpd_sasl_path: auth })}${EVERYWHERE}${weak.main}`,
    master: `${weak.master}${DAEMONS.trimStart()}`,
  };
  return { number, texts, setting, fixed: [false, true].map((unsafe) => fixAll(texts, setting, unsafe)) };
}

async function tryFixes({ texts, setting, fixed }: Case): Promise<readonly string[]> {
  const before = await tryOut(texts, setting);
  const earlier = await complaints(setting);
  const wrong: string[] = [];
  for (const one of fixed) wrong.push(...(await judge(one, setting, before, earlier)));
  await setting.instance.stop();
  if (wrong.length === 0) return [];
  const said = [...before].map(([peer, reason]) => `${peer}: ${reason ?? "taken"}`).join("; ");
  return [`before: ${said}`, lines(texts.main), texts.master, ...wrong];
}
