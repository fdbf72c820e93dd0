// Suppression comments: what they reach, what they leave alone, and what is said about the comments themselves.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  applyEdits,
  fixFiles,
  lint,
  SourceText,
  suppressionEdit,
  verdict,
  type InputFile,
  type LintOptions,
} from "../../../server/src/core/api.js";

const file = (text: string, path = "main.cf"): InputFile => ({
  dialect: "postfix-main",
  source: new SourceText(path, text),
});

const BASE = `smtpd_tls_chain_files = /etc/postfix/tls/mx.pem
smtpd_tls_security_level = may
smtp_tls_security_level = may
`;
/** One finding, \`sslv3-enabled\`, an info. */
const WEAK = "smtpd_tls_protocols = !SSLv2\n";
/** One finding, \`trailing-comment\`, an error, in the second physical line of the entry. */
const SPLIT = "smtpd_tls_auth_only =\n  yes # no passwords in the clear\n";

function judge(text: string, lintOptions?: LintOptions) {
  const { findings, suppressed } = verdict([file(text)], {}, lintOptions);
  return {
    findings: findings.map(({ rule, span }) => `${rule}:${new SourceText("", text).position(span.start).line + 1}`),
    suppressed: suppressed.map(({ finding, reason }) => [finding.rule, reason]),
  };
}

describe("what a comment leaves out", () => {
  test("without one, both samples have their finding", () => {
    assert.deepEqual(judge(BASE + WEAK).findings, ["sslv3-enabled:4"]);
    assert.deepEqual(judge(BASE + SPLIT).findings, ["trailing-comment:5"]);
  });

  test("the next setting, over blank lines and other comments", () => {
    const text = `${BASE}# mailtls: ignore sslv3-enabled: not in our OpenSSL\n\n# more\n${WEAK}`;
    assert.deepEqual(judge(text), { findings: [], suppressed: [["sslv3-enabled", "not in our OpenSSL"]] });
  });

  test("the whole logical line, from before it and from inside it", () => {
    const comment = "# mailtls: ignore trailing-comment: a script reads it\n";
    const expected = { findings: [], suppressed: [["trailing-comment", "a script reads it"]] };
    assert.deepEqual(judge(BASE + comment + SPLIT), expected);
    assert.deepEqual(judge(BASE + SPLIT.replace("=\n", `=\n  ${comment}`)), expected);
  });

  test("not the setting after the next, and no other rule", () => {
    const far = `${BASE}# mailtls: ignore sslv3-enabled: x\nsmtpd_tls_auth_only = yes\n${WEAK}`;
    assert.deepEqual(judge(far).findings, ["unused-suppression:4", "sslv3-enabled:6"]);
    const other = `${BASE}# mailtls: ignore trailing-comment: x\n${WEAK}`;
    assert.deepEqual(judge(other).findings, ["unused-suppression:4", "sslv3-enabled:5"]);
    const after = `${BASE}${WEAK}# mailtls: ignore sslv3-enabled: x\n`;
    assert.deepEqual(judge(after).findings, ["sslv3-enabled:4", "unused-suppression:5"]);
  });

  test("several rules, several comments, the whole file; colons belong to the reason", () => {
    const both = `${BASE}#mailtls: ignore trailing-comment , sslv3-enabled : see: wiki\n${WEAK}`;
    assert.deepEqual(judge(both), { findings: ["unused-suppression:4"], suppressed: [["sslv3-enabled", "see: wiki"]] });
    const stacked = `${BASE}# mailtls: ignore sslv3-enabled: see: wiki\n# mailtls: ignore trailing-comment: y\n${WEAK}`;
    assert.deepEqual(judge(stacked), {
      findings: ["unused-suppression:5"],
      suppressed: [["sslv3-enabled", "see: wiki"]],
    });
    const whole = `${BASE}${SPLIT}${WEAK}# mailtls: ignore-file trailing-comment, sslv3-enabled: test machine\n`;
    assert.equal(judge(whole).suppressed.length, 2);
    assert.deepEqual(judge(whole).findings, []);
  });

  test("only in its own file", () => {
    const one = file(`# mailtls: ignore-file sslv3-enabled: x\n${BASE}${WEAK}`, "a/main.cf");
    const { findings, suppressed } = verdict([one, file(BASE + WEAK, "b/main.cf")], {});
    assert.deepEqual(
      findings.map(({ path }) => path),
      ["b/main.cf"],
    );
    assert.deepEqual(
      suppressed.map(({ finding }) => finding.path),
      ["a/main.cf"],
    );
  });

  test("a comment behind a value is no comment to Postfix, nor to us", () => {
    const found = judge(`${BASE}smtpd_tls_auth_only = yes # mailtls: ignore trailing-comment: x\n`);
    assert.deepEqual(found, { findings: ["trailing-comment:4"], suppressed: [] });
  });

  test("lines may end in CR LF", () => {
    const text = `# mailtls: ignore-file malformed-suppression, sslv3-enabled: x\r\n${BASE}${WEAK}`;
    assert.deepEqual(judge(text).suppressed, [["sslv3-enabled", "x"]]);
  });
});

