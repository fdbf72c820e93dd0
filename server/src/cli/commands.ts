// Every command with its options, as data: the parser, the help and the dispatcher read this table. No command's work is here.

import type { Command, Option } from "./command.js";
import type * as Judging from "./commands/judging.js";

const HELP: Option = { name: "help", short: "h", help: "show this help" };
const FORMAT: Option = { name: "format", value: "FORMAT", choices: ["text", "json"], help: "form of the output" };
const LINT_FORMAT: Option = { ...FORMAT, choices: ["text", "json", "sarif", "github"] };
const KIND: Option = {
  name: "kind",
  value: "KIND",
  help: "kind of the named files, where name and content do not tell",
};
const SERVER: readonly Option[] = [
  {
    name: "server-version",
    value: "N",
    help: "version of the mail server, for example 3.7; of several: postfix=3.7,dovecot=2.4",
  },
  {
    name: "library",
    value: "NAME",
    help: "its TLS library, for example openssl-3.0; of several: postfix=openssl-3.0,exim=gnutls-3.7",
  },
];
const PROFILE: Option = {
  name: "profile",
  value: "NAME",
  // Not `choices`: a name that is nearly right is asked back about.
  help: "policy: mail, rfc9325, mozilla-modern, mozilla-intermediate, mozilla-old, ncsc-nl, bsi, nist, anssi",
};
const FAIL_ON: Option = {
  name: "fail-on",
  value: "SEVERITY",
  choices: ["error", "warning", "info"],
  help: "least severity for exit code 1 (default: warning)",
};

const CONFIG: Option = {
  name: "config",
  value: "FILE",
  help: "settings for all the files, instead of the nearest .mailtlsrc.json of each",
};
const BASELINE: readonly Option[] = [
  { name: "baseline", value: "FILE", help: "leave out the findings that this file lists as known" },
  { name: "write-baseline", value: "FILE", help: "list all present findings in this file as known" },
];

const judging = async (): Promise<typeof Judging> => import("./commands/judging.js");

export const COMMANDS: readonly Command[] = [
  {
    name: "check",
    operands: "PATH…",
    summary: "lint files and directories",
    options: [PROFILE, FAIL_ON, ...BASELINE, LINT_FORMAT, KIND, ...SERVER, CONFIG, HELP],
    load: async () => (await judging()).check,
  },
  {
    name: "fix",
    operands: "PATH…",
    summary: "apply safe fixes in place",
    options: [
      { name: "unsafe", help: "also apply fixes after which mail that flows today could stop" },
      { name: "diff", help: "print what would change, change nothing" },
      { name: "rule", value: "ID", multiple: true, help: "apply the fixes of this rule only (repeatable)" },
      FAIL_ON,
      FORMAT,
      KIND,
      ...SERVER,
      CONFIG,
      HELP,
    ],
    load: async () => (await judging()).fix,
  },
  {
    name: "harden",
    operands: "PATH",
    summary: "make one service meet a policy profile",
    options: [
      { name: "service", value: "ID", help: "for example submission/inet; without it the services are listed" },
      PROFILE,
      { name: "diff", help: "print what would change, change nothing" },
      FORMAT,
      KIND,
      ...SERVER,
      CONFIG,
      HELP,
    ],
    load: async () => (await judging()).harden,
  },
  {
    name: "settings",
    operands: "PATH",
    summary: "show what was read, as the server reads it",
    options: [FORMAT, KIND, ...SERVER, CONFIG, HELP],
    load: async () => (await judging()).settings,
  },
  {
    name: "posture",
    operands: "PATH",
    summary: "show the TLS that each endpoint will offer or demand",
    options: [
      { name: "compare", value: "A,B", help: "also show where two policy profiles disagree about it" },
      FORMAT,
      KIND,
      ...SERVER,
      CONFIG,
      HELP,
    ],
    load: async () => (await judging()).posture,
  },
  {
    name: "ciphers",
    operands: "STRING",
    summary: "expand a cipher string",
    options: [
      {
        name: "library",
        value: "NAME",
        choices: ["openssl-1.0.2", "openssl-1.1.1", "openssl-3.0", "openssl-3.5", "gnutls-3.7"],
        help: "who reads the string (default: openssl-3.0)",
      },
      FORMAT,
      HELP,
    ],
    load: async () => (await judging()).ciphers,
  },
  {
    name: "probe",
    operands: "TARGET…",
    summary: "talk to live hosts and report their TLS",
    options: [
      PROFILE,
      FAIL_ON,
      {
        name: "connections",
        value: "N",
        help: "connections open at once with one target (default: 16); 1 is slow and gentle",
      },
      { name: "timeout", value: "SECONDS", help: "limit for one target (default: 60)" },
      { name: "servername", value: "NAME", help: "name to ask for and to expect in the certificate" },
      { name: "ca", value: "FILE", help: "trust the certificates in this PEM file instead of the usual ones" },
      { name: "from", value: "FILE", help: "read targets from a file, one a line (- is standard input)" },
      LINT_FORMAT,
      HELP,
    ],
    load: async () => (await import("./commands/probe.js")).probe,
  },
  {
    name: "explain",
    operands: "RULE",
    summary: "say what a rule or check means, why, and the fix",
    options: [FORMAT, HELP],
    load: async () => (await import("./commands/explain.js")).explain,
  },
  {
    name: "rules",
    operands: "",
    summary: "list every rule and check: id, severity, fix, summary",
    options: [FORMAT, HELP],
    load: async () => (await import("./commands/rules.js")).rules,
  },
  {
    name: "lsp",
    operands: "",
    summary: "run the language server, for any editor",
    options: [{ name: "stdio", help: "speak over standard input and output (the only way there is)" }, HELP],
    load: async () => (await import("./commands/lsp.js")).lsp,
  },
];
