// Broken pairs of main.cf and master.cf: what `postfix check`, master(8) and the daemons that read them complain about, we name too.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { lint, settingsReports, SourceText } from "../../server/src/core/api.js";
import { parse as parseMain } from "../../server/src/core/dialects/postfix-main/parse.js";
import { parse as parseMaster } from "../../server/src/core/dialects/postfix-master/parse.js";
import { BROKEN, type BrokenPair } from "../support/broken-postfix.js";
import { createAuthority, issue } from "../support/certificates.js";
import { freePorts } from "../support/ports.js";
import { DAEMONS, type Instance, LOCAL, mainText, prepareInstance, startPostfix } from "../support/postfix.js";
import { requireProgram } from "../support/programs.js";

/** A daemon answers or stops at once; this is for a machine under load. */
const TIMEOUT_MS = 120_000;
const POLL_MS = 5;

type FileName = "main.cf" | "master.cf";
type Files = Readonly<Record<FileName, string>>;

/** What Postfix says, without the program's name. */
interface Complaint {
  readonly severity: "fatal" | "other";
  readonly text: string;
  readonly place: { readonly file: FileName; readonly line: number } | null;
}

const SOUND_MASTER = "PORT inet n - n - - smtpd\nsmtp unix - - n - - smtp";

function filesOf(
  { main = "", master = SOUND_MASTER }: Omit<BrokenPair, "about">,
  instance: Instance,
  port: number,
): Files {
  const base = {
    ...LOCAL,
    ...instance.settings,
    smtpd_tls_security_level: "may",
    smtpd_tls_chain_files: join(instance.root, "chain.pem"),
    smtp_tls_security_level: "may",
  };
  const written = new Set(main.split("\n").map((line) => line.split(/\s*=/)[0]));
  const rest = Object.fromEntries(Object.entries(base).filter(([name]) => !written.has(name)));
  return {
    "main.cf": `${main}\n${mainText(rest)}`,
    "master.cf": `${master.replaceAll("PORT", String(port))}\n${DAEMONS}`,
  };
}

/** The complaints in the output of a program or in a log, each once. */
function complaintsIn(output: string, { configDirectory }: Instance): Complaint[] {
  const texts = output.split(/\r?\n/).flatMap((line) => {
    const [, severity, text] = /: (fatal|error|panic|warning): (.*)/.exec(line) ?? [];
    return severity === undefined || text === undefined
      ? []
      : [{ severity, text: text.replaceAll(configDirectory, "") }];
  });
  const all = new Map(texts.map((one) => [one.text, one]));
  return [...all.values()].map(({ severity, text }) => {
    const [, file, line] = /\/(main\.cf|master\.cf)[,:] line (\d+)/.exec(text) ?? [];
    const place = file === "main.cf" || file === "master.cf" ? ({ file, line: Number(line) } as const) : null;
    return { severity: severity === "fatal" || severity === "panic" ? "fatal" : "other", text, place };
  });
}

