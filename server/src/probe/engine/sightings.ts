// What was seen in the handshakes so far, put together. Facts only: what they mean is for posture, checks and rules.

import type { CipherSuite, NamedGroup, ProtocolVersion, SignatureAlgorithm } from "../../core/api.js";
import { signatureAlgorithmById } from "../../core/api.js";
import { dhPrimeName, EXTENSION } from "../../wire/api.js";
import type { Answer } from "./handshakes.js";

/** Diffie-Hellman parameters that a server showed. */
export interface DhParameters {
  /** Size of the prime. */
  readonly bits: number;
  /** Where many servers share it; null for a prime of the server's own. */
  readonly name: string | null;
  /** Only export suites use it. */
  readonly export: boolean;
  /** Only anonymous suites use it: for those OpenSSL chooses shorter primes by itself (SSL_CTX_set_dh_auto(3)). */
  readonly anonymous: boolean;
}

/** Yes or no to a feature that shows itself in a ServerHello; null where no handshake could show it. */
export interface Features {
  /** A compression method other than none was chosen (CRIME, RFC 3749). */
  compression: boolean | null;
  /** RFC 5746. */
  secureRenegotiation: boolean | null;
  /** RFC 7627. */
  extendedMasterSecret: boolean | null;
  /** RFC 7366. */
  encryptThenMac: boolean | null;
  /** RFC 5077. */
  sessionTickets: boolean | null;
  /** RFC 6520. */
  heartbeat: boolean | null;
  /** A stapled OCSP response was sent (RFC 6066 §8). */
  ocspStapling: boolean | null;
  /** Certificate timestamps in the handshake (RFC 6962 §3.3.1). */
  certificateTimestamps: boolean | null;
}

/** Collects; answers come in any order. */
export class Sightings {
  readonly features: Features = {
    compression: null,
    secureRenegotiation: null,
    extendedMasterSecret: null,
    encryptThenMac: null,
    sessionTickets: null,
    heartbeat: null,
    ocspStapling: null,
    certificateTimestamps: null,
  };
  /** Chains by their first certificate, as hex; DER, in the order sent. */
  readonly chains = new Map<string, readonly Uint8Array[]>();
  readonly groups = new Set<NamedGroup>();
  readonly signatureAlgorithms = new Set<SignatureAlgorithm>();
  /** What servers did that no server may do, in words. */
  readonly oddities = new Set<string>();
  readonly #dh = new Map<string, DhParameters>();
  #rsaExportBits: number | null = null;

  get dh(): readonly DhParameters[] {
    return [...this.#dh.values()];
  }

  /** The shortest prime of suites that protect at all; null where none was seen. */
  get shortestDh(): DhParameters | null {
    const [shortest] = this.dh.filter((dh) => !dh.export && !dh.anonymous).sort((a, b) => a.bits - b.bits);
    return shortest ?? null;
  }

  /** Size of the short-lived key of RSA_EXPORT suites; null where none was seen. */
  get rsaExportBits(): number | null {
    return this.#rsaExportBits;
  }

  add(answer: Answer, curious: boolean): void {
    for (const { kind, value } of answer.facts.oddities)
      this.oddities.add(value === null ? kind : `${kind} (${value})`);
    if (answer.kind !== "agreed") return;
    const { suite, group, version, facts } = answer;
    if (group !== null) this.groups.add(group);
    this.#addHello(version, suite, facts, curious);
    const [leaf] = facts.certificates ?? (facts.ssl2 === null ? [] : [facts.ssl2.certificate]);
    if (leaf !== undefined && leaf.length > 0) {
      const key = hex(leaf);
      if (!this.chains.has(key)) this.chains.set(key, facts.certificates ?? [leaf]);
    }
    this.#addKeyExchange(suite, facts.keyExchange);
  }

  #addHello(version: ProtocolVersion, suite: CipherSuite, facts: Answer["facts"], curious: boolean): void {
    const hello = facts.serverHello;
    if (hello === null || version === "TLSv1.3") return;
    const { features } = this;
    const see = (name: keyof Features, seen: boolean): void => {
      features[name] = (features[name] ?? false) || seen;
    };
    if (curious) see("compression", hello.compression !== 0);
    // One handshake without it is one too many.
    features.secureRenegotiation = (features.secureRenegotiation ?? true) && hello.secureRenegotiation;
    if (version === "SSLv3") return;
    if (curious) see("heartbeat", hello.extensions.has(EXTENSION.heartbeat));
    features.extendedMasterSecret = (features.extendedMasterSecret ?? true) && hello.extendedMasterSecret;
    // RFC 7366 §3: it is for CBC suites only.
    if (suite.enc.includes("CBC")) see("encryptThenMac", hello.encryptThenMac);
    see("sessionTickets", hello.sessionTicket);
    if (suite.anonymous) return;
    see("ocspStapling", facts.ocspResponse !== null);
    see("certificateTimestamps", hello.certificateTimestamps.length > 0);
  }

  #addKeyExchange(suite: CipherSuite, exchange: Answer["facts"]["keyExchange"]): void {
    if (exchange === null || exchange.kind === "unread") return;
    const algorithm = signatureAlgorithmById(exchange.signature?.scheme ?? -1);
    if (algorithm !== undefined) this.signatureAlgorithms.add(algorithm);
    if (exchange.kind === "rsa-export") this.#rsaExportBits = exchange.bits;
    if (exchange.kind !== "dhe") return;
    const key = hex(exchange.prime);
    const known = this.#dh.get(key);
    this.#dh.set(key, {
      bits: exchange.bits,
      name: dhPrimeName(exchange.prime),
      export: suite.export && (known?.export ?? true),
      anonymous: suite.anonymous && (known?.anonymous ?? true),
    });
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