describe("what is said about comments", () => {
  const messages = (text: string): string[] => lint([file(text)], {}).map(({ rule, message }) => `${rule}: ${message}`);

  test("without a reason, or with the placeholder in its place, they work and are reported", () => {
    for (const end of ["", ":", ": ", ": reason", ": Reason "]) {
      const text = `${BASE}# mailtls: ignore sslv3-enabled${end}\n${WEAK}`;
      assert.deepEqual(judge(text), { findings: ["malformed-suppression:4"], suppressed: [["sslv3-enabled", ""]] });
    }
  });

  test("a misspelt rule is asked back about, at its own place", () => {
    const text = `${BASE}# mailtls: ignore sslv3-enabled, sslv2-enabeld: x\n${WEAK}`;
    const [found, ...more] = lint([file(text)], {});
    assert.deepEqual(more, []);
    assert.match(found?.message ?? "", /`sslv2-enabeld`.*`sslv2-enabled`/);
    assert.equal(found && text.slice(found.span.start, found.span.end), "sslv2-enabeld");
  });

  test("what looks like one and is none is reported; prose is not", () => {
    for (const wrong of [
      "mailtls:",
      "mailtls: ignore",
      "mailtls: ignore: x",
      "mailtls ignore a",
      "mailtls: ignore next line",
    ]) {
      assert.match(
        messages(`# ${wrong}\n${BASE}`).join(),
        /^malformed-suppression: This comment is not understood[^,]*,[^,]*,[^,]*$/,
        wrong,
      );
    }
    for (const prose of ["checked with mailtls: fine", "mailtls is quiet here", "mailtls-foo: x", "mailtlsrc: x"]) {
      assert.deepEqual(messages(`# ${prose}\n${BASE}`), [], prose);
    }
  });

  test("a rule that is off, or that no policy asks for, is not called unused", () => {
    const text = `${BASE}# mailtls: ignore sslv3-enabled, profile-violation: x\nsmtpd_tls_auth_only = yes\n`;
    assert.deepEqual(judge(text, { severities: { "sslv3-enabled": "off" } }).findings, []);
    assert.match(messages(text).join(), /leaves out sslv3-enabled, but/);
    assert.match(
      lint([file(text)], { profile: "rfc9325" })
        .map(({ message }) => message)
        .join(),
      /profile-violation/,
    );
  });

  test("these rules can be silenced for a file, and be given another severity", () => {
    const text = `# mailtls: ignore-file unused-suppression: template\n# mailtls: ignore-file sslv3-enabled: x\n${BASE}`;
    assert.deepEqual(judge(text).findings, []);
    const unused = `# mailtls: ignore-file sslv3-enabled: x\n${BASE}`;
    assert.deepEqual(
      verdict([file(unused)], {}, { severities: { "unused-suppression": "error" } }).findings.map(
        ({ severity }) => severity,
      ),
      ["error"],
    );
    assert.deepEqual(judge(unused, { severities: { "unused-suppression": "off" } }).findings, []);
  });
});

describe("fixes", () => {
  const fixed = (text: string): string | undefined => fixFiles([file(text)], {}, { unsafe: true }).files[0]?.text;

  test("what is left out is not fixed", () => {
    const text = `${BASE}# mailtls: ignore sslv3-enabled: x\n${WEAK}`;
    assert.equal(fixed(text), text);
    assert.notEqual(fixed(BASE + WEAK), BASE + WEAK);
  });

  test("an unused comment goes; of a comment that is used in part, the rest stays", () => {
    assert.equal(
      fixed(`${BASE}smtpd_tls_auth_only = yes\n# mailtls: ignore sslv3-enabled: x`),
      `${BASE}smtpd_tls_auth_only = yes\n`,
    );
    assert.equal(fixed(`# mailtls: ignore-file sslv3-enabled: x\r\n${BASE}`), BASE);
    assert.equal(
      fixed(`${BASE}# mailtls: ignore tls-off, sslv3-enabled,sslv2-enabled : x\n${WEAK}`),
      `${BASE}# mailtls: ignore sslv3-enabled : x\n${WEAK}`,
    );
  });

  test("the comment that an editor writes silences its finding, and asks for a reason", () => {
    for (const text of [BASE + WEAK, BASE + SPLIT, SPLIT + BASE]) {
      const [finding] = lint([file(text)], {});
      const edit = finding && suppressionEdit(finding, file(text));
      assert.ok(edit);
      const [left, ...more] = lint([file(applyEdits(text, [edit]) ?? "")], {});
      assert.equal(left?.rule, "malformed-suppression");
      assert.deepEqual(more, []);
      assert.equal(suppressionEdit(left, file(text)), null);
    }
  });
});

test("any comment is read without a throw, and the fixes of comments converge", () => {
  const word = fc.constantFrom(
    "mailtls",
    ":",
    " ",
    ",",
    "ignore",
    "-file",
    "sslv3-enabled",
    "x",
    "\n",
    "#",
    "\t",
    "\r",
    "é",
    "\u2028",
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), (words) => {
      const text = `${BASE}# mailtls: ${words.join("")}\n${WEAK}`;
      const rules = new Set(["unused-suppression"]);
      const once = fixFiles([file(text)], {}, { unsafe: false, rules });
      assert.deepEqual(
        once.remaining.filter(({ rule }) => rules.has(rule)),
        [],
      );
    }),
  );
});
