// Every rule against its own examples: bad gives exactly its findings, good none, the fix leads from one to the other.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  fixFiles,
  lint,
  rules,
  SourceText,
  type Example,
  type Finding,
  type RuleInfo,
} from "../../server/src/core/api.js";

const file = (dialect: string, text: string) => ({ dialect, source: new SourceText("main.cf", text) });
const optionsOf = ({ serverVersion, profile }: Example) => ({
  ...(serverVersion !== undefined && { serverVersion }),
  ...(profile !== undefined && { profile }),
});

/** The shape in which examples state their findings, so that a difference is readable. */
function shown(rule: RuleInfo, text: string, findings: readonly Finding[]) {
  const source = new SourceText("main.cf", text);
  return findings.map((finding) => ({
    rule: finding.rule,
    line: source.position(finding.span.start).line + 1,
    severity: finding.severity,
    message:
      Object.entries(rule.messages).find(([, template]) => matches(template, finding.message))?.[0] ?? finding.message,
  }));
}

function matches(template: string, message: string): boolean {
  const parts = template.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^]*")}$`).test(message);
}

for (const rule of rules()) {
  describe(rule.id, () => {
    rule.examples.forEach((example, index) => {
      const options = optionsOf(example);
      const bad = [file(example.dialect, example.bad)];

      test(`example ${index + 1}: bad gives exactly its findings`, () => {
        const findings = lint(bad, options);
        const expected = example.findings.map((finding) => ({ rule: rule.id, ...finding }));
        assert.deepEqual(
          shown(rule, example.bad, findings),
          expected.map(({ rule: id, line, severity, message }) => ({ rule: id, line, severity, message })),
        );
        for (const finding of findings) assert.doesNotMatch(finding.message, /\{\w+\}/, "every placeholder is filled");
      });

      test(`example ${index + 1}: good gives none`, () => {
        assert.deepEqual(shown(rule, example.good, lint([file(example.dialect, example.good)], options)), []);
      });

      test(`example ${index + 1}: the fix turns bad into good and converges`, () => {
        const hasFix = lint(bad, options).some((finding) => finding.fix);
        if (!hasFix) {
          assert.equal(rule.fix === "none" || rule.examples.length > 1, true, "a rule with a fix shows it");
          return;
        }
        const unsafe = rule.fix === "unsafe" || lint(bad, options).some((finding) => finding.fix?.safety === "unsafe");
        const fixed = fixFiles(bad, options, { unsafe });
        const [text = ""] = fixed.files.map((source) => source.text);
        // What a fix cannot mend is left to a person; the rest must be as the example says.
        if (lint(bad, options).every((finding) => finding.fix)) assert.equal(text, example.good);
        const again = fixFiles([file(example.dialect, text)], options, { unsafe });
        assert.equal(again.files[0]?.text, text);
        assert.deepEqual(again.applied, []);
      });
    });

    test("documentation is complete", () => {
      assert.match(rule.summary, /^[A-Z].*[^.]$/);
      for (const { url } of rule.docs.references) assert.match(url, /^https:\/\//);
      for (const text of [rule.docs.why, rule.docs.remedy, ...Object.values(rule.messages)]) {
        assert.match(text, /([.?]|\{problem\})$/, text);
        assert.doesNotMatch(text, /TODO/);
      }
    });
  });
}
