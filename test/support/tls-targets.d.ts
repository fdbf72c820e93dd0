import type { TestContext } from "node:test";
import type { Protocol } from "../../server/src/probe/target.js";
export interface Running {
  /** Port of 127.0.0.1 where TLS begins at once. */
  readonly tls: number;
  /** Ports where the server itself speaks a protocol up to TLS. */
  readonly starttls: Readonly<Partial<Record<Protocol, number>>>;
}
export interface TlsTarget {
  readonly name: string;
  /** Null, with the test skipped, where the server cannot be had. */
  start(t: TestContext): Promise<Running | null>;
}
export declare const RSA: import("./certificates.js").Identity;
type Settings = Readonly<Record<string, string>>;
/** Everything that OpenSSL 3.0 still has, but for suites without encryption. */
export declare const WIDE: Settings;
export declare const TARGETS: readonly TlsTarget[];
export {};
