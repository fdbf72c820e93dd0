// main.cf and master.cf together against postconf -n, -nx, -M, -P and -Px: what one file sets, the other uses. MAILTLS_FULL=1 runs 5,000
// generated pairs; MAILTLS_SEED repeats a run.

import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import fc from "fast-check";
import { decodeBytes, encodeText, settingsReports, SourceText } from "../../../../server/src/core/api.js";
import { expand } from "../../../../server/src/core/dialects/postfix-main/expression.js";
import { dialect as mainDialect } from "../../../../server/src/core/dialects/postfix-main/index.js";
import { dialect as masterDialect } from "../../../../server/src/core/dialects/postfix-master/index.js";
import { loadModel, type Model } from "../../../../server/src/core/products/postfix/model.js";
import { parameter } from "../../../../server/src/core/products/postfix/parameters.js";
import type { Service } from "../../../../server/src/core/products/postfix/services.js";
import type { ServiceReport, SettingsReport } from "../../../../server/src/core/products/product.js";
import type { Span } from "../../../../server/src/core/text/span.js";
import { shippedFiles } from "../../../support/shipped.js";
import { fixtures } from "../../dialects/postfix-main/fixtures.js";
import { normaliseBlanks, type Postconf, type Run, stdoutLines } from "../../dialects/postfix-main/postconf.js";
import {
  hasBracedCommand,
  printed,
  printedParameters,
  services,
  stopsAt,
} from "../../dialects/postfix-master/postconf-view.js";
import { pair } from "./pair-arbitraries.js";
import { agrees, line, oracle, ownProcess, SERVER } from "./settings-oracle.js";

const PAIRS = process.env["MAILTLS_FULL"] === "1" ? 5000 : 400;

const sourceOf = (path: string, bytes: Uint8Array): SourceText => new SourceText(path, decodeBytes(bytes));

function report(main: Uint8Array, master: Uint8Array): SettingsReport {
  const files = [
    { source: sourceOf("main.cf", main), dialect: "postfix-main" },
    { source: sourceOf("master.cf", master), dialect: "postfix-master" },
  ];
  const [settings, ...more] = settingsReports(files, SERVER);
  assert.ok(settings !== undefined && more.length === 0);
  return settings;
}

function modelOf(main: Uint8Array, master: Uint8Array): Model {
  return loadModel({ main: sourceOf("main.cf", main), master: sourceOf("master.cf", master), maps: [] }, SERVER);
}

/** The file with the lines of `span` made comments, so that Postfix reads on; the numbers of lines stay. */
function withoutLines({ text }: SourceText, span: Span): Uint8Array {
  const comment = text.slice(span.start, span.end).replaceAll(/^[^\n]+/gm, "#");
  return encodeText(text.slice(0, span.start) + comment + text.slice(span.end));
}

/** Something is said of the line at which postconf stops. */
function assertNamed({ problems }: SettingsReport, file: string, at: number): void {
  assert.ok(
    problems.some((problem) => problem.file === file && problem.line === at),
    `postconf stops at ${file}, line ${at}`,
  );
}

/** The pair without what postconf stops at: each such line is one that `ours` names. */
async function readable(
  postconf: Postconf,
  given: readonly [Uint8Array, Uint8Array],
  seen: Record<string, number>,
): Promise<readonly [main: Uint8Array, master: Uint8Array, run: Run]> {
  const ours = report(...given);
  let [main, master] = given;
  for (;;) {
    postconf.writeMaster(master);
    const run = await postconf.run(main, ["-M"]);
    const parsed = masterDialect.parse(sourceOf("master.cf", master));
    const stop = stopsAt(parsed);
    if (stop !== null) {
      const span = parsed.tree.nodes[stop.before]?.span ?? { start: 0, end: 0 };
      if (stop.said === "anything") assert.notEqual(run.fatal, null);
      else assert.deepEqual(run.fatal, { kind: "service", said: stop.said });
      assertNamed(ours, "master.cf", parsed.source.position(span.start).line + 1);
      master = withoutLines(parsed.source, span);
      seen["master.cf refused"] = (seen["master.cf refused"] ?? 0) + 1;
      continue;
    }
    const { source, problems } = mainDialect.parse(sourceOf("main.cf", main));
    const fatal = problems.find(({ severity }) => severity === "fatal");
    if (fatal === undefined) return [main, master, run];
    const at = source.position(fatal.span.start).line + 1;
    assert.deepEqual(run.fatal, { line: at, kind: fatal.kind });
    assertNamed(ours, "main.cf", at);
    main = withoutLines(source, fatal.span);
    seen["main.cf refused"] = (seen["main.cf refused"] ?? 0) + 1;
  }
}

