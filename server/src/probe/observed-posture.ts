// What a host showed, as a posture: the same data that configurations give, so that the same rules judge it. No judgement here.

import {
  type CertificateFacts,
  type Endpoint,
  type Fact,
  type FactName,
  type Posture,
  type ProtocolVersion,
  type Service,
  type SuitesByVersion,
} from "../core/api.js";
import type { Observed, ShownCertificate } from "./checks/check.js";
import type { DialogueFacts } from "./dialogues/dialogue.js";
import { offersLogin } from "./dialogues/login.js";
import type { Target } from "./target.js";

/** Ports where users send their mail (RFC 6409, RFC 8314). */
const SUBMISSION_PORTS: readonly number[] = [465, 587];

/** The one endpoint of a target. */
export function observedPosture({ target, serverName, dialogue, survey, certificates }: Observed): Posture {
  const login = dialogue.loginBefore === null ? undefined : offersLogin(dialogue.loginBefore);
  const service = serviceOf(target, dialogue);
  const offered = target.transport === "implicit" || dialogue.starttls?.offered === true;
  const missing = (survey?.gaps ?? []).flatMap(({ fact, reason }) => (isFactName(fact) ? [{ fact, reason }] : []));
  const known = <T>(name: FactName, step: string, value: T | undefined): Fact<T> | undefined =>
    value === undefined || missing.some(({ fact }) => fact === name) ? undefined : seen(step, value);
  const facts = {
    versions: known("versions", "handshakes", survey === null ? undefined : [...survey.suites.keys()]),
    // What was found is there, even where not everything could be asked for.
    suites: survey === null ? undefined : seen("handshakes", suitesByVersion(survey.suites)),
    groups: known(
      "groups",
      "handshakes",
      survey?.groups.map(({ iana }) => iana),
    ),
    certificates: known(
      "certificates",
      "handshakes",
      survey === null ? undefined : certificates.flatMap(certificateFacts),
    ),
    dhBits: known("dhBits", "handshakes", survey?.sightings.shortestDh?.bits),
    preference: survey?.preference ? seen("handshakes", survey.preference) : undefined,
    plaintextAuth: known("plaintextAuth", "capabilities", target.transport === "implicit" ? false : login),
  };
  const endpoint: Endpoint = {
    id: `${target.host.includes(":") ? `[${target.host}]` : target.host}:${target.port}`,
    product: "observed",
    role: "server",
    service,
    protocol: target.protocol,
    port: target.port,
    presence: "declared",
    exposure: "public",
    hostName: seen("target", serverName ?? target.host),
    transport: seen("capabilities", offered ? target.transport : "none"),
    // Where users must log in, and cannot without TLS, nothing passes without it.
    required: seen("capabilities", target.transport === "implicit" || (service !== "mx" && offered && login === false)),
    ...defined(facts),
    ...(facts.suites === undefined ? {} : { permittedSuites: facts.suites }),
    undetermined: missing,
  };
  return { endpoints: [endpoint] };
}

/** What the host is for: its protocol says it, of SMTP the port and whether it lets users log in. */
export function serviceOf({ protocol, port, transport }: Target, { loginBefore, loginAfter }: DialogueFacts): Service {
  if (protocol !== "smtp" && protocol !== "lmtp") return "access";
  if (port === 25 || protocol === "lmtp") return "mx";
  const login = [loginBefore, loginAfter].some((offer) => offer !== null && offersLogin(offer));
  return transport === "implicit" || login || SUBMISSION_PORTS.includes(port) ? "submission" : "mx";
}

function certificateFacts({ facts, trust }: ShownCertificate): readonly CertificateFacts[] {
  return facts === null ? [] : [{ ...facts, ...(trust?.verified === true ? { verified: true } : {}) }];
}

function seen<T>(step: string, value: T): Fact<T> {
  return { value, origin: { kind: "observed", step } };
}

function suitesByVersion(suites: ReadonlyMap<ProtocolVersion, readonly { readonly iana: string }[]>): SuitesByVersion {
  return Object.fromEntries([...suites].map(([version, all]) => [version, all.map(({ iana }) => iana)]));
}

const FACT_NAMES: readonly string[] = ["versions", "groups", "certificates", "dhBits"] satisfies FactName[];

function isFactName(name: string): name is FactName {
  return FACT_NAMES.includes(name);
}

/** Without what is undefined. */
function defined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
