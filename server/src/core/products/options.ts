// What a user or a machine tells about the servers whose files are read, and about how to judge them. Nothing is read here.

import type { FileTree } from "../posture/named-file.js";

/** A service that checks logins (SASL) for other servers. */
export interface LoginService {
  /** The file that its configuration begins with. */
  readonly path: string;
  /** Sockets by their absolute path, ports as `host:port`. */
  readonly addresses: readonly string[];
  /** What it tells the servers that ask, by their registered names (`SCRAM-SHA-256`). */
  readonly mechanisms: readonly string[];
}

/** All optional: where nothing is said, products decide as their documentation describes. */
export interface ProductOptions {
  /** Version of the mail server, for example `3.7`; wins over what the files say. It counts for every product that has such a release. */
  readonly serverVersion?: string;
  /** The same by id of the product, where `serverVersion` does not count for it. */
  readonly serverVersions?: Readonly<Record<string, string>>;
  /** TLS library underneath, for example `openssl-3.0`. It counts for every product that can be built with it. */
  readonly library?: string;
  /** The same by id of the product, which goes before `library`. */
  readonly libraries?: Readonly<Record<string, string>>;
  /** Policy profile to judge by, for example `bsi`; without one the rules alone judge. */
  readonly profile?: string;
  /** Facts about the machine on which the server runs; absent where the files belong to another one. */
  readonly host?: {
    readonly hostname?: string;
    /** Whose build of the server: its compiled-in paths differ. */
    readonly distribution?: "debian";
  };
  /** The files that a configuration names, and those that belong to it; absent where there is no file system. */
  readonly files?: FileTree;
  /** Who checks logins for others, as far as the files of other servers tell that are read in the same run. */
  readonly loginServices?: readonly LoginService[];
  /** Milliseconds since 1970-01-01 UTC: what certificates are held against. Absent: their dates are not judged. */
  readonly now?: number;
}
