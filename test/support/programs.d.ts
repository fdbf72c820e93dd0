import type { TestContext } from "node:test";
/**
 * The path of an installed program. Where there is none, marks the test as skipped and returns null;
 * with MAILTLS_REQUIRE_ALL=1 it fails instead.
 */
export declare function requireProgram(t: TestContext, program: string): string | null;
