import { type Socket } from "node:net";
import type { TestContext } from "node:test";
import type { Identity } from "./certificates.js";
import { type NodeVersion } from "./old-nodes.js";
/** A server of `tls.createServer` in another version of Node.js; null, with the test skipped, where that cannot be had. */
export declare function startNodeServer(
  t: TestContext,
  version: NodeVersion,
  options: Readonly<Record<string, unknown>>,
): Promise<number | null>;
/** Java's own TLS with everything switched on; null, with the test skipped, where there is no Java. */
export declare function startJsse(t: TestContext, identity: Identity): Promise<number | null>;
/**
 * NSS's `selfserv` with every suite that the library has, SSL 3.0 to TLS 1.2. It listens on every address: that is why it
 * gets a network namespace of its own. Null, with the test skipped, where it is not installed or the test is not run by root.
 */
export declare function startNss(t: TestContext, identity: Identity): Promise<number | null>;
/** Lets two sockets talk to each other; where one ends, so does the other. */
export declare function joined(client: Socket, server: Socket): void;
