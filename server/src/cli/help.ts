// The help texts, made from the table of commands. Nothing else is printed by this file.

import type { Command } from "./command.js";

/** Two columns, the first as wide as its longest cell. */
function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd()).join("\n");
}

/** `mailtls --help`. */
export function overview(commands: readonly Command[]): string {
  return `mailtls: finds, explains and fixes weak TLS in the configuration of mail servers, and probes live hosts.

Usage: mailtls COMMAND [OPTION]… [ARGUMENT]…

Commands:
${columns(commands.map(({ name, operands, summary }) => [`${name} ${operands}`, summary]))}

Options:
${columns([
  ["--help", "show this help, or that of a command: mailtls check --help"],
  ["--version", "show the version"],
])}

Exit codes: 0 nothing to report; 1 findings; 2 could not do it.`;
}

/** `mailtls COMMAND --help`. */
export function commandHelp({ name, operands, summary, options }: Command): string {
  const rows = options.map(({ name: option, short, value, choices, help }): [string, string] => [
    `${short === undefined ? "" : `-${short}, `}--${option}${value === undefined ? "" : ` ${value}`}`,
    choices === undefined ? help : `${help}: ${choices.join(", ")}`,
  ]);
  return `mailtls ${name}: ${summary}

Usage: ${`mailtls ${name} [OPTION]… ${operands}`.trimEnd()}
${PATH_NOTE[operands] ?? ""}
Options:
${columns(rows)}`;
}

const PATHS =
  "PATH is a file or a directory such as /etc/postfix; - is standard input, with --kind. The kind of a file is found from its\n" +
  "name, its place and its content. Links to files are followed, links to directories inside a directory are not.\n";

/** What an operand may be, by its placeholder. */
const PATH_NOTE: Readonly<Record<string, string>> = {
  PATH: `\n${PATHS}`,
  "PATH…": `\n${PATHS}`,
  STRING:
    "\nSTRING is an OpenSSL cipher string such as HIGH:!aNULL, or a GnuTLS priority string such as NORMAL:-VERS-TLS1.0. Write --\n" +
    "before one that begins with a dash. The exit code is 1 where the library refuses the string.\n",
  "TARGET…":
    "\nTARGET is host, host:port, [v6]:port or a URL with a scheme: smtp, submission, submissions (smtps), lmtp, imap, imaps, pop3,\n" +
    "pop3s, sieve; lmtps and sieves with a port. Without a scheme the port decides; without a port it is SMTP on 25. Each\n" +
    "target gives one line of JSON as soon as it is done.\n",
};
