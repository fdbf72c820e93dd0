import { type KeyObject } from "node:crypto";
/** A key with its certificate and those to send after it, all PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
  /** `cert` and the certificates of `chain`, as a server sends them. */
  readonly fullChain: string;
}
export interface Authority extends Identity {
  readonly name: string;
  readonly privateKey: KeyObject;
}
interface CertificateOptions {
  /** Common name of the subject; the first of `names` by default. */
  readonly subject?: string;
  /** Host names and IPv4 addresses of the subject alternative name. */
  readonly names?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Written in place of the end of the validity, whatever it says. */
  readonly notAfterText?: string;
  readonly keys?: {
    readonly privateKey: KeyObject;
    readonly publicKey: KeyObject;
  };
  /** PEM certificates to send after this one. */
  readonly chain?: readonly string[];
  /** May issue certificates itself. */
  readonly ca?: boolean;
}
/** A root that no one trusts unless told to. */
export declare function createAuthority(name?: string): Authority;
/** A certificate signed by `authority`. */
export declare function issue(authority: Authority, options: CertificateOptions): Identity;
/** A certificate signed with its own key. */
export declare function selfSigned(options: CertificateOptions): Identity;
/** Diffie-Hellman parameters with generator 2 (PKCS #3), PEM. */
export declare function dhParameters(prime: Uint8Array): string;
export {};
