// The settings report against exim -bP: names, values, defaults, and the lines at which it stops; on generated and on packaged files.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import fc from "fast-check";
import { decodeBytes, settingsReports, SourceText, type SettingsReport } from "../../../../server/src/core/api.js";
import { defaultOf, option } from "../../../../server/src/core/products/exim/options.js";
import { readVersion } from "../../../../server/src/core/products/exim/version.js";
import { fileTree } from "../../../../server/src/platform/named-files.js";
import { pemObjects } from "../../../../server/src/platform/pem.js";
import { EximFolder, requireExim } from "../../../support/exim.js";
import { configurations, type Generated } from "./configurations.js";

/** The release that is the oracle (Debian 12). */
const VERSION = readVersion("4.96");
const RUNS = process.env["MAILTLS_FULL"] === "1" ? 300 : 60;

/** Machine-made values, and such as follow from others. */
const COMPUTED =
  /^(?:primary_hostname|qualify_\w+|smtp_active_hostname|exim_\w+|spool_directory|log_file_path|pid_file_path|process_log_path|local_scan_path|.*(?:user|group)s?|local_interfaces|driver|transport)$/;

function report(...paths: readonly string[]): SettingsReport {
  const files = paths.map((path) => ({
    dialect: "exim",
    source: new SourceText(path, decodeBytes(readFileSync(path))),
  }));
  const [settings] = settingsReports(files, {
    serverVersion: "4.96",
    files: fileTree({ own: true, readPem: pemObjects }),
  });
  assert.ok(settings);
  return settings;
}

interface Shown {
  readonly value: string;
  /** The table of the option: `main`, `transport/smtp`. */
  readonly scope: string;
}

/** `name = value`, `name` or `no_name`, as `exim -bP` prints an option. */
function readLine(line: string): readonly [name: string, value: string] {
  const match = /^([\w*]+) =(?: (.*))?$/.exec(line);
  if (match !== null) return [match[1] ?? "", match[2] ?? ""];
  return [line.replace(/^no_/, ""), String(!line.startsWith("no_"))];
}

/** What `exim -bP` prints, by the names of the report. */
function printed(stdout: string): ReadonlyMap<string, Shown> {
  const found = new Map<string, Shown>();
  for (const [index, block] of stdout.split(/^(?=\S+ (?:router|transport|authenticator):$)/m).entries()) {
    const lines = block.split("\n").filter((line) => line !== "");
    const [, name = "", kind = ""] = /^(\S+) (\w+):$/.exec(index === 0 ? "" : (lines.shift() ?? "")) ?? [];
    const options = lines.map(readLine);
    const driver = options.find(([option]) => option === "driver")?.[1] ?? "";
    for (const [option, value] of options)
      found.set(index === 0 ? option : `${kind}/${name}/${option}`, {
        value,
        scope: index === 0 ? "main" : `${kind}/${driver}`,
      });
  }
  return found;
}

/** `in line N of F`; null where Exim names no line, or did not fail. */
function stopped(stderr: string): { readonly line: number; readonly file: string } | null {
  const match = /in line (\d+) of (\S+):/.exec(stderr);
  return match === null ? null : { line: Number(match[1]), file: match[2] ?? "" };
}

