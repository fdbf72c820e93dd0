// Priority strings against the gnutls-cli of this machine: the same lists in the same order, and errors in the same place.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { test, type TestContext } from "node:test";
import { promisify } from "node:util";
import fc from "fast-check";
import { evaluatePriorityString } from "../../../server/src/core/tls/gnutls-priority.js";
import {
  BULK_ITEMS,
  CIPHERS,
  CURVES,
  GROUPS,
  KEY_EXCHANGES,
  LEVELS,
  MACS,
  OPTIONS,
  PROTOCOLS,
  RETIRED,
  SIGNATURES,
  WHOLE_LIST_ITEMS,
} from "../../../server/src/core/tls/gnutls-priority-table.js";
import { oldestVersion } from "../../../server/src/core/tls/gnutls-selection.js";
import { suiteByGnuTls } from "../../../server/src/core/tls/suites.js";
import { requireProgram } from "../../support/programs.js";

/** Strings asked at once; with each a process. */
const BATCH = 5;
const BATCHES = process.env["MAILTLS_FULL"] === "1" ? 400 : 30;

/** Without the machine's configuration, which can define keywords and bar algorithms. */
const options = { encoding: "utf8", env: { ...process.env, GNUTLS_SYSTEM_PRIORITY_FILE: "/dev/null" } } as const;

/** Lists by their title in gnutls-cli's output, and the prefix of their items. */
const LISTS = [
  ["Protocols", "VERS-", "protocols"],
  ["Ciphers", "", "ciphers"],
  ["MACs", "", "macs"],
  ["Key Exchange Algorithms", "", "keyExchanges"],
  ["Groups", "GROUP-", "groups"],
  ["PK-signatures", "SIGN-", "signatures"],
] as const;

type Reading = Readonly<Record<string, readonly string[]>> | { readonly error: string };

function gnutls(t: TestContext): ((text: string) => Promise<Reading>) | null {
  const program = requireProgram(t, "gnutls-cli");
  if (program === null) return null;
  const version = execFileSync(program, ["--version"], options).split("\n", 1)[0] ?? "";
  if (!version.includes(" 3.7.")) {
    t.skip(`no table for ${version}`);
    return null;
  }
  const run = promisify(execFile);
  return async (text) => {
    try {
      return listed((await run(program, ["--list", `--priority=${text}`], options)).stdout);
    } catch (error) {
      // Exit code 1 is a refusal; anything else is a broken comparison.
      const { code, stderr } = error as { readonly code?: unknown; readonly stderr: string };
      assert.equal(code, 1, text);
      const place = /^Syntax error at: (.*)\n$/s.exec(stderr)?.[1];
      assert.ok(place !== undefined || stderr.startsWith("Error in priorities: No or insufficient priorities"), stderr);
      return { error: place ?? "" };
    }
  };
}

function listed(output: string): Reading {
  const entries = LISTS.map(([title, prefix, list]) => {
    const items = new RegExp(`^${title}: (.*)$`, "m").exec(output)?.[1] ?? "";
    // Curves that are no groups have no name there.
    return [
      list,
      items
        .split(", ")
        .filter((item) => item !== "none" && item !== "GROUP-(null)")
        .map((item) => item.slice(prefix.length)),
    ] as const;
  });
  const lists: Readonly<Record<string, readonly string[]>> = Object.fromEntries(entries);
  const permitted = new Set(lists["protocols"]);
  const old = permitted.has("TLS1.0") || permitted.has("TLS1.1") || permitted.has("TLS1.2");
  // Lines of name, number and oldest version. Some suites listed are for DTLS alone, or for no permitted version at all.
  const suites = output
    .split("\n")
    .filter((line) => line.startsWith("TLS_"))
    .map((line) => line.split(/\t/))
    .filter(([, , version = ""]) => (version === "TLS1.0" ? old : permitted.has(version)))
    .map(([name = ""]) => name.trim());
  return { ...lists, suites };
}

function ours(text: string): Reading {
  const { valid, error, suites, lists } = evaluatePriorityString(text);
  if (valid === true) return { ...lists, suites: suites.map(({ gnutls: name }) => name ?? "") };
  assert.ok(error);
  const whole = error.span.start === 0 && error.span.end === text.length && error.message.includes("is left");
  return { error: whole ? "" : text.slice(error.span.start) };
}

const prefixed = (prefix: string, names: readonly string[]): readonly string[] => names.map((name) => prefix + name);

