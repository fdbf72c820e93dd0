// Which TLS library a Postfix runs on, where nobody says.

import type { OpenSslLibrary } from "../../tls/openssl-cipher-string.js";
import { atLeast, type PostfixVersion } from "./version.js";

/**
 * The library that distributions of the release's time shipped: Debian 12 (3.7) and later OpenSSL 3, Debian 10 and 11
 * (3.4, 3.5) and Ubuntu 20.04 OpenSSL 1.1.1, older ones 1.0.2. A setting tells better.
 */
export function libraryOf(version: PostfixVersion): OpenSslLibrary {
  if (atLeast(version, "3.10")) return "openssl-3.5";
  if (atLeast(version, "3.6")) return "openssl-3.0";
  return atLeast(version, "3.3") ? "openssl-1.1.1" : "openssl-1.0.2";
}
