import type { TestContext } from "node:test";
import type { Identity } from "./certificates.js";
interface PostfixOptions {
  /** Parameters of main.cf, on top of those that make the instance private. */
  readonly main?: Readonly<Record<string, string>>;
  /** smtpd services by name, each with its `-o` overrides. By default one `smtp`. */
  readonly services?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Key and certificate of the server; without them it has no TLS. */
  readonly identity?: Identity;
  /** More lines of master.cf. */
  readonly master?: string;
  /** Changes the files of the folder with main.cf and master.cf before Postfix reads them. */
  readonly prepare?: (configDirectory: string) => void;
}
interface Postfix {
  /** Port on 127.0.0.1 of each service. */
  readonly ports: Readonly<Record<string, number>>;
  /** The folder with main.cf and master.cf. */
  readonly configDirectory: string;
  /** What Postfix has logged so far. */
  log(): string;
  /** Ends it and removes its files; called after the test if not before. */
  stop(): Promise<void>;
}
/** What smtpd needs beside itself. */
export declare const DAEMONS =
  "\ncleanup unix n - n - 0 cleanup\nrewrite unix - - n - - trivial-rewrite\nproxymap unix - - n - - proxymap\ntlsmgr unix - - n 1000? 1 tlsmgr\nanvil unix - - n - 1 anvil\npostlog unix-dgram n - n - 1 postlogd\n";
/** A private Postfix that is not running yet: its folders, and the settings of main.cf that keep it apart from every other. */
export interface Instance {
  readonly root: string;
  /** The folder for main.cf and master.cf. */
  readonly configDirectory: string;
  /** To be written into main.cf. */
  readonly settings: Readonly<Record<string, string>>;
  /** What Postfix has logged so far. */
  readonly log: () => string;
  /** Starts master, and waits until it listens; connects to nothing, since the first connection starts a service. */
  readonly start: () => Promise<void>;
  /** Ends master and all its children; it can be started again. */
  readonly halt: () => Promise<void>;
  /** Ends it and removes its files; called after the test if not before. */
  readonly stop: () => Promise<void>;
}
/** Makes the folders of an instance; null, with the test skipped, where Postfix is not installed or the test is not run by root. */
export declare function prepareInstance(t: TestContext): Instance | null;
/** Starts an instance with smtpd services on free ports; null, with the test skipped, where that is not possible. */
export declare function startPostfix(t: TestContext, options: PostfixOptions): Promise<Postfix | null>;
/** Settings as lines of main.cf. */
export declare function mainText(settings: Readonly<Record<string, string>>): string;
export {};