/** Priority strings that look like real ones, with all that the language has, and a few mistakes. */
function priorityStrings(keywords: readonly string[]): fc.Arbitrary<string> {
  const item = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...prefixed("VERS-", PROTOCOLS)) },
    { weight: 4, arbitrary: fc.constantFrom(...KEY_EXCHANGES, ...RETIRED) },
    { weight: 4, arbitrary: fc.constantFrom(...CIPHERS) },
    { weight: 2, arbitrary: fc.constantFrom(...MACS) },
    { weight: 3, arbitrary: fc.constantFrom(...prefixed("GROUP-", GROUPS)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ...prefixed(
          "CURVE-",
          CURVES.map(([curve]) => curve),
        ),
      ),
    },
    { weight: 3, arbitrary: fc.constantFrom(...prefixed("SIGN-", SIGNATURES)) },
    { weight: 4, arbitrary: fc.constantFrom(...Object.keys(BULK_ITEMS), ...Object.keys(WHOLE_LIST_ITEMS)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...keywords, "GOST", "VERS-ALLX", "GOSTX", "COMP-DEFLATE", "MAC-X", "KX-"),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom("CTYPE-X509", "CTYPE-ALL", "CTYPE-CLI-RAWPK", "CTYPE-OPENPGP", "CTYPE-SRV-ALLX"),
    },
  );
  const mistake = fc.constantFrom(
    "",
    "HIGH",
    "NONE",
    "%compat",
    "+FOO",
    "-CURVE-P256",
    "!SECURE128",
    "+CTYPE-X",
    "RSA",
  );
  const element = fc.oneof(
    { weight: 30, arbitrary: fc.tuple(fc.constantFrom("+", "+", "-", "!"), item).map(([sign, name]) => sign + name) },
    { weight: 3, arbitrary: fc.constantFrom(...OPTIONS).map((name) => `%${name}`) },
    { weight: 2, arbitrary: fc.constantFrom(...keywords) },
    { weight: 1, arbitrary: mistake },
  );
  const cased = fc
    .tuple(element, fc.integer({ min: 0, max: 9 }))
    .map(([text, n]) => (n === 0 && !text.startsWith("%") ? text.toLowerCase() : text));
  const first = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...keywords) },
    {
      weight: 3,
      arbitrary: fc.constantFrom("NONE", "NONE:+VERS-TLS-ALL:+CIPHER-ALL:+MAC-ALL:+KX-ALL", "none:+NORMAL"),
    },
    { weight: 1, arbitrary: element },
  );
  const last = fc.constantFrom("", ":-VERS-DTLS-ALL", ":-VERS-DTLS-ALL");
  return fc
    .tuple(first, fc.array(cased, { maxLength: 8 }), last)
    .map(([start, rest, end]) => [start, ...rest].join(":") + end);
}

test("random strings mean what gnutls-cli says", async (t) => {
  const theirs = gnutls(t);
  if (theirs === null) return;
  // Without AES instructions the order behind PERFORMANCE is another one.
  const performance = await theirs("PERFORMANCE");
  const slowAes = "ciphers" in performance && performance["ciphers"][0] === "CHACHA20-POLY1305";
  const keywords = Object.keys(LEVELS).filter((keyword) => !(slowAes && keyword === "PERFORMANCE"));
  let compared = 0;
  let refused = 0;
  const batches = fc.array(priorityStrings(keywords), { minLength: BATCH, maxLength: BATCH });
  await fc.assert(
    fc.asyncProperty(batches, async (texts) => {
      const expected = await Promise.all(texts.map(theirs));
      texts.forEach((text, i) => {
        const got = ours(text);
        assert.deepEqual(got, expected[i], text);
        compared += 1;
        if ("error" in got) refused += 1;
      });
    }),
    { numRuns: BATCHES },
  );
  t.diagnostic(`${compared} strings compared, ${refused} of them refused by both`);
});

test("keywords mean what gnutls-cli says", async (t) => {
  const theirs = gnutls(t);
  if (theirs === null) return;
  for (const keyword of Object.keys(LEVELS).filter((name) => name !== "PERFORMANCE"))
    assert.deepEqual(ours(keyword), await theirs(keyword), keyword);
});

test("every suite begins with the version that gnutls-cli says", (t) => {
  const program = requireProgram(t, "gnutls-cli");
  if (program === null) return;
  const lines = execFileSync(program, ["--list"], { encoding: "utf8" }).matchAll(
    /^(TLS_\S+).*\t(?:TLS|SSL)(\d\.\d)$/gm,
  );
  let compared = 0;
  for (const [, name = "", version = ""] of lines) {
    const suite = suiteByGnuTls(name);
    assert.ok(suite, name);
    // GnuTLS has no SSL 3.0 any more: what began there begins with TLS 1.0.
    const oldest = oldestVersion(suite)
      .replace(/^SSLv3$/, "TLSv1")
      .replace(/^TLSv1$/, "TLSv1.0");
    assert.equal(oldest, `TLSv${version}`, name);
    compared += 1;
  }
  assert.ok(compared > 100);
  t.diagnostic(`${compared} suites compared`);
});
