// The evaluator against the openssl program of this machine: the same suites in the same order, for random strings.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { promisify } from "node:util";
import fc from "fast-check";
import {
  evaluateCipherString,
  tls13Suites,
  type OpenSslLibrary,
} from "../../../server/src/core/tls/openssl-cipher-string.js";
import { permittedAtSecurityLevel } from "../../../server/src/core/tls/openssl-security-level.js";
import { suiteByOpenSsl, type CipherSuite } from "../../../server/src/core/tls/suites.js";
import { requireProgram } from "../../support/programs.js";
import { cipherStrings } from "./cipher-strings.js";

/** What the configurations of Debian 12's mail, web and other packages hold, and what Postfix has compiled in. */
const DEBIAN_STRINGS = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../fixtures/debian-cipher-strings.json"), "utf8"),
) as readonly { readonly package: string; readonly string: string }[];

/** Strings asked at once; with each a process. */
const BATCH = 8;
const BATCHES = process.env["MAILTLS_FULL"] === "1" ? 2500 : 30;

/** The series of which a version is one; 3.1 to 3.4 are between two of them and not compared. */
const SERIES: readonly (readonly [RegExp, OpenSslLibrary])[] = [
  [/^OpenSSL 1\.1\.1/, "openssl-1.1.1"],
  [/^OpenSSL 3\.0\./, "openssl-3.0"],
  [/^OpenSSL 3\.5\./, "openssl-3.5"],
];

/** Without the machine's configuration, which can set a security level and versions. */
const options = { encoding: "utf8", env: { ...process.env, OPENSSL_CONF: "/dev/null" } } as const;

interface OpenSsl {
  readonly library: OpenSslLibrary;
  /** `openssl ciphers …`: names in order, or null when the string is refused. */
  readonly ciphers: (...args: readonly string[]) => Promise<string | null>;
}

function openSsl(t: TestContext): OpenSsl | null {
  const program = requireProgram(t, "openssl");
  if (program === null) return null;
  const version = execFileSync(program, ["version"], options);
  const library = SERIES.find(([pattern]) => pattern.test(version))?.[1];
  if (library === undefined) {
    t.skip(`no table for ${version.trim()}`);
    return null;
  }
  const run = promisify(execFile);
  return {
    library,
    ciphers: async (...args) => {
      try {
        return (await run(program, ["ciphers", ...args], options)).stdout.trim();
      } catch (error) {
        // Exit code 1 is a refusal; anything else is a broken comparison.
        assert.equal((error as { code?: unknown }).code, 1);
        return null;
      }
    },
  };
}

const names = (suites: readonly CipherSuite[]): string => suites.map(({ openssl }) => openssl).join(":");

test("random strings mean what openssl says", async (t) => {
  const openssl = openSsl(t);
  if (openssl === null) return;
  const { library, ciphers } = openssl;
  let compared = 0;
  let refused = 0;
  const batches = fc.array(cipherStrings(library), { minLength: BATCH, maxLength: BATCH });
  await fc.assert(
    fc.asyncProperty(batches, async (texts) => {
      // The program would take a leading "-" for an option; a separator before it changes nothing but a leading keyword.
      const expected = await Promise.all(
        texts.map((text) => ciphers("-ciphersuites", "", text.startsWith("-") ? `:${text}` : text)),
      );
      texts.forEach((text, i) => {
        const { valid, suites } = evaluateCipherString(text, library);
        assert.equal(valid ? names(suites) : null, expected[i], text);
        compared += 1;
        if (!valid) refused += 1;
      });
    }),
    { numRuns: BATCHES },
  );
  t.diagnostic(`${compared} strings compared with ${library}, ${refused} of them refused by both`);
});

test("strings of Debian's packages mean what openssl says", async (t) => {
  const openssl = openSsl(t);
  if (openssl === null) return;
  const { library, ciphers } = openssl;
  for (const { package: origin, string } of DEBIAN_STRINGS) {
    const { valid, suites } = evaluateCipherString(string, library);
    assert.equal(valid ? names(suites) : null, await ciphers("-ciphersuites", "", string), `${origin}: ${string}`);
  }
  t.diagnostic(`${DEBIAN_STRINGS.length} strings compared with ${library}`);
});

test("security levels bar what openssl bars", async (t) => {
  const openssl = openSsl(t);
  if (openssl === null) return;
  const { library, ciphers } = openssl;
  const { suites } = evaluateCipherString("ALL:COMPLEMENTOFALL", library);
  const tls13 = tls13Suites(library);
  for (let level = 0; level <= 5; level++) {
    const expected = await ciphers("-s", "-psk", "-srp", `ALL:COMPLEMENTOFALL:@SECLEVEL=${level}`);
    const permitted = [...tls13, ...suites].filter((suite) => permittedAtSecurityLevel(suite, level, library));
    assert.equal(names(permitted), expected, `level ${level}`);
  }
});

test("suites bear openssl's names and numbers", async (t) => {
  const openssl = openSsl(t);
  if (openssl === null) return;
  const lines = ((await openssl.ciphers("-V", "ALL:COMPLEMENTOFALL")) ?? "").split("\n");
  for (const line of lines) {
    const [number = "", , name = "", version] = line.trim().split(/ +/);
    const suite = suiteByOpenSsl(name);
    assert.ok(suite, line);
    assert.equal(suite.id, parseInt(number.replaceAll(/0x|,/g, ""), 16), line);
    assert.equal(suite.minVersion, version, line);
  }
  t.diagnostic(`${lines.length} suites compared`);
});
