// The `posture` report: what each endpoint offers or demands, with one-based lines. Names and shapes are the command line's contract.

import type { Fact } from "../posture/fact.js";
import type { CertificateFacts, Endpoint, SuitesByVersion, Transport } from "../posture/posture.js";
import type { InputFile } from "../products/product.js";
import type { ProductOptions } from "../products/options.js";
import type { SourceText } from "../text/source-text.js";
import { compareProfiles } from "../policy/compare.js";
import type { Judgement } from "../policy/evaluate.js";
import { profileById } from "../policy/profiles.js";
import { loadConfigurations } from "./run.js";

/** The setting that decides a fact; `file` and `line` are null where it is the program's default. */
export interface OriginReport {
  readonly setting: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly default: boolean;
}

/** A certificate that a server shows, without its issuers. */
export interface CertificateReport {
  readonly file: string | null;
  readonly keyType: CertificateFacts["keyType"];
  readonly keyBits: number;
  readonly curve?: string;
  /** ISO 8601, UTC. */
  readonly notAfter: string | null;
}

/** A fact that is listed in `undetermined` is absent. Where every handshake fails, there are neither versions nor suites. */
export interface EndpointReport {
  readonly id: string;
  readonly product: string;
  readonly role: "server" | "client";
  readonly service: Endpoint["service"];
  readonly presence: Endpoint["presence"];
  readonly protocol: Endpoint["protocol"];
  readonly port: number | null;
  readonly transport: Transport;
  readonly required: boolean;
  /** In the server's own words (`may`, `dane`, …). */
  readonly level?: string;
  /** Why every handshake fails although TLS is set. */
  readonly tlsFailure?: string;
  readonly plaintextAuth?: boolean;
  /** Client: the name that it asks for. */
  readonly serverName?: string;
  readonly versions?: NonNullable<Endpoint["versions"]>["value"];
  readonly suites?: SuitesByVersion;
  readonly preference?: "server" | "client";
  readonly groups?: readonly string[];
  readonly dhBits?: number;
  readonly certificates?: readonly CertificateReport[];
  readonly origins: Readonly<Partial<Record<ReportedFact, OriginReport>>>;
  readonly undetermined: readonly { readonly fact: string; readonly reason: string }[];
}

export interface PostureReport {
  readonly endpoints: readonly EndpointReport[];
}

const FACTS = [
  ...(["transport", "required", "level", "tlsFailure", "plaintextAuth", "serverName"] as const),
  ...(["versions", "suites", "preference", "groups", "dhBits", "certificates"] as const),
] satisfies readonly (keyof Endpoint)[];

/** The facts that a report shows with their origins. */
export type ReportedFact = (typeof FACTS)[number];

/** The endpoints of every configuration in `files`. */
export function postureReport(files: readonly InputFile[], options: ProductOptions): PostureReport {
  const configurations = loadConfigurations(files, options);
  // What a configuration includes is blamed as well, whether or not it was given.
  const read = configurations.flatMap((configuration) => configuration.files);
  const sources = new Map([...read, ...files].map(({ source }) => [source.path, source]));
  const endpoints = configurations.flatMap(({ posture }) => posture.endpoints);
  return { endpoints: endpoints.map((endpoint) => endpointReport(endpoint, sources)) };
}

function endpointReport(endpoint: Endpoint, sources: ReadonlyMap<string, SourceText>): EndpointReport {
  const { id, product, role, service, presence, protocol, port, transport, required } = endpoint;
  const { level, tlsFailure, plaintextAuth, serverName, preference, groups, dhBits, certificates, undetermined } =
    endpoint;
  // What the settings would come to is of no use to anybody as long as no handshake succeeds.
  const [versions, suites] = tlsFailure ? [{ value: [] }, { value: {} }] : [endpoint.versions, endpoint.suites];
  const origins = FACTS.flatMap((name) => {
    const origin = originReport(endpoint[name], sources);
    return origin === null ? [] : [[name, origin] as const];
  });
  return {
    ...{ id, product, role, service, presence, protocol, port },
    transport: transport.value,
    required: required.value,
    ...(level && { level: level.value }),
    ...(tlsFailure && { tlsFailure: tlsFailure.value }),
    ...(plaintextAuth && { plaintextAuth: plaintextAuth.value }),
    ...(serverName && { serverName: serverName.value }),
    ...(versions && { versions: versions.value }),
    ...(suites && { suites: suites.value }),
    ...(preference && { preference: preference.value }),
    ...(groups && { groups: groups.value }),
    ...(dhBits && { dhBits: dhBits.value }),
    ...(certificates && { certificates: certificates.value.map(certificateReport) }),
    origins: Object.fromEntries(origins),
    undetermined: tlsFailure
      ? undetermined.filter(({ fact }) => fact !== "versions" && fact !== "suites")
      : undetermined,
  };
}

function certificateReport({ file, keyType, keyBits, curve, notAfter }: CertificateFacts): CertificateReport {
  return {
    file: file ?? null,
    keyType,
    keyBits,
    ...(curve !== undefined && { curve }),
    notAfter: notAfter === undefined ? null : new Date(notAfter).toISOString(),
  };
}

function originReport(fact: Fact<unknown> | undefined, sources: ReadonlyMap<string, SourceText>): OriginReport | null {
  switch (fact?.origin.kind) {
    case "explicit": {
      const { setting, path, span } = fact.origin;
      return { setting, file: path, line: (sources.get(path)?.position(span.start).line ?? 0) + 1, default: false };
    }
    case "default":
      return { setting: fact.origin.setting, file: null, line: null, default: true };
    default:
      return null;
  }
}

/** What one profile says about a value. */
interface Opinion {
  readonly profile: string;
  readonly grade: string;
  /** The standard's own word, and where it stands. */
  readonly word: string;
  readonly document: string;
  readonly section: string;
}

/** A value that two profiles judge differently. */
export interface Disagreement {
  readonly endpoint: string;
  readonly subject: string;
  readonly value: string;
  /** One accepts what the other wants gone; otherwise they only rank it differently. */
  readonly opposed: boolean;
  readonly opinions: readonly [Opinion, Opinion];
}

/** Where the profiles `a` and `b` disagree about the configurations in `files`; null when one of them does not exist. */
export function disagreements(
  files: readonly InputFile[],
  options: ProductOptions,
  a: string,
  b: string,
): readonly Disagreement[] | null {
  const [first, second] = [profileById(a), profileById(b)];
  if (first === undefined || second === undefined) return null;
  const opinion = (profile: string, { grade, word, citation }: Judgement): Opinion => ({
    profile,
    grade,
    word,
    document: citation.title,
    section: citation.section,
  });
  return loadConfigurations(files, options).flatMap(({ posture }) =>
    compareProfiles(posture, first, second).map((found) => ({
      endpoint: found.a.endpoint,
      subject: found.a.subject,
      value: found.a.value,
      opposed: found.opposed,
      opinions: [opinion(a, found.a), opinion(b, found.b)] as const,
    })),
  );
}
