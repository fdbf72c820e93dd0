import type { TestContext } from "node:test";
import { freePorts } from "./ports.js";
/** Where Exim's packages are unpacked; null, with the test skipped, where they are not or the test is not run by root. */
export declare function requireExim(t: TestContext): string | null;
/** What a run of Exim wrote. */
export interface EximOutput {
  readonly failed: boolean;
  readonly stdout: string;
  readonly stderr: string;
}
/** A folder with a spool of its own, gone after the test. */
export declare class EximFolder {
  #private;
  readonly root: string;
  constructor(t: TestContext, folder: string);
  at(...names: readonly string[]): string;
  /** Options that make the instance private, and quiet. */
  get base(): readonly string[];
  write(name: string, text: string | Uint8Array): string;
  /** Runs Exim to its end. */
  run(...args: readonly string[]): Promise<EximOutput>;
  /** What was logged so far. */
  log(): string;
  /** Starts a daemon with `config`, ended after the test; null when it does not start. */
  daemon(
    t: TestContext,
    config: string,
    ports: readonly number[],
  ): Promise<{
    stop(): Promise<void>;
  } | null>;
}
export { freePorts };
