import type { TestContext } from "node:test";
import type { Identity } from "./certificates.js";
/** The service that accepts each protocol's connections, and the listeners that it has by default on privileged ports. */
declare const SERVICES: {
  readonly imap: {
    readonly service: "imap-login";
    readonly defaults: readonly ["imap", "imaps"];
  };
  readonly pop3: {
    readonly service: "pop3-login";
    readonly defaults: readonly ["pop3", "pop3s"];
  };
  readonly sieve: {
    readonly service: "managesieve-login";
    readonly defaults: readonly ["sieve"];
  };
  readonly submission: {
    readonly service: "submission-login";
    readonly defaults: readonly ["submission", "submissions"];
  };
  readonly lmtp: {
    readonly service: "lmtp";
    readonly defaults: readonly [];
  };
};
type DovecotProtocol = keyof typeof SERVICES;
interface DovecotListener {
  readonly protocol: DovecotProtocol;
  /** TLS from the first byte. */
  readonly ssl?: boolean;
}
interface DovecotOptions {
  /** Listeners by name; the protocols that they speak are switched on. By default one `imap`. */
  readonly listeners?: Readonly<Record<string, DovecotListener>>;
  /**
   * Where it listens: 127.0.0.1 by default, from where Dovecot takes every client for its own host and thus for secured.
   * To be met as a stranger it has to listen on another loopback address, such as 127.0.0.2.
   */
  readonly address?: string;
  /** Key and certificate of the server; without them `ssl = no`. */
  readonly identity?: Identity;
  /** More of dovecot.conf, after everything else, so that it wins. */
  readonly config?: string;
}
interface Dovecot {
  /** Port of each listener. */
  readonly ports: Readonly<Record<string, number>>;
  /** The dovecot.conf that it runs with; its folder is the instance's own. */
  readonly configFile: string;
  /** What Dovecot has logged so far. */
  log(): string;
  /** Ends it and removes its files; called after the test if not before. */
  stop(): Promise<void>;
}
/**
 * Starts an instance of its own, with one user for every name and the password `password`; null, with the test skipped,
 * where Dovecot is not installed or the test is not run by root.
 */
export declare function startDovecot(t: TestContext, options?: DovecotOptions): Promise<Dovecot | null>;
export {};
