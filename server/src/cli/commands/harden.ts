// `mailtls harden`: one service made to meet a policy profile, in place or as a diff, with the reason for each edit.

import { counted, encodeText, harden as hardenService, hardenableServices } from "../../core/api.js";
import type { HardenableService, Hardening } from "../../core/api.js";
import { changeJson, writeAll, type Change } from "../changes.js";
import type { Run } from "../command.js";
import { json } from "../formats/json.js";
import { rangeOf, sourcesOf, type Sources } from "../formats/report.js";
import { fileTitle, noteErrors, printable, table, wrap } from "../formats/text.js";
import { productOptions, readInputs, STDIN, withHostFacts } from "../inputs.js";
import { loadPem } from "../pem.js";
import { groupByRc } from "../rc-file.js";
import { onStandardError, type Terminal } from "../terminal.js";
import { printDiff } from "../unified-diff.js";

/** Exit code 2 also where no service was named: nothing was done. */
export const harden: Run = async (given, { terminal, misused }) => {
  const options = productOptions(given);
  if (!options.ok) return misused(options.message);
  const inputs = await readInputs(given.operands, given.value("kind"), terminal);
  const { groups, errors: rcErrors } = groupByRc(inputs.files, options.value, given.value("config"));
  const unread = [...inputs.errors, ...rcErrors];
  await loadPem();
  const parts = groups.map(({ files, options: own }) => ({ files, options: withHostFacts(own, files) }));
  const services = parts.flatMap((part) => hardenableServices(part.files, part.options));
  const id = given.value("service");
  const isJson = given.value("format") === "json";
  const chosen = services.filter((service) => service.id === id);
  if (id === undefined || chosen.length === 0) {
    if (isJson) terminal.print(json({ services }));
    else printServices(services, terminal);
    noteErrors(unread, terminal);
    return misused(id === undefined ? "name one of the services with --service" : `there is no service '${id}'`);
  }
  const unjudged = parts.find((part) => part.options.profile === undefined);
  if (unjudged !== undefined) return misused("name the policy with --profile");

  const hardened = parts.flatMap((part) => hardenService(part.files, part.options, id, part.options.profile ?? ""));
  const after = sourcesOf(hardened.flatMap(({ files }) => files));
  const changes = inputs.files.flatMap((file): Change[] => {
    const text = after.get(file.source.path)?.text;
    return text === undefined || text === file.source.text ? [] : [{ file, text }];
  });
  const dryRun = given.flag("diff");
  const failures = dryRun ? [] : writeAll(changes);
  const errors = [...unread, ...failures];
  const failed = new Set(failures.map(({ file }) => file));
  const before = sourcesOf(inputs.files.map(({ source }) => source));
  if (isJson) {
    const [first] = hardened;
    terminal.print(
      json({
        service: id,
        profile: first?.profile,
        edits: hardened.flatMap((one) => editsOf(one, before)),
        left: hardened.flatMap(({ left }) => left),
        undetermined: hardened.flatMap(({ undetermined }) => undetermined),
        files: changes.map((change) => changeJson(change, dryRun, !failed.has(change.file.source.path))),
        errors,
      }),
    );
  } else {
    // What is on standard output must be usable as it is: a patch, or the text that came in, changed.
    const piped = inputs.files.find(({ source }) => source.path === STDIN);
    if (dryRun) for (const { file, text } of changes) printDiff(file.source.path, file.source.text, text, terminal);
    else if (piped !== undefined)
      terminal.write(encodeText(changes.find(({ file }) => file === piped)?.text ?? piped.source.text));
    const notes = dryRun || piped !== undefined ? onStandardError(terminal) : terminal;
    for (const one of hardened) printHardening(one, before, dryRun, notes);
    noteErrors(errors, terminal);
  }
  return errors.length > 0 ? 2 : 0;
};

/** The edits with one-based places in the files as they were, in the shape of the JSON contract. */
function editsOf({ edits }: Hardening, sources: Sources) {
  return edits.map(({ path: file, span, text, reason, reference }) => ({
    file,
    ...rangeOf(span, sources.get(file)),
    ...{ text, reason, reference },
  }));
}

function printServices(services: readonly HardenableService[], terminal: Terminal): void {
  const rows = services.map(({ id, role, service, port, files }) => [
    printable(id),
    role === "client" ? "sends mail" : service === "mx" ? "receives mail" : "serves users",
    port === null ? "" : `port ${port}`,
    files.map(fileTitle).join(", "),
  ]);
  if (rows.length > 0) terminal.print(table(rows).join("\n"));
}

function printHardening(one: Hardening, sources: Sources, dryRun: boolean, terminal: Terminal): void {
  const { style, width } = terminal;
  const lines = editsOf(one, sources).flatMap(({ file, line, text, reason }) => [
    `${style.bold(`${fileTitle(file)}:${line}`)}  ${printable(text.trim())}`,
    `  ${wrap(printable(reason), width, "  ".length)}`,
  ]);
  const left = one.left.flatMap(({ objection, reason }) => [
    `${style.yellow("left")}  ${wrap(printable(objection), width, "  ".length)}`,
    `  ${wrap(printable(reason), width, "  ".length)}`,
  ]);
  const unknown = one.undetermined.map(
    ({ fact, reason }) => `${style.dim("not judged")}  ${fact}: ${printable(reason)}`,
  );
  const done =
    one.edits.length === 0
      ? "Nothing to change"
      : `${dryRun ? "Would make" : "Made"} ${counted(one.edits.length, "change")}`;
  const rest =
    one.left.length === 0
      ? "nothing that the profile objects to remains"
      : `${counted(one.left.length, "objection")} left`;
  terminal.print(
    [...lines, ...left, ...unknown, `${done} for ${printable(one.service)} by ${one.profile}; ${rest}.`].join("\n"),
  );
}
