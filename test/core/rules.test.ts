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
  type InputFile,
  type ProductOptions,
  type RuleInfo,
} from "../../server/src/core/api.js";
import { memoryTree } from "../support/memory-tree.js";

/** The usual name of each dialect's file. */
const NAMES: Readonly<Record<string, string>> = {
  "postfix-main": "main.cf",
  "postfix-master": "master.cf",
  "postfix-map": "tls_policy",
  dovecot: "dovecot.conf",
  exim: "exim.conf",
};

const nameOf = ({ name, dialect }: Example): string => name ?? NAMES[dialect] ?? "main.cf";
const optionsOf = ({ serverVersion, library, profile, files, today }: Example): ProductOptions => ({
  ...(serverVersion !== undefined && { serverVersion }),
  ...(library !== undefined && { library }),
  ...(profile !== undefined && { profile }),
  ...(files !== undefined && { files: memoryTree(files) }),
  ...(today !== undefined && { now: Date.parse(today) }),
});

/** The example's files with `text` as the one that it is about; `fixed`: the others as fixes leave them. */
function filesOf(example: Example, text: string, fixed = false): InputFile[] {
  const beside = (example.beside ?? []).map((other) => ({
    dialect: other.dialect,
    source: new SourceText(other.name, fixed ? (other.good ?? other.text) : other.text),
  }));
  return [{ dialect: example.dialect, source: new SourceText(nameOf(example), text) }, ...beside];
}

/** The shape in which examples state their findings, so that a difference is readable. */
function shown(rule: RuleInfo, files: readonly InputFile[], findings: readonly Finding[]) {
  const line = ({ path, span }: Finding): number =>
    (files.find(({ source }) => source.path === path)?.source.position(span.start).line ?? -1) + 1;
  return findings.map((finding) => ({
    rule: finding.rule,
    ...(finding.path === files[0]?.source.path ? {} : { file: finding.path }),
    line: line(finding),
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
      const bad = filesOf(example, example.bad);

      test(`example ${index + 1}: bad gives exactly its findings`, () => {
        const findings = lint(bad, options);
        const expected = example.findings.map((finding) => ({ rule: rule.id, ...finding }));
        assert.deepEqual(
          shown(rule, bad, findings),
          expected.map(({ rule: id, file, line, severity, message }) => ({
            rule: id,
            ...(file === undefined ? {} : { file }),
            ...{ line, severity, message },
          })),
        );
        for (const finding of findings) assert.doesNotMatch(finding.message, /\{\w+\}/, "every placeholder is filled");
      });

      test(`example ${index + 1}: good gives none`, () => {
        const good = filesOf(example, example.good, true);
        assert.deepEqual(shown(rule, good, lint(good, options)), []);
      });

      test(`example ${index + 1}: the fix turns bad into good and converges`, () => {
        const hasFix = lint(bad, options).some((finding) => finding.fix);
        if (!hasFix) {
          assert.equal(rule.fix === "none" || rule.examples.length > 1, true, "a rule with a fix shows it");
          return;
        }
        const unsafe = rule.fix === "unsafe" || lint(bad, options).some((finding) => finding.fix?.safety === "unsafe");
        const fixed = fixFiles(bad, options, { unsafe });
        const texts = fixed.files.map((source) => source.text);
        // What a fix cannot mend is left to a person; the rest must be as the example says.
        if (lint(bad, options).every((finding) => finding.fix)) {
          const expected = filesOf(example, example.good, true).map(({ source }) => source.text);
          assert.deepEqual(texts, expected);
        }
        const after = bad.map((file, index) => ({
          ...file,
          source: new SourceText(file.source.path, texts[index] ?? ""),
        }));
        const again = fixFiles(after, options, { unsafe });
        assert.deepEqual(
          again.files.map((source) => source.text),
          texts,
        );
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
