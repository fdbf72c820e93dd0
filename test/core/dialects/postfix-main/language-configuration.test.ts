// What the editor does on Enter, by VS Code's rules for `onEnterRules`: a blank at the start of a line changes its meaning.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";

interface OnEnterRule {
  readonly beforeText: string;
  readonly afterText?: string;
  readonly action: { readonly indent: string; readonly removeText?: number };
}

interface LanguageConfiguration {
  readonly wordPattern: string;
  readonly onEnterRules: readonly OnEnterRule[];
}

const file = join(import.meta.dirname, "../../../../syntaxes/postfix-main.language-configuration.json");
const configuration = JSON.parse(readFileSync(file, "utf8").replace(/^\s*\/\/.*$/gm, "")) as LanguageConfiguration;

/** The text around the cursor (`|`) after Enter: the first rule that fits decides, the indentation is the line's own. */
function enter(line: string): string {
  const [before = "", after = ""] = line.split("|");
  const rule = configuration.onEnterRules.find(
    ({ beforeText, afterText = "" }) => new RegExp(beforeText).test(before) && new RegExp(afterText).test(after),
  );
  assert.equal(rule?.action.indent, "none");
  const indentation = before.slice(0, before.search(/[^ \t]|$/));
  const kept = indentation.slice(0, Math.max(indentation.length - (rule.action.removeText ?? 0), 0));
  return `${before}\n${kept}|${after}`;
}

describe("postfix-main: the language configuration", () => {
  const cases: [string, string][] = [
    ["a = 1|", "a = 1\n|"],
    ["a =|", "a =\n|"],
    ["a = 1,|", "a = 1,\n|"],
    ["a = ${|}", "a = ${\n|}"],
    ["a = (|", "a = (\n|"],
    ["|a = 1", "\n|a = 1"],
    ["# text|", "# text\n|"],
    ["    1|", "    1\n|"],
    ["    |", "    \n|"],
    ["    # text, |", "    # text, \n|"],
    // A list that goes on, and a continuation line that is cut in two.
    ["    1,|", "    1,\n    |"],
    ["\t1, |", "\t1, \n\t|"],
    ["    1, |2", "    1, \n    |2"],
    ["    1 |2", "    1 \n    |2"],
  ];
  for (const [line, expected] of cases) {
    test(`Enter at ${line}`, () => {
      assert.equal(enter(line), expected);
    });
  }

  test("a name is one word, and so are versions and levels", () => {
    const words = "smtpd_tls_protocols = >=TLSv1.2 $myhostname,dane-only ${a_1?b}".match(
      new RegExp(configuration.wordPattern, "g"),
    );
    assert.deepEqual(words, ["smtpd_tls_protocols", "TLSv1.2", "myhostname", "dane-only", "a_1", "b"]);
  });
});
