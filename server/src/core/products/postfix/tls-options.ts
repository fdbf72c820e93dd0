// The words of tls_ssl_options and tls_disable_workarounds, and the releases that know them. No judgement.

import type { Token } from "../../dialects/postfix-lines.js";
import { COMMA_SPACE, split, whole } from "./tokens.js";
import { atLeast, type PostfixVersion, sameBranch } from "./version.js";

/** ssl_op_tweaks in src/tls/tls_misc.c, from 2.11 on. */
const OPTIONS = ["LEGACY_SERVER_CONNECT", "NO_TICKET", "NO_COMPRESSION"];

/** Added there together, with 3.4 and these patch releases. */
const LATER_OPTIONS = [
  "NO_RENEGOTIATION",
  "NO_SESSION_RESUMPTION_ON_RENEGOTIATION",
  "PRIORITIZE_CHACHA",
  "ENABLE_MIDDLEBOX_COMPAT",
];
const LATER_BACKPORTS = ["3.0.14", "3.1.10", "3.2.7", "3.3.2"];

/** ssl_bug_tweaks in src/tls/tls_misc.c of 3.11; TLSEXT_PADDING came with the later options. */
const WORKAROUNDS = [
  ...["CRYPTOPRO_TLSEXT_BUG", "CVE-2005-2969", "CVE-2010-4180", "DONT_INSERT_EMPTY_FRAGMENTS", "LEGACY_SERVER_CONNECT"],
  ...["MICROSOFT_BIG_SSLV3_BUFFER", "MICROSOFT_SESS_ID_BUG", "MSIE_SSLV2_RSA_PADDING", "NETSCAPE_CHALLENGE_BUG"],
  ...["NETSCAPE_REUSE_CIPHER_CHANGE_BUG", "SSLEAY_080_CLIENT_DH_BUG", "SSLREF2_REUSE_CERT_TYPE_BUG", "TLSEXT_PADDING"],
  ...["TLS_BLOCK_PADDING_BUG", "TLS_D5_BUG", "TLS_ROLLBACK_BUG"],
];

export type OptionSetting = "tls_ssl_options" | "tls_disable_workarounds";

/** Whether the release has NO_RENEGOTIATION and what came with it. */
export function hasLaterOptions(version: PostfixVersion): boolean {
  return (
    atLeast(version, "3.4") || LATER_BACKPORTS.some((patch) => sameBranch(version, patch) && atLeast(version, patch))
  );
}

/** The words that a setting takes in some release. */
export function optionNames(setting: OptionSetting): readonly string[] {
  return setting === "tls_ssl_options" ? [...OPTIONS, ...LATER_OPTIONS] : WORKAROUNDS;
}

/** Whether `version` takes the word: in any case; hexadecimal numbers always (long_name_mask_opt in src/util/name_mask.c). */
export function knowsOption(setting: OptionSetting, word: string, version: PostfixVersion): boolean {
  if (/^0x[0-9a-f]+$/i.test(word)) return true;
  const name = word.toUpperCase();
  const isLater = name === "TLSEXT_PADDING" || (setting === "tls_ssl_options" && LATER_OPTIONS.includes(name));
  return optionNames(setting).includes(name) && (!isLater || hasLaterOptions(version));
}

/** The words of such a setting. */
export function optionWords(text: string): readonly Token[] {
  return split(whole(text), COMMA_SPACE);
}

/** SSL_OP_NO_RENEGOTIATION of OpenSSL 1.1.0h and later, for options that are written as a number. */
const NO_RENEGOTIATION_BIT = 0x40000000;

export function refusesRenegotiation(options: string): boolean {
  return optionWords(options).some(({ text }) =>
    /^0x/i.test(text)
      ? (Number.parseInt(text.slice(2), 16) & NO_RENEGOTIATION_BIT) !== 0
      : text.toUpperCase() === "NO_RENEGOTIATION",
  );
}
