// Which TLS library a Dovecot runs on, where nobody says.

import type { OpenSslLibrary } from "../../tls/openssl-table.js";
import { atLeast, type DovecotVersion } from "./version.js";

/** What distributions ship: Debian 13 (2.4) OpenSSL 3.5, Debian 12 (2.3.19) 3.0, Debian 10 and 11 (2.3.4, 2.3.13) 1.1.1, older ones 1.0.2. */
export function libraryOf(version: DovecotVersion): OpenSslLibrary {
  if (atLeast(version, "2.4")) return "openssl-3.5";
  if (atLeast(version, "2.3.18")) return "openssl-3.0";
  return atLeast(version, "2.3") ? "openssl-1.1.1" : "openssl-1.0.2";
}
