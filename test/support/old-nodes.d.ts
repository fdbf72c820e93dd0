import type { TestContext } from "node:test";
/** Versions, each with what only it can do. */
export type NodeVersion =
  /** SSL 2.0. */
  | "0.10.32"
  /** SSL 3.0 to TLS 1.2 with export suites and DH of 512 bits. */
  | "0.11.14"
  /** OpenSSL 1.0.2. */
  | "8.17.0"
  /** OpenSSL 3.5 with ML-KEM. */
  | "24.21.0";
/** The path of the binary; null, with the test skipped, where it cannot be downloaded. */
export declare function oldNode(t: TestContext, version: NodeVersion): string | null;
