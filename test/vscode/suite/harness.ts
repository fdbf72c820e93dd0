// A small test runner for an extension host with or without Node.js, and waiting for events instead of for time.

import { Uri, workspace, type Event, type WorkspaceFolder } from "vscode";

/** What one test came to, as written to the result file. */
export interface TestResult {
  readonly name: string;
  readonly milliseconds: number;
  /** Null where it passed. */
  readonly error: string | null;
}

export type Tests = Readonly<Record<string, () => Promise<void>>>;

/** Longest wait for one event. Generous: it only bounds how long a broken build takes to fail. */
const PATIENCE_MS = 40_000;

/**
 * Runs the tests in order and writes `TestResult[]` as JSON beside the workspace folder, at `<folder>.results.json`.
 * Throws, as VS Code expects of a failed suite, when one failed.
 */
export async function runTests(tests: Tests): Promise<void> {
  const results: TestResult[] = [];
  for (const [name, test] of Object.entries(tests)) {
    const start = Date.now();
    let error: string | null = null;
    try {
      await test();
    } catch (thrown) {
      error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    }
    results.push({ name, milliseconds: Date.now() - start, error });
  }
  const { uri } = folder();
  await workspace.fs.writeFile(
    uri.with({ path: `${uri.path}.results.json` }),
    new TextEncoder().encode(JSON.stringify(results)),
  );
  const failed = results.filter((result) => result.error !== null);
  if (failed.length > 0) throw new Error(failed.map((result) => `${result.name}: ${String(result.error)}`).join("\n"));
}

/** The first value that `look` finds, now or after one of the events; fails when none comes. */
export async function eventually<T>(
  what: string,
  events: readonly Event<unknown>[],
  look: () => T | undefined,
): Promise<T> {
  const found = look();
  if (found !== undefined) return found;
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      for (const listener of listeners) listener.dispose();
    };
    const listeners = events.map((event) =>
      event(() => {
        const value = look();
        if (value === undefined) return;
        stop();
        resolve(value);
      }),
    );
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`waited ${PATIENCE_MS} ms for ${what}`));
    }, PATIENCE_MS);
  });
}

export function equal(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [JSON.stringify(actual, null, 1), JSON.stringify(expected, null, 1)];
  if (is !== should) throw new Error(`${what}: expected ${should}, got ${is}`);
}

export function match(actual: string, expected: RegExp, what: string): void {
  if (!expected.test(actual)) throw new Error(`${what}: expected ${String(expected)}, got ${JSON.stringify(actual)}`);
}

export function exists<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is missing`);
  return value;
}

function folder(): WorkspaceFolder {
  return exists(workspace.workspaceFolders?.[0], "the workspace folder");
}

/** A file of the workspace, by its path inside. */
export function file(path: string): Uri {
  return Uri.joinPath(folder().uri, path);
}
