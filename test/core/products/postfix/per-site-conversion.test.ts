// smtp_tls_per_site in the words of smtp_tls_policy_maps: what is carried over, what is not, and when it is safe.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fixFiles, lint, SourceText } from "../../../../server/src/core/api.js";

const NAME = "/etc/postfix/sites";

function files(table: string, { type = "texthash", level = "may", more = "" } = {}) {
  const main = `smtp_tls_security_level = ${level}\nsmtp_tls_per_site = ${type}:${NAME}\n${more}`;
  return [
    { dialect: "postfix-main", source: new SourceText("/etc/postfix/main.cf", main) },
    { dialect: "postfix-map", source: new SourceText(NAME, table) },
  ];
}

function fixOf(table: string, options: Parameters<typeof files>[1] = {}) {
  const given = files(table, options);
  const finding = lint(given, {}).find(({ rule }) => rule === "deprecated-parameter");
  assert.ok(finding, "Postfix 3.11 warns about it");
  if (!finding.fix) return null;
  const rules = new Set(["deprecated-parameter"]);
  const [main, rows] = fixFiles(given, {}, { unsafe: true, rules }).files;
  assert.match(main?.text ?? "", /^smtp_tls_policy_maps = /m);
  return { safety: finding.fix.safety, title: finding.fix.title, rows: rows?.text };
}

describe("per-site tables", () => {
  test("each word has a level (src/smtp/smtp_tls_policy.c, tls_site_lookup), whatever its case", () => {
    const found = fixOf("[a]:1 NONE\n[b]:1 May\n[c]:1 MUST_NOPEERMATCH\n[d]:1 must\n");
    assert.deepEqual(found?.rows, "[a]:1 none\n[b]:1 may\n[c]:1 encrypt\n[d]:1 verify\n");
    assert.equal(found.safety, "safe");
  });

  test("MAY gives way to a stricter main.cf, and then says nothing", () => {
    assert.equal(fixOf("[a] MAY\n[b] NONE\n", { level: "encrypt" })?.rows, "[b] none\n");
    assert.equal(fixOf("[a] MAY\n[b] NONE\n", { level: "none" })?.rows, "[a] may\n[b] none\n");
  });

  test("a bare name may be that of a server, for which a policy table is never asked", () => {
    assert.equal(fixOf("mx.example.com MUST\n")?.safety, "unsafe");
  });

  test("a compiled table has to be made anew", () => {
    const found = fixOf("[a] NONE\n", { type: "hash" });
    assert.equal(found?.safety, "unsafe");
    assert.match(found.title, /run postmap hash:\/etc\/postfix\/sites$/);
  });

  test("what was never found, or is no word, is left to a person", () => {
    assert.equal(fixOf(".example.com MUST\n"), null);
    assert.equal(fixOf("example.com SHOULD\n"), null);
  });

  test("a table that another setting names, too, stays as it is", () => {
    assert.equal(fixOf("[a] NONE\n", { more: `lmtp_tls_per_site = texthash:${NAME}\n` }), null);
  });
});
