// What a user or a machine tells about the servers whose files are read, and about how to judge them. Nothing is read here.

/** All optional: where nothing is said, products decide as their documentation describes. */
export interface ProductOptions {
  /** Version of the mail server, for example `3.7`; wins over what the files say. */
  readonly serverVersion?: string;
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
}
