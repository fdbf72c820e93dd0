// `mailtls probe`: talks to live hosts and reports their TLS. The talking itself is done by the layers below.

import { checkOptions, counted, decodeBytes, type ObservedFinding } from "../../core/api.js";
import { readFile, readStandardInput } from "../../platform/file-tree.js";
import { probe as probeHost } from "../../platform/probe-node.js";
import { renderReportText } from "../../probe/render.js";
import { DEFAULT_CONNECTIONS, MAX_CONNECTIONS } from "../../probe/engine/pool.js";
import type { ProbeReport } from "../../probe/report.js";
import type { Context, Result, Run } from "../command.js";
import { github } from "../formats/github.js";
import { jsonLine } from "../formats/json.js";
import { anyAtOrAbove, type Failure } from "../formats/report.js";
import { printable } from "../formats/text.js";
import { STDIN } from "../inputs.js";

/** Probes under way at once: each waits for its host most of the time. */
const PARALLEL = 8;

/** A wide server a hundred milliseconds away takes some five seconds; one that delays each greeting takes many times that. */
const DEFAULT_TIMEOUT_SECONDS = 60;
/** Whatever should take longer than an hour is a typing error. */
const MAX_TIMEOUT_SECONDS = 3600;

export const probe: Run = async (given, context) => {
  const { terminal, misused } = context;
  const timeout = given.value("timeout") ?? String(DEFAULT_TIMEOUT_SECONDS);
  const seconds = Number(timeout);
  if (!(seconds > 0 && seconds <= MAX_TIMEOUT_SECONDS)) {
    return misused(`--timeout is a number of seconds up to ${MAX_TIMEOUT_SECONDS}, not '${timeout}'`);
  }
  const connections = Number(given.value("connections") ?? DEFAULT_CONNECTIONS);
  if (!Number.isInteger(connections) || connections < 1 || connections > MAX_CONNECTIONS) {
    return misused(
      `--connections is a whole number from 1 to ${MAX_CONNECTIONS}, not '${given.value("connections") ?? ""}'`,
    );
  }
  const profile = given.value("profile");
  const problem = profile === undefined ? null : checkOptions({ profile });
  if (problem !== null) return misused(problem);
  const servername = given.value("servername");
  const [listed, ca] = [await listedTargets(given.value("from")), await contentOf(given.value("ca"))];
  if (!listed.ok) return misused(`--from: ${listed.message}`);
  if (!ca.ok) return misused(`--ca: ${ca.message}`);
  const targets = [...given.operands, ...listed.value];
  if (targets.length === 0) return misused("--from names no targets");

  // The first Ctrl-C ends the conversations that are under way, politely; a second one ends the program.
  const cancel = new AbortController();
  process.once("SIGINT", () => {
    cancel.abort();
  });
  const options = {
    timeoutMs: seconds * 1000,
    signal: cancel.signal,
    connections,
    ...(profile !== undefined && { profile }),
    ...(servername !== undefined && { servername }),
    ...(ca.value !== null && { ca: ca.value }),
  };
  const found: ObservedFinding[] = [];
  const failures: Failure[] = [];
  let probed = 0;
  const format = given.value("format") ?? "text";
  await inParallel(targets, PARALLEL, async (target) => {
    if (cancel.signal.aborted) return;
    const onProgress = (step: string, made: number): void => {
      terminal.progress(printable(`${target}: ${step}, ${counted(made, "connection")}`));
    };
    const report = await probeHost(target, { ...options, onProgress });
    probed += 1;
    found.push(...report.findings);
    if (report.error !== null) failures.push({ message: `${target}: ${report.error.message}` });
    const text = printed(report, format, targets.length > 1);
    if (text !== null) terminal.print(text);
  });
  await printDocument(found, failures, format, context);
  const left = targets.length - probed;
  if (left > 0) terminal.note(`mailtls probe: cancelled; ${left} of ${targets.length} targets were not probed`);
  if (left > 0 || failures.length > 0) return 2;
  return anyAtOrAbove(found, given.value("fail-on")) ? 1 : 0;
};

/** Runs `work` on every item, at most `limit` at a time, in order of beginning. */
async function inParallel<T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
}

/** How a report is printed as soon as it is there; null for the formats that are one document for all targets. */
function printed(report: ProbeReport, format: string, several: boolean): string | null {
  if (format === "json") return jsonLine(report);
  return format === "text" ? `${renderReportText(report).trimEnd()}${several ? "\n" : ""}` : null;
}

/** What is found about all hosts, and which of them could not be probed, and why. */
async function printDocument(
  findings: readonly ObservedFinding[],
  failures: readonly Failure[],
  format: string,
  { terminal, version }: Context,
): Promise<void> {
  if (format === "sarif")
    terminal.print((await import("../formats/sarif.js")).sarif(findings, [], failures, new Map(), version));
  if (format === "github") terminal.print(github(findings, failures));
}

/** The text of a file or of standard input; null where no file is named. */
async function contentOf(file: string | undefined): Promise<Result<string | null>> {
  if (file === undefined) return { ok: true, value: null };
  const content = file === STDIN ? await readStandardInput() : readFile(file);
  return content.ok
    ? { ok: true, value: decodeBytes(content.value) }
    : { ok: false, message: `${file} ${content.error.message}` };
}

/** One target a line; blank lines and what follows a "#" are left out. */
async function listedTargets(file: string | undefined): Promise<Result<readonly string[]>> {
  const content = await contentOf(file);
  if (!content.ok) return content;
  const lines = (content.value ?? "").split("\n").map((line) => line.replace(/#.*$/su, "").trim());
  return { ok: true, value: lines.filter((line) => line !== "") };
}
