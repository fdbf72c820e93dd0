// The services of master.cf that speak TLS or decide it: which program, which port, reached by whom. No TLS facts here.

import { compare } from "../../dialects/postfix-main/comparison.js";
import type { Override, ServiceEntry } from "../../dialects/postfix-master/tree.js";
import type { Endpoint } from "../../posture/posture.js";
import { parameter } from "./parameters.js";
import { scopeOf, type BaseScope, type Effective, type Scope, type Target, type Written } from "./scope.js";
import { atLeast } from "./version.js";

/** One service with its settings. */
export interface Service extends Scope {
  /** `name/type` as postconf writes it: `submission/inet`. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** The daemon (`smtpd`, `postscreen`, `tlsproxy`, `smtp`, `lmtp`, …), without its directory. */
  readonly program: string;
  /** TCP port; null for what does not listen on one, or on one that is only known to the machine. */
  readonly port: number | null;
  /** Names that its `-o` set. */
  readonly overrides: readonly string[];
  /** The line of master.cf; null where master.cf was not read and Postfix's own file is assumed. */
  readonly entry: ServiceEntry | null;
}

/** Service names of ports (IANA; Debian's /etc/services for the older ones). */
const PORTS: Readonly<Record<string, number>> = {
  smtp: 25,
  mail: 25,
  smtps: 465,
  ssmtp: 465,
  submissions: 465,
  urd: 465,
  submission: 587,
  lmtp: 24,
};

/** The port that an inet service listens on, `[host:]port` (master(5)); null where only the machine knows the name. */
export function portOf(name: string): number | null {
  const port = name.slice(name.lastIndexOf(":") + 1);
  if (/^\d{1,5}$/.test(port)) return Number(port);
  return PORTS[port.toLowerCase()] ?? null;
}

/** Addresses and names that never leave the machine. */
const LOOPBACK = /^(loopback-only|localhost|127\.\d+\.\d+\.\d+|\[?(ipv6:)?::1\]?)$/i;

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Who can reach a server: by the address in its name, else by inet_interfaces (postconf(5)). A local socket is loopback. */
export function exposureOf(service: Service): Endpoint["exposure"] {
  if (service.type === "unix" || service.type === "fifo") return "loopback";
  const host = service.name.includes(":") ? service.name.slice(0, service.name.lastIndexOf(":")) : "";
  if (service.type === "inet" && host !== "") return isLoopback(host) ? "loopback" : "public";
  // Where a template decides, what counts only for strangers is not held against anybody.
  if (service.unknown("inet_interfaces")) return "loopback";
  const interfaces = (service.get("inet_interfaces")?.value ?? "all").split(/[\s,]+/).filter((item) => item !== "");
  return interfaces.length > 0 && interfaces.every(isLoopback) ? "loopback" : "public";
}

const RESTRICTIONS = ["smtpd_client_restrictions", "smtpd_relay_restrictions", "smtpd_recipient_restrictions"];

/** Nobody passes without a login: a list that lets in who has logged in, and turns everybody else away. */
function demandsLogin(value: string): boolean {
  const words = value.split(/[\s,]+/);
  return words.includes("permit_sasl_authenticated") && words.at(-1) === "reject";
}

/**
 * What an smtpd is for. Port 25 is where other servers deliver (RFC 5321 §2.3.10 and §4.5.4.2); 465 and 587 are for users (RFC 8314).
 * On any other port no stranger delivers: TLS from the first byte, TLS that is demanded, or a login that is demanded or offered
 * tell that it is for users.
 */
export function purposeOf(service: Service, required: boolean): "mx" | "submission" {
  if (service.port === 25 || service.type === "pass") return "mx";
  if (service.port === 465 || service.port === 587 || required) return "submission";
  if (service.bool("smtpd_tls_wrappermode") === true || service.bool("smtpd_sasl_auth_enable") === true)
    return "submission";
  return RESTRICTIONS.some((name) => demandsLogin(service.get(name)?.value ?? "")) ? "submission" : "mx";
}

/** Whether a service runs within the queue directory; null where its line was not read (src/master/master_ent.c). */
export function isChrooted(service: Service): boolean | null {
  const field = service.entry?.fields.chroot.text;
  if (field !== "-") return field === undefined ? null : field === "y";
  const old = compare(service.get("compatibility_level")?.value ?? "0", "<", "1", "level");
  return !atLeast(service.version, "3.0") || old === true;
}