/** The words of a service as `-M` prints them, the braces around some of them apart. */
function words(text: string): string[] {
  return text
    .replaceAll(/[{}]/g, " ")
    .split(/[ \t\r\n]+/)
    .filter((word) => word !== "")
    .sort();
}

function reportedWords(service: ServiceReport): string[] {
  const { name, type, unprivileged, chroot, wakeup, maxproc, command } = service;
  const fields = [name, type, service.private, unprivileged, chroot, wakeup, maxproc, command];
  const options = service.overrides.map((override) => `-o ${override.name}=${override.value}`);
  return words(Buffer.from(encodeText([...fields, ...options].join(" "))).toString("latin1"));
}

/** postconf works the default of each out of the other once, for main.cf; a daemon does it with its overrides. */
const COMPUTED = ["myhostname", "mydomain"];

/**
 * postconf works the machine's names out before it knows any default, and stops where a level that nobody set is compared for them. To the
 * daemons the level is known first (test/servers/postfix-check.test.ts).
 */
function comparesLevelTooEarly({ entries }: Model): boolean {
  const written = (name: string): string | undefined => entries.get(name)?.value.text;
  return (
    !entries.has("compatibility_level") &&
    COMPUTED.some((name) => expand(written(name) ?? "", written).undefined.includes("compatibility_level"))
  );
}

/** What `-Px` prints of services that all count: each override as the daemon expands it, and postconf also where the daemon does not. */
function expandedParameters(all: readonly Service[]): string[] {
  return all.flatMap((service) =>
    service.overrides.map((name) => {
      const { raw = "", value = "" } = service.get(name) ?? {};
      return ownProcess(
        line(`${service.id}/${name}`, parameter(name)?.raw === true ? service.expand(raw).text : value),
      );
    }),
  );
}

/** A daemon also stops at a level that is none; postconf only shows it. */
function cannotBeExpanded(service: Service, name: string): boolean {
  const { raw = "", problem } = service.get(name) ?? {};
  return problem !== undefined && (name !== "compatibility_level" || service.expand(raw).problem !== undefined);
}

function stopsPostconfAlone(service: Service): boolean {
  return service.overrides.some((name) => {
    const { raw = "" } = service.get(name) ?? {};
    return parameter(name)?.raw === true && service.expand(raw).problem !== undefined;
  });
}

