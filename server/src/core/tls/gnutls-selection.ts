// What the lists of a GnuTLS priority string permit: versions, suites, groups and signature algorithms. No parsing.

import { SUPPORTED_CURVES, UNSUPPORTED_PROTOCOL, type PriorityLists } from "./gnutls-priority-table.js";
import { groupByGnuTls, type NamedGroup } from "./groups.js";
import { signatureAlgorithmByGnuTls, type SignatureAlgorithm } from "./signature-algorithms.js";
import { cipherSuites, type CipherSuite } from "./suites.js";
import { compareVersions, type ProtocolVersion } from "./versions.js";

export interface Selection {
  /** The preferred first; DTLS is left out. Empty is possible: such a string permits nothing to a mail server. */
  readonly versions: readonly ProtocolVersion[];
  /** Those that a permitted version can use, the preferred first. */
  readonly suites: readonly CipherSuite[];
  /** Those that a permitted key exchange can use, the preferred first. */
  readonly groups: readonly NamedGroup[];
  /** Those that a permitted version can use, the preferred first. */
  readonly signatureAlgorithms: readonly SignatureAlgorithm[];
  /** The lists themselves by GnuTLS name, as `gnutls-cli --list --priority` prints them. */
  readonly lists: PriorityLists<readonly string[]>;
}

type Lists = PriorityLists<readonly string[]>;

export const NOTHING_SELECTED: Selection = {
  versions: [],
  suites: [],
  groups: [],
  signatureAlgorithms: [],
  lists: { protocols: [], ciphers: [], keyExchanges: [], macs: [], groups: [], signatures: [] },
};

const VERSIONS: Readonly<Record<string, ProtocolVersion>> = {
  "TLS1.0": "TLSv1",
  "TLS1.1": "TLSv1.1",
  "TLS1.2": "TLSv1.2",
  "TLS1.3": "TLSv1.3",
};
const BEFORE_TLS12: readonly string[] = ["TLS1.0", "TLS1.1"];
const NEEDS_SIGNATURE_ALGORITHMS: readonly string[] = ["TLS1.2", "TLS1.3", "DTLS1.2"];

/**
 * Null when GnuTLS refuses the lists. Source: `set_ciphersuite_list` in lib/priority.c.
 * `noExtensions`: `%NO_EXTENSIONS`, which rules TLS 1.3 out.
 */
export function select(given: PriorityLists<ReadonlySet<string>>, noExtensions: boolean): Selection | null {
  const ciphers = [...given.ciphers];
  const macs = [...given.macs];
  let keyExchanges = [...given.keyExchanges];
  const without13 =
    noExtensions || ciphers.includes("NULL") || keyExchanges.some((kx) => kx.startsWith("SRP") || kx === "RSA-PSK");
  const usable = [...given.protocols].filter((name) => name !== UNSUPPORTED_PROTOCOL);
  let protocols = usable.filter((name) => !(without13 && name === "TLS1.3"));
  if (protocols.length === 0) return null;

  const has13 = protocols.includes("TLS1.3");
  const psk = keyExchanges.some((kx) => kx === "PSK" || kx === "DHE-PSK" || kx === "ECDHE-PSK");
  if (!psk && protocols.every((name) => name === "TLS1.3")) keyExchanges = [];

  const suites = ["", ...keyExchanges].flatMap((kx) =>
    ciphers.flatMap((cipher) => macs.flatMap((mac) => suiteIndex().get(`${kx} ${cipher} ${mac}`) ?? [])),
  );
  if (suites.length === 0) return null;

  const groups = usableGroups([...given.groups], suites, has13);
  const signatures = [...given.signatures].filter((name) => signs(name, has13, protocols.length > Number(has13)));
  if (signatures.length === 0) {
    protocols = protocols.filter((name) => !NEEDS_SIGNATURE_ALGORITHMS.includes(name));
    if (protocols.length === 0) return null;
  }
  // Servers that lack TLS 1.3 would answer with TLS 1.2, which must then be there, too.
  const gap = !usable.includes("TLS1.2") && usable.some((name) => BEFORE_TLS12.includes(name));
  if (has13 && ((!psk && groups.length === 0) || gap)) protocols = protocols.filter((name) => name !== "TLS1.3");

  const versions = protocols.flatMap((name) => VERSIONS[name] ?? []);
  return {
    versions,
    suites: suites.filter((suite) =>
      versions.some(
        (version) =>
          compareVersions(oldestVersion(suite), version) <= 0 && compareVersions(version, suite.maxVersion) <= 0,
      ),
    ),
    groups,
    signatureAlgorithms: [...new Set(signatures.flatMap((name) => signatureAlgorithmByGnuTls(name) ?? []))],
    lists: {
      protocols,
      ciphers,
      keyExchanges,
      macs,
      groups: [...given.groups].filter((name) => groupByGnuTls(name) !== undefined),
      signatures: [...given.signatures],
    } satisfies Lists,
  };
}

