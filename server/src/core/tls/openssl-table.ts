// The shape of openssl-tables.generated.ts, and the libraries that it covers.

/** Series whose cipher strings mean the same; verified with 1.0.2u, 1.1.1n, 3.0.2, 3.0.19, 3.5.3. */
export const OPENSSL_LIBRARIES = ["openssl-1.0.2", "openssl-1.1.1", "openssl-3.0", "openssl-3.5"] as const;

export type OpenSslLibrary = (typeof OPENSSL_LIBRARIES)[number];

export function isOpenSslLibrary(name: string): name is OpenSslLibrary {
  return OPENSSL_LIBRARIES.some((library) => library === name);
}

/** A suite of a library for TLS 1.2 and older; `build` names the configure switch (enable-…) that it needs. */
export type LibraryRow = readonly [name: string, id: number, bits: number, attributes: string, build?: "weak" | "ssl2"];

export interface LibraryTable {
  readonly rows: readonly LibraryRow[];
  readonly aliases: Readonly<Record<string, string>>;
  /** Names of suites that exist only with an engine (GOST) or with Kerberos. */
  readonly absentNames: string;
  /** Attributes that the library lacks: always, without engine or Kerberos; usually, without IDEA or the legacy provider. */
  readonly disabled: { readonly always: string; readonly usually: string };
  /** What `DEFAULT` stands for. */
  readonly defaultRules: string;
  readonly tls13: readonly number[];
}
