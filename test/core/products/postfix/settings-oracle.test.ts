// The settings report against postconf -n and postconf -nx: names, values, expansions, on generated and on shipped files.
import assert from "node:assert/strict";
import { hostname } from "node:os";
import { describe, test, type TestContext } from "node:test";
import fc from "fast-check";
import { decodeBytes, encodeText, settingsReports, SourceText } from "../../../../server/src/core/api.js";
import { parse } from "../../../../server/src/core/dialects/postfix-main/parse.js";
import { parameter, parameterNames, isKnownIn } from "../../../../server/src/core/products/postfix/parameters.js";
import { parseVersion } from "../../../../server/src/core/products/postfix/version.js";
import { requireProgram } from "../../../support/programs.js";
import { shippedFiles } from "../../../support/shipped.js";
import { expression, mainCf } from "../../dialects/postfix-main/arbitraries.js";
import { normaliseBlanks, Postconf, printable } from "../../dialects/postfix-main/postconf.js";

/** The release whose postconf is the oracle (Debian 12). */
const VERSION = "3.7.11";
const RUNS = 2000;

function oracle(t: TestContext): Postconf | null {
  const program = requireProgram(t, "postconf");
  if (program === null) return null;
  const postconf = new Postconf(program);
  t.after(() => {
    postconf.dispose();
  });
  return postconf;
}

function report(bytes: Uint8Array) {
  const source = new SourceText("main.cf", decodeBytes(bytes));
  const host = { hostname: hostname(), distribution: "debian" } as const;
  const [settings] = settingsReports([{ source, dialect: "postfix-main" }], { serverVersion: VERSION, host });
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

const line = (name: string, value: string): string => normaliseBlanks(encodeText(`${name} = ${value}`));
/** What postconf says of itself; no file says it. */
const ownProcess = (text: string): string =>
  text.replaceAll("$process_name", "postconf").replace(/postconf \d+/, "postconf $process_id");
/** Values as they stand in the file: warnings show each of their blanks, and "?" for whatever does not print. */
function warnings(bytes: Uint8Array): ReadonlyMap<string, string> {
  const { tree } = parse(new SourceText("main.cf", decodeBytes(bytes)));
  const entries = tree.nodes.flatMap((node) => (node.kind === "entry" ? [node] : []));
  return new Map(entries.map(({ name, value }) => [name.text, printable(encodeText(`${name.text}=${value.text}`))]));
}

async function agrees(postconf: Postconf, bytes: Uint8Array): Promise<"fatal" | "compared"> {
  const ours = report(bytes);
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
    assert.ok(ours.problems.length > 0, "postconf cannot expand a value");
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
const builtIn = [...parameterNames()].filter((name) => {
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
const value = fc.oneof(
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
const configuration = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...builtIn), fc.constantFrom("e0", "e1", "e2", "own")), value), {
    maxLength: 8,
  })
  .map((entries) => Buffer.from(entries.map(([name, text]) => `${name} = ${text}\n`).join("")));

describe("settings agree with postconf -n and -nx", () => {
  test(`on ${RUNS} generated files`, async (t) => {
    const postconf = oracle(t);
    if (postconf === null) return;
    const counts = { fatal: 0, compared: 0 };
    const seed = Number(process.env["MAILTLS_SEED"] ?? Date.now() % 2 ** 31);
    await fc.assert(
      fc.asyncProperty(fc.oneof(configuration, mainCf), async (bytes) => {
        counts[await agrees(postconf, bytes)] += 1;
      }),
      { numRuns: RUNS, seed },
    );
    t.diagnostic(
      `seed ${seed}: ${counts.compared} compared, ${counts.fatal} refused by postconf at a line that is named here too`,
    );
    assert.ok(counts.compared > RUNS / 4);
  });

  test("on every main.cf that the package ships", async (t) => {
    const postconf = oracle(t);
    if (postconf === null) return;
    const shipped = shippedFiles(t);
    assert.ok(shipped.length > 0);
    for (const { bytes } of shipped) await agrees(postconf, bytes);
    t.diagnostic(shipped.map(({ name }) => name).join(", "));
  });
});
