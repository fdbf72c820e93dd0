// What is known of the files that a configuration names: certificates, keys by their public half, modes. Nothing is read here,
// and nothing secret is ever held here.

import type { CertificateFacts } from "./posture.js";

/** A public key; of a private key, this is all that is kept. */
export interface PublicKeyFacts {
  readonly keyType: CertificateFacts["keyType"];
  /** Modulus for RSA and DSA, field size for the others. */
  readonly keyBits: number;
  /** Of an `ec` key: the named curve by its IANA group name (`secp256r1`). */
  readonly curve?: string;
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex: two equal ones are the same key. */
  readonly spkiSha256: string;
}

/** One certificate as it stands in a file (RFC 5280 §4.1). */
export interface NamedCertificate extends CertificateFacts, PublicKeyFacts {
  /** Distinguished names, in one spelling, so that an issuer can be compared with a subject. */
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** SHA-256 of the certificate, lower-case hex. */
  readonly sha256: string;
  /** DNS names of the subject alternative name, lower case; empty without the extension. */
  readonly dnsNames: readonly string[];
  /** Basic constraints say that it may issue others. */
  readonly isIssuer: boolean;
  /** `serverAuth`, `clientAuth`, `anyExtendedKeyUsage`, else the object identifier; absent without the extension. */
  readonly extendedKeyUsage?: readonly string[];
}

/** One PEM block of a file, in the order of the file. */
export type PemObject =
  | { readonly kind: "certificate"; readonly certificate: NamedCertificate }
  /** `key` is null where it is encrypted, or of a kind that is not known. */
  | { readonly kind: "private-key"; readonly key: PublicKeyFacts | null; readonly encrypted: boolean }
  | { readonly kind: "dh-parameters"; readonly bits: number }
  | { readonly kind: "other"; readonly label: string }
  /** A block that cannot be read, and why, in words that give nothing of its content away. */
  | { readonly kind: "broken"; readonly label: string; readonly reason: string };

/** What the file system says of a path, symbolic links followed. */
export interface FileStatus {
  /** `unreadable`: it is there, and this program may not read it. */
  readonly kind: "file" | "directory" | "missing" | "unreadable" | "other";
  /** Permission bits (`0o640`), where the system has them. */
  readonly mode?: number;
  /** Numeric ids of owner and group, where the system has them. */
  readonly uid?: number;
  readonly gid?: number;
  /** Milliseconds since 1970-01-01 UTC of the last change of the content. */
  readonly modified?: number;
  /** Of a directory: how many entries it has. */
  readonly entries?: number;
  /** Of a directory: how many of them are named as OpenSSL looks authorities up (`4a6481c9.0`, openssl-rehash(1)). */
  readonly hashed?: number;
}

/**
 * The files of the machine whose configuration is judged. Every method gives null where nothing can be said: for a file of another
 * machine, or where the program runs without a file system. Paths are those of the input files (on the command line as given, in an
 * editor URIs) or absolute ones as a configuration writes them.
 */
export interface FileTree {
  status(path: string): FileStatus | null;
  /** The text of a regular file of moderate size. */
  text(path: string): string | null;
  /** The PEM blocks of a regular file; an empty list where it has none. */
  pem(path: string): readonly PemObject[] | null;
  /** The name under which the same file is among the input files, where it is one of them and named otherwise there. */
  nameOf?(path: string): string | null;
}
