// What Exim itself knows of its options: names, types, defaults by release, and the macros that it defines. Values set by anyone never live here.

import type { DriverClass } from "../../dialects/exim/statement.js";
import type { OptionExtras, OptionType } from "./option-rows.js";
import { BUILTIN_MACROS, DESCRIPTIONS, OPTION_ROWS } from "./options.generated.js";
import { atLeast, type EximVersion } from "./version.js";

/** One option. */
export interface Option extends OptionExtras {
  /** `main`, the class of a driver (`transport`) for all of them, or a driver (`transport/smtp`). */
  readonly scope: string;
  readonly name: string;
  readonly type: OptionType;
  readonly defaults: readonly (readonly [since: string, value: string])[];
}

const byName = new Map<string, Option>(
  OPTION_ROWS.map(([scope, name, type, defaults = [], extras]) => [
    `${scope} ${name}`,
    { scope, name, type, defaults, ...extras },
  ]),
);

/** Other names of the same option (`opt_hidden` in the table). */
const SYNONYMS: Readonly<Record<string, string>> = {
  daemon_smtp_port: "daemon_smtp_ports",
  return_size_limit: "bounce_return_size_limit",
};

/** The name under which Exim shows an option. */
export function shownName(name: string): string {
  return SYNONYMS[name] ?? name;
}

/** The option of that name in any release. */
export function option(scope: string, name: string): Option | undefined {
  return byName.get(`${scope} ${name}`);
}

/** The options that may stand in a scope: of a driver, those of all drivers of its class, too. */
export function optionsIn(scope: string): readonly Option[] {
  const [driverClass] = scope.split("/");
  return [...byName.values()].filter((one) => one.scope === scope || one.scope === driverClass);
}

export function isKnownIn({ since, removed }: Option, version: EximVersion): boolean {
  return (since === undefined || atLeast(version, since)) && (removed === undefined || !atLeast(version, removed));
}

/** The default in `version`, as `exim -bP` shows it; empty where it has none, or depends on the machine. */
export function defaultOf({ defaults, type }: Option, version: EximVersion): string {
  let value = type.startsWith("boolean") ? "false" : "";
  for (const [since, candidate] of defaults) if (since === "" || atLeast(version, since)) value = candidate;
  return value;
}

/** Which drivers there are, whatever the build. */
export function isDriver(driverClass: DriverClass, name: string): boolean {
  return DRIVERS.has(`${driverClass}/${name}`);
}

const DRIVERS: ReadonlySet<string> = new Set([
  ...OPTION_ROWS.map(([scope]) => scope).filter((scope) => scope.includes("/")),
  ...["router/accept", "router/ipliteral"],
]);

/** The drivers of a class. */
export function driversOf(driverClass: string): readonly string[] {
  return [...DRIVERS]
    .flatMap((driver) => (driver.startsWith(`${driverClass}/`) ? [driver.slice(driverClass.length + 1)] : []))
    .sort();
}

/** `_OPT_MAIN_TLS_CERTIFICATE`, `_OPT_TRANSPORTS_DRIVER`, `_OPT_TRANSPORT_SMTP_HOSTS_TRY_DANE`. */
function macroOf({ scope, name }: Option): string {
  const [driverClass = "", driver] = scope.split("/");
  const owner = scope === "main" ? "MAIN" : driver === undefined ? `${driverClass}S` : `${driverClass}_${driver}`;
  return `_OPT_${owner}_${name}`.toUpperCase();
}

/** The macros that Exim defines before it reads a file, the longer one before its beginning. */
export function builtinMacros(
  version: EximVersion,
  library: "gnutls" | "openssl",
): readonly (readonly [name: string, value: string])[] {
  const options = [...byName.values()].filter((one) => one.feature !== true && isKnownIn(one, version)).map(macroOf);
  const rest = BUILTIN_MACROS.map(([name, value = "y"]) => [name, value] as const).filter(
    ([name]) => library === "gnutls" || name !== "_HAVE_GNUTLS",
  );
  const own: readonly (readonly [string, string])[] = library === "openssl" ? [["_HAVE_OPENSSL", "y"]] : [];
  const named = options.map((name) => [name, "y"] as const);
  return [...rest, ...own, ...named].sort(([a], [b]) => b.length - a.length);
}

/** What an option means, in one sentence; undefined where it does not concern TLS. */
export function description({ scope, name }: Option): string | undefined {
  return DESCRIPTIONS[`${scope} ${name}`];
}

const CHAPTERS: readonly (readonly [RegExp, string])[] = [
  [/^main$/, "main_configuration"],
  [/^transport\/smtp$/, "the_smtp_transport"],
  [/^transport$/, "generic_options_for_transports"],
  [/^router$/, "generic_options_for_routers"],
  [/^authenticator/, "smtp_authentication"],
];

/** Link to the chapter of the specification. */
export function manualUrl({ scope }: Option): string {
  const chapter = CHAPTERS.find(([pattern]) => pattern.test(scope))?.[1] ?? "index";
  return `https://www.exim.org/exim-html-current/doc/html/spec_html/ch-${chapter}.html`.replace("ch-index", "index");
}