/**
 * The version with which GnuTLS begins to have a suite. Those with a MAC of SHA-2 and those of GOST (RFC 9189 §1) begin with
 * TLS 1.2, one apart; OpenSSL takes some of them earlier (lib/algorithms/ciphersuites.c).
 */
export function oldestVersion({ gnutls, kx, mac, minVersion }: CipherSuite): ProtocolVersion {
  const late = (mac === "SHA256" || mac === "SHA384" || kx === "GOST") && gnutls !== "TLS_ECDHE_PSK_NULL_SHA384";
  return late && minVersion === "TLSv1" ? "TLSv1.2" : minVersion;
}

/** Elliptic groups stand where the first suite that needs one does, finite-field groups likewise; TLS 1.3 needs no suite. */
function usableGroups(names: readonly string[], suites: readonly CipherSuite[], has13: boolean): readonly NamedGroup[] {
  const order: ("EC" | "DH")[] = suites.flatMap(({ kx }) =>
    kx === "ECDHE" || kx === "ECDHE_PSK" || kx === "GOST" ? "EC" : kx === "DHE" || kx === "DHE_PSK" ? "DH" : [],
  );
  const kindOf = (name: string) =>
    SUPPORTED_CURVES.includes(name) ? "EC" : name.startsWith("FFDHE") ? "DH" : undefined;
  if (has13) order.push(...names.flatMap((name) => kindOf(name) ?? []));
  return [...new Set(order)].flatMap((kind) =>
    names.filter((name) => kindOf(name) === kind).flatMap((name) => groupByGnuTls(name) ?? []),
  );
}

/** Some names mean a scheme of TLS 1.3 alone, others only what went before. Source: `sign_algorithms` in lib/algorithms/sign.c. */
function signs(name: string, in13: boolean, before13: boolean): boolean {
  if (signatureAlgorithmByGnuTls(name) === undefined) return false;
  if (name.startsWith("ECDSA-SECP")) return in13;
  return before13 || !/^(?:ECDSA-SHA(?!1$)|DSA-|GOST)/.test(name);
}

let built: ReadonlyMap<string, CipherSuite> | undefined;

/** Suites by key exchange ("" in TLS 1.3), cipher and MAC, as GnuTLS names these. */
function suiteIndex(): ReadonlyMap<string, CipherSuite> {
  return (built ??= new Map(
    cipherSuites()
      .filter(({ gnutls }) => gnutls !== null)
      .map((suite) => [`${keyExchangeName(suite)} ${cipherName(suite)} ${macName(suite)}`, suite]),
  ));
}

function keyExchangeName({ kx, auth }: CipherSuite): string {
  if (kx === "any") return "";
  if (kx === "GOST") return "VKO-GOST-12";
  if (auth === "anon") return kx === "DHE" ? "ANON-DH" : "ANON-ECDH";
  const keyed = kx === "DHE" || kx === "ECDHE" || (kx === "SRP" && auth !== "SRP");
  return keyed ? `${kx}-${auth}` : kx.replace("_", "-");
}

function cipherName({ enc }: CipherSuite): string {
  if (enc === "RC4_128") return "ARCFOUR-128";
  if (enc === "3DES_EDE_CBC") return "3DES-CBC";
  return enc === "28147_CNT" ? "GOST28147-TC26Z-CNT" : enc.replaceAll("_", "-");
}

function macName({ mac }: CipherSuite): string {
  return mac === "GOST89" ? "GOST28147-TC26Z-IMIT" : mac;
}
