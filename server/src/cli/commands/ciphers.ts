// `mailtls ciphers`: what a cipher string comes to with a library.

import { byStrength, cipherReport, counted, type CipherReport } from "../../core/api.js";
import type { ExitCode, Run } from "../command.js";
import { json } from "../formats/json.js";
import { printable, table } from "../formats/text.js";
import type { Style } from "../terminal.js";

/** Of Debian 12, Ubuntu 22.04 and 24.04: what most servers have today. */
const DEFAULT_LIBRARY = "openssl-3.0";

export const ciphers: Run = (given, { terminal, misused }): ExitCode => {
  const [text = ""] = given.operands;
  const library = given.value("library") ?? DEFAULT_LIBRARY;
  const report = cipherReport(text, library);
  if (report === null) return misused(`unknown library '${library}'`);
  terminal.print(given.value("format") === "json" ? json(reportJson(report)) : reportText(report, terminal.style));
  // What only the server's own machine knows could not be done here.
  return report.valid === null ? 2 : report.valid ? 0 : 1;
};

/** As `openssl ciphers` without `-ciphersuites` has no say in TLS 1.3, neither has this list. */
function reportJson({ library, valid, suites, ignored, error }: CipherReport): object {
  return { library, valid, suites: suites.map(({ iana, openssl }) => ({ iana, openssl })), ignored, error };
}

/** A block for each strength, then TLS 1.3, then what did nothing. */
function reportText({ library, valid, suites, tls13, ignored, error }: CipherReport, style: Style): string {
  const block = (title: string, list: CipherReport["suites"]): string => {
    const rows = list.map(({ iana, openssl, minVersion }) => [openssl ?? "", iana, minVersion]);
    return [style.bold(title), ...table(rows, [undefined, undefined, style.dim]).map((row) => `  ${row}`)].join("\n");
  };
  const blocks = byStrength(suites).map(({ bits, suites: list }) =>
    block(bits === 0 ? "No encryption" : `${bits} bits`, list),
  );
  if (tls13.length > 0) blocks.push(block("TLS 1.3, whatever the string says", tls13));
  if (ignored.length > 0) blocks.push(`${style.yellow("Ignored")}: ${ignored.map(printable).join(", ")}`);
  if (error !== null) blocks.push(`${style.red(valid === null ? "Not determined" : "Refused")}: ${printable(error)}`);
  else blocks.push(`${counted(suites.length, "suite")} with ${library}, the preferred first within each strength.`);
  return blocks.join("\n\n");
}