/** What `postfix check` says. It speaks to terminals alone. */
function checked(script: string, instance: Instance): Complaint[] {
  const { stdout } = spawnSync(script, ["-qec", `postfix -c ${instance.configDirectory} check`, "/dev/null"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return complaintsIn(stdout, instance);
}

/** What master(8) says, and the daemon that listens at `place` once it is needed: it gets ready, or it stops. */
async function started(instance: Instance, place: number | string): Promise<Complaint[]> {
  const before = instance.log().length;
  const log = (): string => instance.log().slice(before);
  for (;;) {
    try {
      await instance.start();
      break;
    } catch {
      const said = complaintsIn(log(), instance);
      if (said.length > 0) return said;
      // A child of the master before, which could not run its daemon, holds the lock for a second; master ends without a word then.
      await pause(POLL_MS);
    }
  }
  const socket = typeof place === "number" ? connect(place, "127.0.0.1") : connect(join(instance.root, "queue", place));
  const contact: { answered: boolean; failed: Error | null } = { answered: false, failed: null };
  // Each daemon speaks first.
  socket.once("data", () => {
    contact.answered = true;
  });
  socket.once("error", (error) => {
    contact.failed = error;
  });
  while (!contact.answered && contact.failed === null && !/: (?:fatal|panic): .*\n/.test(log())) await pause(POLL_MS);
  socket.destroy();
  await instance.halt();
  const said = complaintsIn(log(), instance);
  if (contact.failed !== null && said.length === 0) throw contact.failed;
  return said;
}

/** Everything that Postfix says of the files, from the first of its programs to the one that reads the setting. */
async function complaints(
  script: string,
  instance: Instance,
  pair: Omit<BrokenPair, "about">,
  port: number,
): Promise<Complaint[]> {
  const files = filesOf(pair, instance, port);
  for (const [name, text] of Object.entries(files)) {
    const path = join(instance.configDirectory, name);
    writeFileSync(path, text);
    // Postfix reads a file again and again while it is younger than two seconds.
    utimesSync(path, 0, 0);
  }
  const first = checked(script, instance);
  // postconf, which `postfix check` runs, names no line of master.cf; master does.
  const stops = pair.master === undefined && first.some(({ severity }) => severity === "fatal");
  return stops ? first : [...first, ...(await started(instance, pair.asks ?? port))];
}

/** What we say: lines with problems and findings, and whether Postfix is said not to start. */
function named(files: Files) {
  const sources = Object.entries(files).map(([path, text]) => ({
    source: new SourceText(path, text),
    dialect: path === "main.cf" ? "postfix-main" : "postfix-master",
  }));
  const options = { serverVersion: "3.7.11", host: { hostname: "mx.test", distribution: "debian" } } as const;
  const problems = settingsReports(sources, options).flatMap((one) => one.problems);
  const findings = lint(sources, options).map(({ path, span, severity, rule }) => {
    const source = sources.find((one) => one.source.path === path)?.source;
    return { file: path, line: (source?.position(span.start).line ?? 0) + 1, severity, rule };
  });
  const fatal = [parseMain(new SourceText("", files["main.cf"])), parseMaster(new SourceText("", files["master.cf"]))];
  return {
    /** Whether the line is named, as an error if it must be one. */
    says: (file: string, line: number, error: boolean): boolean =>
      problems.some((one) => one.file === file && one.line === line) ||
      findings.some((one) => one.file === file && one.line === line && (!error || one.severity === "error")),
    fatal: fatal.flatMap(({ problems: all }) => all).filter(({ severity }) => severity === "fatal"),
  };
}

test("what Postfix complains about is named", { timeout: TIMEOUT_MS * 10 }, async (t: TestContext) => {
  const script = requireProgram(t, "script");
  const instance = script === null ? null : prepareInstance(t);
  const [port] = await freePorts(1);
  if (script === null || instance === null || port === undefined) return;
  const { key, fullChain } = issue(createAuthority(), { names: ["mx.test"] });
  writeFileSync(join(instance.root, "chain.pem"), key + fullChain, { mode: 0o600 });
  const ofSound = await complaints(script, instance, {}, port);
  assert.deepEqual(ofSound, [], "nothing is said of the pair without a mistake");

  for (const pair of BROKEN) {
    await t.test(pair.about, { timeout: TIMEOUT_MS }, async () => {
      const said = await complaints(script, instance, pair, port);
      const files = filesOf(pair, instance, port);
      const ours = named(files);
      const at = { file: pair.master === undefined ? "main.cf" : "master.cf", line: pair.line ?? 1 };
      const isFatal = said.some(({ severity }) => severity === "fatal");
      const words = said.map(({ text }) => text).join("\n");
      assert.notEqual(words, "", "Postfix complains");
      if (pair.unsaid !== undefined) {
        assert.ok(!ours.says(at.file, at.line, false), "no exception any more");
        return;
      }
      for (const { place, severity } of said)
        if (place !== null) assert.ok(ours.says(place.file, place.line, severity === "fatal"), words);
      assert.ok(ours.says(at.file, at.line, isFatal), words);
      if (ours.fatal.length > 0) assert.ok(isFatal, `${ours.fatal[0]?.message}: ${words}`);
    });
  }
});

const LEVELS =
  "$compatibility_level ${{$compatibility_level} >=level {3.6}?{new}:{old}} ${{$compatibility_level} >= {3.6}?{new}:{old}} " +
  "${{$compatibility_level} == {0}?{zero}:{other}} ${compatibility_level?{set}:{not set}}";

test("a level that nobody set is 0 to the daemons, for the machine's name too", { timeout: TIMEOUT_MS }, async (t) => {
  let main = "";
  const postfix = await startPostfix(t, {
    main: {
      smtpd_relay_restrictions: "reject",
      // postconf cannot work this out: it looks at the machine's name before it knows any default.
      myhostname: "${{$compatibility_level} <level {3.6}?{old}:{new}}.test",
      smtpd_banner: `$myhostname ${LEVELS}`,
    },
    prepare: (folder) => {
      const path = join(folder, "main.cf");
      main = readFileSync(path, "utf8").replace(/^compatibility_level.*\n/m, "");
      writeFileSync(path, main);
    },
  });
  if (postfix === null) return;
  const socket = connect(postfix.ports["smtp"] ?? 0, "127.0.0.1");
  const [banner] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  assert.equal(banner.toString(), "220 old.test 0 old old zero set\r\n");
  const [report] = settingsReports([{ source: new SourceText("main.cf", main), dialect: "postfix-main" }], {
    serverVersion: "3.7.11",
  });
  const ours = report?.settings.find(({ name }) => name === "smtpd_banner")?.expanded;
  assert.equal(banner.toString(), `220 ${ours}\r\n`);
});
