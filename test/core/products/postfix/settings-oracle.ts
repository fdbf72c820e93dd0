// Compares a settings report with postconf -n and -nx, for the tests against real files and generated ones. No tests live here.
import assert from "node:assert/strict";
import { hostname } from "node:os";
import type { TestContext } from "node:test";
import fc from "fast-check";
import { decodeBytes, encodeText, settingsReports, SourceText } from "../../../../server/src/core/api.js";
import type { ProductOptions } from "../../../../server/src/core/products/options.js";
import type { SettingsReport } from "../../../../server/src/core/products/product.js";
import { parse } from "../../../../server/src/core/dialects/postfix-main/parse.js";
import { parameter, parameterNames, isKnownIn } from "../../../../server/src/core/products/postfix/parameters.js";
import { parseVersion } from "../../../../server/src/core/products/postfix/version.js";
import { requireProgram } from "../../../support/programs.js";
import { expression } from "../../dialects/postfix-main/arbitraries.js";
import { normaliseBlanks, Postconf, printable } from "../../dialects/postfix-main/postconf.js";

/** The release whose postconf is the oracle (Debian 12). */
const VERSION = "3.7.11";

export function oracle(t: TestContext): Postconf | null {
  const program = requireProgram(t, "postconf");
  if (program === null) return null;
  const postconf = new Postconf(program);
  t.after(() => {
    postconf.dispose();
  });
  return postconf;
}

/** The server of this machine. */
export const SERVER: ProductOptions = {
  serverVersion: VERSION,
  host: { hostname: hostname(), distribution: "debian" },
};

function report(bytes: Uint8Array): SettingsReport {
  const source = new SourceText("main.cf", decodeBytes(bytes));
  const [settings] = settingsReports([{ source, dialect: "postfix-main" }], SERVER);
  assert.ok(settings);
  return settings;
}

/** Lines "name = value" as postconf prints them; its own -c option shows up as config_directory, which no file says. */
function lines(bytes: Uint8Array): string[] {
  return Buffer.from(bytes)
    .toString("latin1")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("config_directory = "))
    .map((line) => normaliseBlanks(Buffer.from(line, "latin1")))
    .sort();
}

export const line = (name: string, value: string): string => normaliseBlanks(encodeText(`${name} = ${value}`));
/** What postconf says of itself; no file says it. */
export const ownProcess = (text: string): string =>
  text.replaceAll("$process_name", "postconf").replace(/postconf \d+/, "postconf $process_id");
/** Values as they stand in the file: warnings show each of their blanks, and "?" for whatever does not print. */
function warnings(bytes: Uint8Array): ReadonlyMap<string, string> {
  const { tree } = parse(new SourceText("main.cf", decodeBytes(bytes)));
  const entries = tree.nodes.flatMap((node) => (node.kind === "entry" ? [node] : []));
  return new Map(entries.map(({ name, value }) => [name.text, printable(encodeText(`${name.text}=${value.text}`))]));
}

/** One of the values that `ours` names a problem of cannot be expanded; all others are expanded as `ours` says. */
async function agreesOnFailure(
  postconf: Postconf,
  used: SettingsReport["settings"],
  { problems }: SettingsReport,
): Promise<void> {
  const isNamed = (one: SettingsReport["settings"][number]): boolean =>
    problems.some(({ file, line: at }) => file === one.file && at === one.line);
  const good = used.filter((one) => !isNamed(one));
  if (good.length > 0) {
    const run = await postconf.query(["-x", ...good.map(({ name }) => name)]);
    assert.equal(run.fatal, null);
    assert.deepEqual(
      good.map(({ name, expanded: text }) => ownProcess(line(name, text))).sort(),
      lines(run.stdout).map(ownProcess).sort(),
    );
  }
  for (const { name } of used.filter(isNamed)) {
    const run = await postconf.query(["-x", name]);
    if (run.fatal !== null || run.crashed) return;
  }
  assert.fail("postconf cannot expand a value in which no problem is named");
}

/** Whether postconf reads `bytes` as `ours` says, or stops where `ours` names a problem. */
export async function agrees(
  postconf: Postconf,
  bytes: Uint8Array,
  ours: SettingsReport = report(bytes),
): Promise<"fatal" | "compared"> {
  const plain = await postconf.run(bytes, ["-n"]);
  if (plain.fatal !== null) {
    const at = "line" in plain.fatal ? plain.fatal.line : null;
    assert.ok(
      ours.problems.some((problem) => at === null || problem.line === at),
      `postconf stops at line ${at ?? "?"}`,
    );
    return "fatal";
  }
  if (plain.crashed) {
    assert.ok(ours.problems.length > 0, "postconf crashes");
    return "fatal";
  }
  const warned = warnings(bytes);
  const used = ours.settings.filter(({ name }) => !plain.unused.includes(warned.get(name) ?? ""));
  assert.deepEqual(used.map(({ name, value }) => line(name, value)).sort(), lines(plain.stdout));
  assert.equal(ours.settings.length - used.length, plain.unused.length);
  const expanded = await postconf.query(["-nx"]);
  if (expanded.fatal !== null || expanded.crashed) {
    await agreesOnFailure(postconf, used, ours);
    return "fatal";
  }
  assert.deepEqual(
    used.map(({ name, expanded: value }) => ownProcess(line(name, value))).sort(),
    lines(expanded.stdout).map(ownProcess).sort(),
  );
  return "compared";
}

const version = parseVersion(VERSION);
/** postconf overrides the first with -c; from the others it works out the networks of the machine, and stops where it cannot. */
const NOT_GENERATED = ["config_directory", "inet_interfaces", "inet_protocols", "mynetworks_style", "proxy_interfaces"];
/** Postfix's own names. */
export const builtIn = [...parameterNames()].filter((name) => {
  const known = parameter(name);
  return known !== undefined && isKnownIn(known, version) && !NOT_GENERATED.includes(name);
});
/** What only the machine knows, beyond its name, cannot be expanded here. */
const references = [
  "myhostname",
  "mydomain",
  "mail_version",
  "mail_name",
  "daemon_directory",
  "queue_directory",
  "smtpd_tls_cert_file",
  "smtpd_tls_security_level",
  "compatibility_level",
  "myorigin",
];
/** Values with expressions and references. */
export const value = fc.oneof(
  expression,
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...references).map((name) => `$${name}`),
        fc.constantFrom("may", "yes", ">=TLSv1.2", "hash:/etc/x", "# no", ","),
      ),
      { maxLength: 4 },
    )
    .map((parts) => parts.join(" ")),
);
