// What the fields of a service may be, and which services are the same. No options of daemons.

import type { Problem } from "../dialect.js";
import type { SourceText } from "../../text/source-text.js";
import { quote, type Token } from "../postfix-lines.js";
import type { FieldName, ServiceEntry } from "./tree.js";

/** The transport types of Postfix 3.7 (global/mail_proto.h); `unix-dgram` is new in 3.4. */
const TYPES = ["inet", "unix", "unix-dgram", "fifo", "pass"] as const;

/** Largest C `int`: a greater number loses its upper bits. */
const INT_MAX = 2147483647n;
const LONG_MAX = 9223372036854775807n;
const PORT_MAX = 65535;

/** Names of ports that are common in a master.cf (IANA): a service is the same under its name and its number. */
const PORTS: ReadonlyMap<string, string> = new Map([
  ["smtp", "25"],
  ["submission", "587"],
  ["submissions", "465"],
  ["smtps", "465"],
  ["ssmtp", "465"],
  ["urd", "465"],
]);

/** Reports fields that master(8) or postconf does not take (master/master_ent.c, postconf/postconf_master.c pcf_check_master_entry). */
export function checkFields(source: SourceText, entry: ServiceEntry, problems: Problem[]): void {
  const { fields, command } = entry;
  const report = (
    field: FieldName | "endpoint" | "command",
    token: Token,
    text: string,
    severity: Problem["severity"] = "fatal",
  ): void => {
    const message = severity === "fatal" ? `${text} Postfix does not start with it.` : text;
    problems.push({ severity, kind: `bad-${field}`, message, span: fromFirstLine(source, entry, token) });
  };

  if (!TYPES.some((type) => type === fields.type.text)) {
    report("type", fields.type, `${quote(fields.type.text)} is no type of service: write ${list(TYPES)}.`);
  } else if (fields.type.text === "inet") {
    const endpoint = readEndpoint(fields.name.text);
    if ("wrong" in endpoint) report("endpoint", fields.name, endpoint.wrong);
    else if (/^[0-9]+$/.test(endpoint.port) && Number(endpoint.port) > PORT_MAX) {
      const message = `There is no port ${quote(endpoint.port)}: Postfix listens on another one. Write a number up to ${PORT_MAX}.`;
      report("endpoint", fields.name, message, "warning");
    }
  }
  for (const name of ["private", "unprivileged", "chroot"] as const) {
    const token = fields[name];
    if (!["y", "n", "-"].includes(token.text))
      report(
        name,
        token,
        `${quote(token.text)} is no value of the field ${name}: write \`y\`, \`n\`, or \`-\` for the default.`,
      );
    else if (name === "private" && fields.type.text === "inet" && token.text !== "n")
      report(
        name,
        token,
        `A service of type \`inet\` cannot be private${token.text === "-" ? ", which `-` stands for" : ""}: write \`n\`.`,
      );
  }
  checkNumber(
    "wakeup",
    /^([0-9]+)\??$/,
    "a number of seconds, with `?` behind it if the service is woken only once it was used",
  );
  checkNumber("maxproc", /^([0-9]+)$/, "a number of processes, 0 for no limit");
  if (command.text.startsWith("/")) {
    const name = command.text.slice(command.text.lastIndexOf("/") + 1);
    problems.push({
      severity: "fatal",
      kind: "bad-command",
      message:
        `Postfix looks for ${quote(command.text)} below its own folder of daemons, so that the service does not start. ` +
        `Write \`${name}\`; other programs are run by \`spawn\` or \`pipe\`.`,
      span: fromFirstLine(source, entry, command),
    });
  }
  if (command.text === "-")
    report(
      "command",
      command,
      "The command is missing: `-` is no default here. Write the name of a daemon such as `smtpd`.",
    );

  function checkNumber(name: "wakeup" | "maxproc", pattern: RegExp, what: string): void {
    const token = fields[name];
    if (token.text === "-") return;
    const digits = pattern.exec(token.text)?.[1];
    if (digits === undefined) {
      report(
        name,
        token,
        `${quote(token.text)} is no value of the field ${name}: write ${what}, or \`-\` for the default.`,
      );
      return;
    }
    const read = toInt(digits);
    if (read === null) return;
    const message = `The number ${quote(digits)} is too large: write one up to ${INT_MAX}.`;
    if (read < 0n) report(name, token, message);
    else report(name, token, `${message} Postfix takes it for ${read}.`, "warning");
  }
}

