// The evaluator against the openssl program of this machine: the same suites in the same order, for random strings.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { test, type TestContext } from "node:test";
import { promisify } from "node:util";
import fc from "fast-check";
import {
  evaluateCipherString,
  tls13Suites,
  type OpenSslLibrary,
} from "../../../server/src/core/tls/openssl-cipher-string.js";
import { permittedAtSecurityLevel } from "../../../server/src/core/tls/openssl-security-level.js";
import { OPENSSL_TABLES } from "../../../server/src/core/tls/openssl-tables.generated.js";
import { cipherSuites, suiteByOpenSsl, type CipherSuite } from "../../../server/src/core/tls/suites.js";
import { requireProgram } from "../../support/programs.js";

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

/** Strings over the whole language, the parts that matter to `library` being frequent, and now and then an error. */
function cipherStrings(library: OpenSslLibrary): fc.Arbitrary<string> {
  const { aliases, rows } = OPENSSL_TABLES[library];
  const name = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...Object.keys(aliases)) },
    { weight: 15, arbitrary: fc.constantFrom(...rows.map(([rowName]) => rowName)) },
    { weight: 1, arbitrary: fc.constantFrom(...cipherSuites().map(({ iana }) => iana)) },
    { weight: 1, arbitrary: fc.constantFrom(...Object.keys(OPENSSL_TABLES["openssl-1.0.2"].aliases)) },
    { weight: 1, arbitrary: fc.constantFrom("FOO", "DEFAULT", "TLSv1.3", "aes", "HIGHX") },
  );
  const operator = fc.constantFrom("", "", "", "-", "+", "!");
  const chain = fc.oneof(
    { weight: 4, arbitrary: name.map((single) => [single]) },
    { weight: 1, arbitrary: fc.array(name, { minLength: 2, maxLength: 3 }) },
  );
  const rule = fc.tuple(operator, chain).map(([prefix, parts]) => prefix + parts.join("+"));
  const command = fc.constantFrom("@STRENGTH", "@SECLEVEL=0", "@SECLEVEL=1", "@SECLEVEL=5");
  const mistake = fc.constantFrom("@", "@FOO", "!", "-", "+", "?", "_", "AES+", "AES++RC4", "é", "@SECLEVEL=6", "\t");
  const element = fc.oneof(
    { weight: 60, arbitrary: rule },
    { weight: 4, arbitrary: command },
    { weight: 1, arbitrary: mistake },
  );
  const separator = fc.oneof(
    { weight: 10, arbitrary: fc.constant(":") },
    { weight: 1, arbitrary: fc.constantFrom("", " ", ",", ";", "::", ": ") },
  );
  const start = fc.oneof(
    { weight: 6, arbitrary: fc.constant("") },
    {
      weight: 5,
      arbitrary: fc.constantFrom("ALL:", "HIGH:", "ALL:COMPLEMENTOFALL:", "COMPLEMENTOFDEFAULT:", "ALL:-ALL:"),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom("DEFAULT", "DEFAULT:", "SUITEB128", "SUITEB192:", "SUITEB128C2", "SUITEB128ONLY"),
    },
  );
  const elements = fc.array(fc.tuple(separator, element), { minLength: 1, maxLength: 8 });
  return fc
    .tuple(start, elements)
    .map(([first, rest]) => first + rest.map(([between, text], i) => (i === 0 ? "" : between) + text).join(""));
}

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
