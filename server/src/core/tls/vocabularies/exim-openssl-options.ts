// Exim's `openssl_options`: bits of OpenSSL added to and removed from Exim's own defaults. Nothing about expansion.
// Source: Exim specification, main option openssl_options; `tls_openssl_options_parse` in src/tls-openssl.c (4.99).

import type { ProtocolVersion } from "../versions.js";
import { versionRange, words, type Word } from "./words.js";

export interface EximOption extends Word {
  /** Its name without the sign; null for a word without one. */
  readonly name: string | null;
  readonly adds: boolean;
  readonly known: boolean;
}

export interface EximOptions {
  /** False when Exim refuses the value: it then starts no TLS. */
  readonly valid: boolean;
  /** Up to the first wrong one, and it. */
  readonly elements: readonly EximOption[];
  /** The wrong one; null when all are right. */
  readonly unknown: EximOption | null;
  /** Options in force; `all` stands for OpenSSL's collection of workarounds. Exim's defaults, when it is not valid. */
  readonly options: ReadonlySet<string>;
  /** Versions that no option bars, oldest first, of those that a library since OpenSSL 1.1 has. */
  readonly versions: readonly ProtocolVersion[];
}

/** What a value changes, and what holds without one: the same in 4.94, 4.96, 4.97 and 4.99. */
const EXIM_DEFAULT_OPTIONS = ["no_sslv2", "no_sslv3", "single_dh_use", "no_ticket", "no_renegotiation"] as const;

/** Which of them an installation knows depends on its OpenSSL: a name whose bit the library lacks is refused. */
const KNOWN: ReadonlySet<string> = new Set(
  (
    "all allow_no_dhe_kex allow_unsafe_legacy_renegotiation cipher_server_preference cryptopro_tlsext_bug " +
    "dont_insert_empty_fragments enable_middlebox_compat ephemeral_rsa legacy_server_connect " +
    "microsoft_big_sslv3_buffer microsoft_sess_id_bug msie_sslv2_rsa_padding netscape_challenge_bug " +
    "netscape_reuse_cipher_change_bug no_anti_replay no_compression no_encrypt_then_mac no_renegotiation " +
    "no_session_resumption_on_renegotiation no_sslv2 no_sslv3 no_ticket no_tlsv1 no_tlsv1_1 no_tlsv1_2 no_tlsv1_3 " +
    "prioritize_chacha safari_ecdhe_ecdsa_bug single_dh_use single_ecdh_use ssleay_080_client_dh_bug " +
    "sslref2_reuse_cert_type_bug tls_block_padding_bug tls_d5_bug tls_rollback_bug tlsext_padding"
  ).split(" "),
);

/** The options that bar a version. */
const BARS: Readonly<Partial<Record<ProtocolVersion, string>>> = {
  SSLv3: "no_sslv3",
  TLSv1: "no_tlsv1",
  "TLSv1.1": "no_tlsv1_1",
  "TLSv1.2": "no_tlsv1_2",
  "TLSv1.3": "no_tlsv1_3",
};

/** The meaning of an expanded value; names are in lower case only. */
export function readEximOptions(text: string): EximOptions {
  const elements: EximOption[] = [];
  let options = new Set<string>(EXIM_DEFAULT_OPTIONS);
  let unknown: EximOption | null = null;
  for (const { text: word, span } of words(text, " \t\n\v\f\r")) {
    const name = /^[+-]/.test(word) ? word.slice(1) : null;
    const element = { text: word, span, name, adds: word.startsWith("+"), known: name !== null && KNOWN.has(name) };
    elements.push(element);
    if (name === null || !element.known) {
      unknown = element;
      options = new Set(EXIM_DEFAULT_OPTIONS);
      break;
    }
    if (element.adds) options.add(name);
    else options.delete(name);
  }
  const versions = versionRange("SSLv3").filter((version) => !options.has(BARS[version] ?? ""));
  return { valid: unknown === null, elements, unknown, options, versions };
}