/** A service that reads its settings from `scope`, which it may share with others. */
class ScopedService implements Service {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly program: string;
  readonly port: number | null;
  readonly overrides: readonly string[];
  readonly entry: ServiceEntry | null;
  readonly version: Scope["version"];
  readonly library: Scope["library"];
  readonly #scope: Scope;

  constructor(scope: Scope, line: Line, entry: ServiceEntry | null) {
    this.id = `${line.name}/${line.type}`;
    this.name = line.name;
    this.type = line.type;
    this.program = line.program;
    this.port = line.port;
    this.overrides = line.overridden;
    this.entry = entry;
    this.version = scope.version;
    this.library = scope.library;
    this.#scope = scope;
  }

  get(name: string): Effective | undefined {
    return this.#scope.get(name);
  }

  writtenNames(): Iterable<string> {
    return this.#scope.writtenNames();
  }

  unknown(name: string): boolean {
    return this.#scope.unknown(name);
  }

  traced<Result>(read: () => Result): { readonly result: Result; readonly unknown: readonly string[] } {
    return this.#scope.traced(read);
  }

  bool(name: string): boolean | null {
    return this.#scope.bool(name);
  }

  remembered<Result>(key: string, make: (scope: Scope) => Result): Result {
    return this.#scope.remembered(key, make);
  }

  expand(text: string): ReturnType<Scope["expand"]> {
    return this.#scope.expand(text);
  }
}

/** What a line of master.cf says, whatever the rest of the configuration is. */
interface Line {
  readonly name: string;
  readonly type: string;
  readonly program: string;
  readonly port: number | null;
  /** The `-o` that count, by name. */
  readonly overrides: ReadonlyMap<string, Override>;
  readonly overridden: readonly string[];
}

const NONE: ReadonlyMap<string, Override> = new Map();

/** Many hosts have the same master.cf, whose tree is then the same one. */
const lines = new WeakMap<ServiceEntry, Line>();

function lineOf(entry: ServiceEntry): Line {
  const known = lines.get(entry);
  if (known !== undefined) return known;
  const { name, type } = entry.fields;
  const overrides = overridesOf(entry);
  const line: Line = {
    name: name.text,
    type: type.text,
    program: entry.command.text.slice(entry.command.text.lastIndexOf("/") + 1),
    port: type.text === "inet" ? portOf(name.text) : null,
    overrides,
    overridden: [...overrides.keys()],
  };
  lines.set(entry, line);
  return line;
}

function overridesOf(entry: ServiceEntry): ReadonlyMap<string, Override> {
  if (entry.arguments.length === 0) return NONE;
  const overrides = new Map<string, Override>();
  for (const argument of entry.arguments) {
    if (argument.kind !== "override" || parameter(argument.name.text)?.readOnly === true) continue;
    // The last one counts, also in the order of the report.
    overrides.delete(argument.name.text);
    overrides.set(argument.name.text, argument);
  }
  return overrides;
}

/** A service line with its settings; `main` is shared where nothing can differ. */
export function serviceOf(
  entry: ServiceEntry,
  masterPath: string,
  main: BaseScope,
  written: Written,
  target: Target,
): Service {
  const line = lineOf(entry);
  const { overrides } = line;
  if (overrides.size === 0 && !written.namesProgram) return new ScopedService(main, line, entry);
  // src/master/multi_server.c and its siblings; service_name since 3.3.
  const own = new Map([["process_name", line.program]]);
  if (atLeast(target.version, "3.3")) own.set("service_name", line.name);
  return new ScopedService(scopeOf({ ...written, masterPath, overrides, own }, target, main), line, entry);
}

/** What Postfix's own master.cf runs: the server on port 25 and the delivery client. */
export function stockServices(main: Scope): readonly Service[] {
  const stock = (name: string, type: string, program: string, port: number | null): Service =>
    new ScopedService(main, { name, type, program, port, overrides: NONE, overridden: [] }, null);
  return [stock("smtp", "inet", "smtpd", 25), stock("smtp", "unix", "smtp", null)];
}