/** What atoi() makes of digits that do not fit; null if they fit. */
function toInt(digits: string): bigint | null {
  const significant = digits.replace(/^0+(?=.)/, "");
  const value = significant.length > LONG_MAX.toString().length ? LONG_MAX : BigInt(significant);
  return value <= INT_MAX ? null : BigInt.asIntN(32, value > LONG_MAX ? LONG_MAX : value);
}

/**
 * What two services have in common if master(8) takes them for one (master/master_ent.c, "internal service name"):
 * the type and, for `inet`, address and port, otherwise the path of the socket. null if the fields do not tell.
 * Names of hosts are not looked up, and of ports only the common ones are known.
 */
export function identity(fields: ServiceEntry["fields"]): string | null {
  const { name, type } = fields;
  if (type.text !== "inet") return `${type.text} ${fields.private.text === "n" ? "public" : "private"}/${name.text}`;
  const endpoint = readEndpoint(name.text);
  if ("wrong" in endpoint) return null;
  const port = PORTS.get(endpoint.port) ?? endpoint.port.replace(/^0+(?=[0-9])/, "");
  return `inet ${endpoint.host.toLowerCase()} ${port}`;
}

/** `host:port`, `[host]:port` or `port` (util/host_port.c). Of a host name only the characters are checked. */
function readEndpoint(name: string): { readonly host: string; readonly port: string } | { readonly wrong: string } {
  const bracketed = name.startsWith("[");
  const separator = bracketed ? name.indexOf("]") : name.lastIndexOf(":");
  if (bracketed && separator === -1) return { wrong: `The closing \`]\` is missing in ${quote(name)}.` };
  const host = bracketed ? name.slice(1, separator).replace(/^ipv6:/i, "") : name.slice(0, Math.max(separator, 0));
  const rest = name.slice(separator + 1);
  if (bracketed && rest !== "" && !rest.startsWith(":"))
    return { wrong: `A \`:\` and a port belong after the \`]\` in ${quote(name)}.` };
  const port = bracketed ? rest.slice(1) : rest;
  if (port === "")
    return {
      wrong: `The port is missing in ${quote(name)}: write \`${bracketed ? `[${host}]` : host}:smtp\`, for example.`,
    };
  if (bracketed ? host === "" || !isHost(host) : host !== "" && !isHost(host))
    return {
      wrong: `${quote(host)} is neither a host name nor an address: leave it out, with its \`:\`, to listen on all addresses.`,
    };
  if (/^[0-9]/.test(port) && !/^[0-9]+$/.test(port)) return { wrong: `${quote(port)} is not a port.` };
  return { host, port };
}

function isHost(host: string): boolean {
  return /^[0-9a-f:.]*:[0-9a-f:.]+$/i.test(host) || /^[\w.\u0080-\uffff-]+$/.test(host);
}

/** The place of a token, from the start of its service if it stands on a later line: Postfix names the first. */
function fromFirstLine(source: SourceText, entry: ServiceEntry, { span }: Token): Problem["span"] {
  const sameLine = source.position(span.start).line === source.position(entry.span.start).line;
  return { start: sameLine ? span.start : entry.span.start, end: span.end };
}

function list(words: readonly string[]): string {
  return words
    .map((word) => `\`${word}\``)
    .join(", ")
    .replace(/, (?=[^,]*$)/, " or ");
}
