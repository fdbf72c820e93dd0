// What OpenSSL's security levels bar. A level never changes the list of a cipher string; it acts when suites are offered and chosen.

import type { OpenSslLibrary } from "./openssl-table.js";
import type { CipherSuite } from "./suites.js";

/** Bits of strength that each level asks for (`ssl_get_security_level_bits`). */
const MINIMUM_BITS = [0, 80, 112, 128, 192, 256] as const;

/** The strength of an HMAC with SHA-1 in that scale. */
const SHA1_BITS = 160;

/** A tag of 8 bytes: since 3.2, OpenSSL rates such suites by it. */
const SHORT_TAG_BITS = 64;

/**
 * Whether `library` uses `suite` at security level `level` (0 to 5; more counts as 5). 1.0.2 has no levels and bars nothing.
 * Upstream starts at level 1, since 3.2 at 2, and Debian's builds at 2. Levels bar protocol versions as well, which is not asked here.
 * Source: `ssl_security_default_callback` in ssl/ssl_cert.c, SSL_CTX_set_security_level(3).
 */
export function permittedAtSecurityLevel(suite: CipherSuite, level: number, library: OpenSslLibrary): boolean {
  if (level === 0 || library === "openssl-1.0.2") return true;
  const minimum = MINIMUM_BITS[Math.min(level, 5)] ?? 0;
  const shortTag = library === "openssl-3.5" && suite.enc.endsWith("_CCM_8");
  if ((shortTag ? SHORT_TAG_BITS : suite.bits) < minimum) return false;
  if (suite.anonymous || suite.mac === "MD5") return false;
  if (suite.mac === "SHA1" && minimum > SHA1_BITS) return false;
  if (suite.enc === "RC4_128" && level >= 2) return false;
  return suite.forwardSecrecy || level < 3;
}
