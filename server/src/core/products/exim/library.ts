// Which TLS library Exim was built with, and what of it is known. What a priority string or a cipher list means to it is in core/tls.

import { isOpenSslLibrary, type OpenSslLibrary } from "../../tls/openssl-table.js";
import type { ProductOptions } from "../options.js";

/** Series of GnuTLS that Exim is run with today. */
export const GNUTLS_LIBRARIES = ["gnutls-3.6", "gnutls-3.7", "gnutls-3.8"] as const;
type GnuTlsLibrary = (typeof GNUTLS_LIBRARIES)[number];

export type Library =
  | { readonly kind: "gnutls"; readonly name: GnuTlsLibrary }
  | { readonly kind: "openssl"; readonly name: OpenSslLibrary };

/** Debian's packages are built with GnuTLS; the tables of core/tls are those of this series. */
const DEFAULT_LIBRARY: Library = { kind: "gnutls", name: "gnutls-3.7" };

/** Reads `gnutls-3.7` or `openssl-3.0`; null for anything else. */
export function readLibrary(text: string): Library | null {
  const gnutls = GNUTLS_LIBRARIES.find((name) => name === text);
  if (gnutls !== undefined) return { kind: "gnutls", name: gnutls };
  return isOpenSslLibrary(text) ? { kind: "openssl", name: text } : null;
}

/** The library that is told; else Debian's. Nothing in a configuration says which it is. */
export function libraryOf(options: ProductOptions): Library {
  return readLibrary(options.library ?? "") ?? DEFAULT_LIBRARY;
}