/** `parts`: the files that `path` was put together from, where it was. */
async function agrees(exim: EximFolder, path: string, parts = [path]): Promise<"stops" | "compared"> {
  const ours = report(...parts);
  const theirs = await exim.run("-C", path, "-bP", "all", "routers", "transports", "authenticators");
  if (theirs.failed) {
    const at = stopped(theirs.stderr);
    const [first] = ours.problems;
    assert.ok(first, `Exim stops: ${theirs.stderr}`);
    if (at !== null) assert.deepEqual({ line: first.line, file: first.file }, at, `${first.message}\n${theirs.stderr}`);
    return "stops";
  }
  assert.deepEqual(ours.problems, [], theirs.stderr);
  const expected = printed(theirs.stdout);
  const shown = new Map(ours.settings.map(({ name, expanded }) => [name, expanded]));
  for (const [name, { value, scope }] of expected) {
    const own = name.split("/").at(-1) ?? name;
    if (own.startsWith("*") || COMPUTED.test(own)) continue;
    // Drivers change the defaults of some options that all drivers of their class have.
    if (!shown.has(name) && !["main", "transport/smtp"].includes(scope)) continue;
    const known = option(scope, own) ?? option(scope.split("/")[0] ?? "", own);
    assert.ok(known && VERSION, name);
    const mine = shown.get(name) ?? defaultOf(known, VERSION);
    if (mine !== "<value not displayable>") assert.equal(mine, value, name);
  }
  // `verify` stands for two others.
  for (const name of shown.keys())
    if (!name.endsWith("/verify")) assert.ok(expected.has(name), `Exim shows no ${name}`);
  return "compared";
}

async function compare(t: TestContext, wrong: boolean): Promise<void> {
  const folder = requireExim(t);
  if (folder === null) return;
  const exim = new EximFolder(t, folder);
  const counts = { stops: 0, compared: 0 };
  await fc.assert(
    fc.asyncProperty(configurations(wrong), async ({ main, included }: Generated) => {
      exim.write("included.conf", included);
      const text = `${exim.base.join("\n")}\n${main}`.replaceAll("ROOT", exim.root);
      counts[await agrees(exim, exim.write("exim.conf", text))] += 1;
    }),
    { numRuns: RUNS, includeErrorInReport: true },
  );
  t.diagnostic(`${RUNS} configurations: ${counts.compared} compared, Exim stops at ${counts.stops}`);
  assert.ok(wrong ? counts.stops > RUNS / 2 : counts.compared > RUNS / 2);
}

test(`${RUNS} generated configurations are what exim -bP shows`, (t) => compare(t, false));

test(`${RUNS} configurations with a mistake stop at the same line`, (t) => compare(t, true));

/** What Debian's update-exim4.conf would fill in. */
function filledIn(text: string): string {
  const macros = "DCconfig_internet = 1";
  return text.replace(/DEBCONF(\w+?)DEBCONF/g, "$1").replace(/^(UPEX4CmacrosUPEX4C.*)$/m, `$1\n${macros}`);
}

test("the packaged configurations are what exim -bP shows", async (t) => {
  const folder = requireExim(t);
  if (folder === null) return;
  const exim = new EximFolder(t, folder);
  const example = readFileSync(join(folder, "usr/share/doc/exim4-base/examples/example.conf")).toString("latin1");
  const base = exim.base.filter((line) => !/^(?:never_users|keep_environment)/.test(line)).join("\n");
  assert.equal(await agrees(exim, exim.write("exim.conf", `${base}\n${example}`)), "compared");
  const template = readFileSync(join(folder, "etc/exim4/exim4.conf.template")).toString("latin1");
  assert.equal(await agrees(exim, exim.write("exim4.conf", filledIn(template))), "compared");
});

test("Debian's split configuration is what exim -bP shows of its parts put together", async (t) => {
  const folder = requireExim(t);
  if (folder === null) return;
  const exim = new EximFolder(t, folder);
  const parts: string[] = [];
  let whole = "";
  for (const name of ["main", "acl", "router", "transport", "retry", "rewrite", "auth"]) {
    const from = join(folder, "etc/exim4/conf.d", name);
    mkdirSync(exim.at("exim4", "conf.d", name), { recursive: true });
    for (const file of readdirSync(from).sort()) {
      const text = filledIn(readFileSync(join(from, file)).toString("latin1"));
      parts.push(exim.write(join("exim4/conf.d", name, file), text));
      whole += text;
    }
  }
  // In whatever order they are given.
  assert.equal(await agrees(exim, exim.write("exim4.conf", whole), parts.reverse()), "compared");
});