async function agreesOnPair(
  postconf: Postconf,
  given: readonly [Uint8Array, Uint8Array],
  seen: Record<string, number>,
): Promise<void> {
  const count = (what: string, by = 1): void => void (seen[what] = (seen[what] ?? 0) + by);
  const [main, master, shown] = await readable(postconf, given, seen);
  const ours = report(main, master);
  const verdict = await agrees(postconf, main, ours);
  count(`main.cf ${verdict}`);
  count("settings", ours.settings.length);
  const parsed = masterDialect.parse(sourceOf("master.cf", master));
  // A value that postconf expands before it prints anything; what it stops at, `agrees` has compared.
  if (shown.fatal !== null || shown.crashed || hasBracedCommand(parsed)) return;
  const entries = services(parsed);
  // Exactly as they are printed: postconf -M prints what it was given.
  const lines = Buffer.from(shown.stdout).toString("latin1").split("\n").slice(0, -1);
  assert.deepEqual(lines, entries.map(printed));
  assert.deepEqual(ours.services.map(reportedWords), lines.map(words));
  count("services", lines.length);
  const parameters = await postconf.query(["-P"]);
  assert.deepEqual(stdoutLines(parameters).sort(), printedParameters(entries));
  const model = modelOf(main, master);
  const identities = new Set(entries.map(({ fields }) => `${fields.name.text}/${fields.type.text}`));
  // Of services with one name postconf mixes the values; the daemons do not.
  if (identities.size < entries.length || model.services.length < entries.length) return;
  assert.equal(
    model.services.reduce((sum, service) => sum + service.overrides.length, 0),
    stdoutLines(parameters).length,
  );
  const run = await postconf.query(["-Px"]);
  const isOwn = (name: string, overrides: readonly string[]): boolean =>
    overrides.includes(name) || model.entries.get(name)?.value.text.includes("$") === true;
  const [left = [], compared = []] = [true, false].map((computed) =>
    model.services.filter(({ overrides }) => COMPUTED.some((name) => isOwn(name, overrides)) === computed),
  );
  const stops = (service: Service): boolean => service.overrides.some((name) => cannotBeExpanded(service, name));
  // postconf expands also what the daemon takes as it is.
  if (!model.services.some(stops) && compared.some(stopsPostconfAlone)) {
    assert.ok(run.fatal !== null || run.crashed);
    return;
  }
  if (model.services.some(stops)) {
    // A name of the machine that a daemon cannot work out, postconf does not ask for.
    if (compared.some(stops)) assert.ok(run.fatal !== null || run.crashed, "postconf expands every override");
    assert.ok(ours.problems.some(({ file }) => file === "master.cf"));
    count("overrides that cannot be expanded");
    return;
  }
  assert.equal(run.fatal, null);
  const isLeft = (text: string): boolean =>
    left.some(({ id }) => text.startsWith(normaliseBlanks(encodeText(`${id}/`))));
  const expanded = expandedParameters(compared);
  assert.deepEqual(
    stdoutLines(run)
      .filter((text) => !isLeft(text))
      .map(ownProcess)
      .sort(),
    expanded.sort(),
  );
  count("overrides", expanded.length);
}

function diagnose(t: TestContext, seen: Readonly<Record<string, number>>, about: string): void {
  t.diagnostic(
    `${about}: ${Object.entries(seen)
      .map(([what, count]) => `${count} ${what}`)
      .join(", ")}`,
  );
}

describe("main.cf and master.cf together agree with postconf -n, -nx, -M, -P and -Px", () => {
  test(`on ${PAIRS} generated pairs`, async (t) => {
    const postconf = oracle(t);
    if (postconf === null) return;
    const seen: Record<string, number> = {};
    const seed = Number(process.env["MAILTLS_SEED"] ?? Date.now() % 2 ** 31);
    await fc.assert(
      fc.asyncProperty(pair, async (files) => {
        // Of a template less is said (test/core/templates.test.ts); `$NAME` in capitals looks like one.
        const model = modelOf(...files);
        fc.pre(model.templates.size === 0 && !comparesLevelTooEarly(model));
        await agreesOnPair(postconf, files, seen);
      }),
      { numRuns: PAIRS, seed, includeErrorInReport: true },
    );
    diagnose(t, seen, `seed ${seed}`);
    for (const what of ["main.cf compared", "services", "overrides", "main.cf refused", "master.cf refused"])
      assert.ok((seen[what] ?? 0) > PAIRS / 20, `too few generated: ${what}`);
  });

  test("on every pair of files that the package ships, and on the fixtures", async (t) => {
    const postconf = oracle(t);
    if (postconf === null) return;
    const mains = [...shippedFiles(t), ...fixtures.filter(({ name }) => name.endsWith(".cf"))];
    const masters = shippedFiles(t, "master");
    const seen: Record<string, number> = {};
    for (const main of mains)
      for (const master of masters) await agreesOnPair(postconf, [main.bytes, master.bytes], seen);
    diagnose(t, seen, `${mains.map(({ name }) => name).join(", ")} with ${masters.map(({ name }) => name).join(", ")}`);
    assert.ok(mains.length > 0 && masters.length > 0);
  });
});
