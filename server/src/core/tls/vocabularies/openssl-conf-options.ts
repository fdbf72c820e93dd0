// Values of OpenSSL's configuration commands MinProtocol, MaxProtocol, Protocol and Options. Nothing about who runs them.
// Source: SSL_CONF_cmd(3); ssl/ssl_conf.c and crypto/conf/conf_mod.c of 1.0.2, 1.1.1, 3.0 and 3.5.

import { splitList } from "../openssl-list.js";
import type { OpenSslLibrary } from "../openssl-table.js";
import type { ProtocolVersion } from "../versions.js";
import { versionRange } from "./words.js";

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A bound of TLS versions; a null version is no bound but the library's own. */
export type ProtocolBound =
  | { readonly valid: true; readonly version: ProtocolVersion | null }
  | { readonly valid: false; readonly version: null };

/**
 * The value of `MinProtocol` or `MaxProtocol`: one name, exactly as written here. 1.0.2 lacks these commands. DTLS versions
 * are accepted, but change no bound of TLS. Source: `protocol_from_string`, and `ssl_set_version_bound` in ssl/statem.
 */
export function readProtocolBound(text: string): ProtocolBound {
  if (/^(?:None|DTLSv1|DTLSv1\.2)$/.test(text)) return { valid: true, version: null };
  const version = versionRange("SSLv3").find((name) => name === text);
  return version === undefined ? { valid: false, version: null } : { valid: true, version };
}

export interface FlagElement {
  readonly span: Span;
  readonly text: string;
  /** The flag as SSL_CONF_cmd(3) spells it; null when the library does not know it. */
  readonly name: string | null;
  /** Without `-` before it. */
  readonly on: boolean;
}

export interface FlagList {
  /** Whether the library takes the whole value. What stands before a wrong element takes effect all the same. */
  readonly valid: boolean;
  /** Up to the first wrong one, and it. */
  readonly elements: readonly FlagElement[];
  /** The wrong one; null when all are right. */
  readonly unknown: FlagElement | null;
}

const PROTOCOLS = ["ALL", "SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"] as const;
const PROTOCOLS_SINCE_1_1 = ["TLSv1.3", "DTLSv1", "DTLSv1.2"] as const;

/** Of `Options`, by the first of the series that knows them; those for servers, as for clients fewer are known. */
const OPTIONS: readonly (readonly [since: OpenSslLibrary, names: readonly string[]])[] = [
  [
    "openssl-1.0.2",
    ["SessionTicket", "EmptyFragments", "Bugs", "Compression", "ServerPreference", "NoResumptionOnRenegotiation"],
  ],
  ["openssl-1.0.2", ["DHSingle", "ECDHSingle", "UnsafeLegacyRenegotiation"]],
  ["openssl-1.1.1", ["EncryptThenMac", "NoRenegotiation", "AllowNoDHEKEX", "PrioritizeChaCha"]],
  ["openssl-1.1.1", ["MiddleboxCompat", "AntiReplay"]],
  ["openssl-3.0", ["ClientRenegotiation", "ExtendedMasterSecret", "CANames", "KTLS", "UnsafeLegacyServerConnect"]],
  ["openssl-3.5", ["PreferNoDHEKEX", "StrictCertCheck", "TxCertificateCompression"]],
  ["openssl-3.5", ["RxCertificateCompression", "KTLSTxZerocopySendfile", "IgnoreUnexpectedEOF"]],
];

const SERIES: readonly OpenSslLibrary[] = ["openssl-1.0.2", "openssl-1.1.1", "openssl-3.0", "openssl-3.5"];

export interface ProtocolList extends FlagList {
  /** Versions that it permits, oldest first. */
  readonly versions: readonly ProtocolVersion[];
}

/**
 * The value of `Protocol`: versions switched on and off, one after the other. Without bounds and other options all versions
 * of the library are on before it. SSL 2.0 is a name that since 1.1.1 switches nothing; DTLS 1.0 and 1.2 share the bits of
 * TLS 1.0 and 1.2 (`SSL_OP_NO_DTLSv1`), and so switch these. Source: `cmd_Protocol`.
 */
export function readProtocolList(text: string, library: OpenSslLibrary): ProtocolList {
  const old = library === "openssl-1.0.2";
  const list = readFlags(text, old ? PROTOCOLS : [...PROTOCOLS, ...PROTOCOLS_SINCE_1_1]);
  const all = old ? versionRange("SSLv2", "TLSv1.2") : versionRange("SSLv3");
  const versions = new Set(all);
  for (const { name, on } of list.elements) {
    for (const version of all) {
      if (name !== version && name !== "ALL" && name !== `D${version}`) continue;
      if (on) versions.add(version);
      else versions.delete(version);
    }
  }
  return { ...list, versions: all.filter((version) => versions.has(version)) };
}

/** The value of `Options` in a server's configuration. Source: `cmd_Options`. */
export function readOptionList(text: string, library: OpenSslLibrary): FlagList {
  const known = OPTIONS.filter(([since]) => SERIES.indexOf(since) <= SERIES.indexOf(library));
  return readFlags(
    text,
    known.flatMap(([, names]) => names),
  );
}

/** list = flag { "," flag }; flag = [ "+" | "-" ] name, in any case. Source: `CONF_parse_list`, `ssl_set_option_list`. */
function readFlags(text: string, known: readonly string[]): FlagList {
  const byName = new Map(known.map((name) => [name.toLowerCase(), name]));
  const elements: FlagElement[] = [];
  for (const { part, start } of splitList(text, ",")) {
    const name = byName.get(part.replace(/^[+-]/, "").toLowerCase()) ?? null;
    const element = { span: { start, end: start + part.length }, text: part, name, on: !part.startsWith("-") };
    elements.push(element);
    if (name === null) return { valid: false, elements, unknown: element };
  }
  return { valid: true, elements, unknown: null };
}
