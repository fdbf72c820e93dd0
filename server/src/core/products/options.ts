// What a user or a machine tells about the servers whose files are read, and about how to judge them. Nothing is read here.

import type { FileTree } from "../posture/named-file.js";

/** All optional: where nothing is said, products decide as their documentation describes. */
export interface ProductOptions {
  /** Version of the mail server, for example `3.7`; wins over what the files say. */
  readonly serverVersion?: string;
  /** The same by id of the product, where nothing is said for all of them. */
  readonly serverVersions?: Readonly<Record<string, string>>;
  /** TLS library underneath, for example `openssl-3.0`. */
  readonly library?: string;
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
  /** Milliseconds since 1970-01-01 UTC: what certificates are held against. Absent: their dates are not judged. */
  readonly now?: number;
}
