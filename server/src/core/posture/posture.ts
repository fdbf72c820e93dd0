// The pivot: what TLS one endpoint offers and demands, whether read from files or seen on the wire. No judgement here.

import type { ProtocolVersion } from "../tls/versions.js";
import type { Fact, Origin } from "./fact.js";

/**
 * What an endpoint is for; the same setting is judged by it.
 * - `mx`: receives mail from the Internet on port 25 (RFC 5321; TLS is optional, RFC 3207 §4).
 * - `submission`: accepts mail from users (RFC 6409, RFC 8314).
 * - `access`: lets users read their mail or manage their filters (IMAP, POP3, ManageSieve; RFC 8314, RFC 5804).
 * - `relay`: sends mail to other servers or to a smarthost.
 */
export type Service = "mx" | "submission" | "access" | "relay";

/** What is spoken once the connection is there. */
export type Protocol = "smtp" | "lmtp" | "imap" | "pop3" | "sieve";

export type Transport = "starttls" | "implicit" | "none";

/** Suites per version, in order of preference, by IANA name. */
export type SuitesByVersion = Readonly<Partial<Record<ProtocolVersion, readonly string[]>>>;

/** The names of the facts that can be undetermined. */
export type FactName =
  ("versions" | "suites" | "groups" | "certificates" | "dhBits") | ("plaintextAuth" | "required" | "transport");

/** What is asked of a certificate that an endpoint shows. What is not known of it is absent. */
export interface CertificateFacts {
  /** The file that it is read from, as the configuration names it; absent where it was seen on the wire. */
  readonly file?: string;
  readonly keyType: "rsa" | "ec" | "ed25519" | "ed448" | "dsa";
  /** Modulus for RSA and DSA, field size for the others. */
  readonly keyBits: number;
  /** Of an `ec` key: the named curve by its name among the IANA groups (`secp256r1`). */
  readonly curve?: string;
  /** Digest of the issuer's signature, lower case without a dash: `sha256`. */
  readonly signatureHash?: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly notBefore?: number;
  /** Milliseconds since 1970-01-01 UTC; still valid in that second (RFC 5280 §4.1.2.5). */
  readonly notAfter?: number;
  /** Distinguished names, in one spelling, so that an issuer can be compared with a subject. */
  readonly subject?: string;
  readonly issuer?: string;
  /** DNS names of the subject alternative name, lower case; empty without the extension. */
  readonly dnsNames?: readonly string[];
  /** `serverAuth`, `clientAuth`, `anyExtendedKeyUsage`, else the object identifier; absent without the extension, too. */
  readonly extendedKeyUsage?: readonly string[];
  /** The certificates that are sent after it, in this order. */
  readonly chain?: readonly CertificateFacts[];
  /** Where its own file is named; absent where the list's origin tells as much. */
  readonly origin?: Origin;
  /** The name that clients must ask for to be shown it (server name indication, RFC 6066 §3); `.example.com`: any name below. */
  readonly serverName?: string;
}

/** What TLS one endpoint offers (server) or asks for (client), and what it demands. */
export interface Endpoint {
  /** `service/type` for a configured service (`smtp/inet`), `host:port` for an observed one. */
  readonly id: string;
  readonly product: string;
  readonly role: "server" | "client";
  readonly service: Service;
  readonly protocol: Protocol;
  /** Client only: the one destination for which it is so; absent where it is so for all others. */
  readonly destination?: string;
  /** TCP port, or null where it is not known or not one. */
  readonly port: number | null;
  /** `assumed`: no file read says that the endpoint exists, but the settings that it would inherit are set. */
  readonly presence: "declared" | "assumed";
  /** Whether strangers can reach it. */
  readonly exposure: "public" | "loopback";
  readonly transport: Fact<Transport>;
  /** TLS is demanded: no mail passes without it. */
  readonly required: Fact<boolean>;
  /** The level that the server's own words give it (`may`, `dane`, …), where it has levels. */
  readonly level?: Fact<string>;
  /** Why every handshake fails although TLS is set. The other facts then say what the settings come to once that is mended. */
  readonly tlsFailure?: Fact<string>;
  /** Server only: logins are announced before TLS, and passwords can be sent. */
  readonly plaintextAuth?: Fact<boolean>;
  /** Versions that will be negotiated with the TLS library at hand. */
  readonly versions?: Fact<readonly ProtocolVersion[]>;
  /** Versions that only the TLS library at hand keeps out: the configuration would permit them. */
  readonly latentVersions?: Fact<readonly ProtocolVersion[]>;
  /** Suites that will be negotiated. */
  readonly suites?: Fact<SuitesByVersion>;
  /** Suites that the cipher settings let in with the library at hand; a server's certificates may narrow them. */
  readonly permittedSuites?: Fact<SuitesByVersion>;
  /** Suites that only the TLS library at hand keeps out. */
  readonly latentSuites?: Fact<SuitesByVersion>;
  /** Server only: whose order of suites counts. */
  readonly preference?: Fact<"server" | "client">;
  /** Client only: the name that it asks for (server name indication), as the configuration writes it; absent where it asks for none. */
  readonly serverName?: Fact<string>;
  /** Groups that will be negotiated, by IANA name. */
  readonly groups?: Fact<readonly string[]>;
  /** Server only: the name that it gives itself, which its peers may expect in its certificate. */
  readonly hostName?: Fact<string>;
  /** The certificates it shows, a client on demand, one for each key type; no issuers. */
  readonly certificates?: Fact<readonly CertificateFacts[]>;
  /** Server only: the certificates that it shows to clients that ask for a certain name. */
  readonly sniCertificates?: Fact<readonly CertificateFacts[]>;
  /** Server only: size of the prime with which DHE suites of TLS 1.2 and older are negotiated. */
  readonly dhBits?: Fact<number>;
  /** Facts that could not be determined, and why. A fact listed here is absent above. */
  readonly undetermined: readonly { readonly fact: FactName; readonly reason: string }[];
}

/** All endpoints of one configuration or one host. */
export interface Posture {
  readonly endpoints: readonly Endpoint[];
}

/**
 * A change to an endpoint, in the words of the posture. A product turns it into edits of its own files;
 * a product that cannot make it returns none.
 */
export type PostureChange =
  | { readonly kind: "disable-versions"; readonly versions: readonly ProtocolVersion[] }
  | { readonly kind: "exclude-suites"; readonly openssl: readonly string[] }
  | { readonly kind: "use-default-versions" }
  | { readonly kind: "use-default-dh-parameters" }
  | { readonly kind: "make-optional" }
  | { readonly kind: "offer-tls" }
  | { readonly kind: "require-tls" }
  | { readonly kind: "forbid-plaintext-auth" };

/**
 * A change that meets a policy, in the words of the posture. `offer-…`: these values and no others, suites and groups by IANA name, the preferred
 * first; suites of versions that are not offered do not matter.
 */
export type HardeningChange =
  | Extract<PostureChange, { readonly kind: "make-optional" | "require-tls" | "forbid-plaintext-auth" }>
  | { readonly kind: "offer-versions"; readonly versions: readonly ProtocolVersion[] }
  | { readonly kind: "offer-suites"; readonly suites: readonly string[] }
  | { readonly kind: "offer-groups"; readonly groups: readonly string[] };
