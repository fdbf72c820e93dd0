// Templates: what a template engine fills in is no finding's cause and no fix's target; everything else is judged as ever.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  decodeBytes,
  fixFiles,
  lint,
  recognise,
  rules,
  settingsReports,
  SourceText,
  type Example,
  type InputFile,
  type ProductOptions,
} from "../../server/src/core/api.js";
import { maskMain, maskMap, maskMaster } from "../../server/src/core/dialects/postfix-template.js";
import { dialect as main } from "../../server/src/core/dialects/postfix-main/index.js";
import { dialect as master } from "../../server/src/core/dialects/postfix-master/index.js";
import { product } from "../../server/src/core/products/postfix/index.js";
import { maskTemplate, UNKNOWN } from "../../server/src/core/text/template.js";
import { memoryTree } from "../support/memory-tree.js";
import { requireProgram } from "../support/programs.js";

const SYNTAXES = [
  { tag: "{{ x }}", suffix: ".j2" },
  { tag: "<%= x %>", suffix: ".erb" },
  { tag: "@X@", suffix: ".in" },
  { tag: "${X}", suffix: "" },
] as const;

const file = (path: string, text: string): InputFile => ({
  dialect: path.includes("master") ? "postfix-master" : "postfix-main",
  source: new SourceText(path, text),
});

/** Where the values of a file stand. */
function valueSpans({ dialect, source }: InputFile): { start: number; end: number }[] {
  if (dialect === "postfix-main") {
    return main
      .parse(source)
      .tree.nodes.flatMap((node) => (node.kind === "entry" && node.value.text !== "" ? [node.value.span] : []));
  }
  return master
    .parse(source)
    .tree.nodes.flatMap((node) => (node.kind === "service" ? node.arguments : []))
    .flatMap((argument) => (argument.kind === "override" && argument.value.text !== "" ? [argument.value.span] : []));
}

const NAMES: Readonly<Record<string, string>> = {
  "postfix-main": "main.cf",
  "postfix-master": "master.cf",
  "postfix-map": "tls_policy",
};

function filesOf(example: Example, good: boolean, suffix: string): InputFile[] {
  const named = (name: string, dialect: string): string => (dialect === "postfix-map" ? name : name + suffix);
  const own = named(example.name ?? NAMES[example.dialect] ?? "main.cf", example.dialect);
  return [
    { dialect: example.dialect, source: new SourceText(own, good ? example.good : example.bad) },
    ...(example.beside ?? []).map(({ name, dialect, text, good: after }) => ({
      dialect,
      source: new SourceText(named(name, dialect), good ? (after ?? text) : text),
    })),
  ];
}

const optionsOf = ({ serverVersion, profile, files, today }: Example): ProductOptions => ({
  ...(serverVersion !== undefined && { serverVersion }),
  ...(profile !== undefined && { profile }),
  ...(files !== undefined && { files: memoryTree(files) }),
  ...(today !== undefined && { now: Date.parse(today) }),
});

/** Rule and line of each finding: what a message says may be less when less is known. */
function found(files: readonly InputFile[], options: ProductOptions): string[] {
  return lint(files, options).map(({ rule, path, span, message }) => {
    assert.equal(message.includes(UNKNOWN), false, message);
    const source = files.find((candidate) => candidate.source.path === path)?.source;
    return `${rule} ${path}:${(source?.position(span.start).line ?? -1) + 1}`;
  });
}

const count = (text: string, tag: string): number => text.split(tag).length - 1;

describe("templates: every value of every example in turn", () => {
  for (const rule of rules()) {
    rule.examples.forEach((example, number) => {
      test(`${rule.id}, example ${number + 1}`, () => {
        const options = optionsOf(example);
        for (const { tag, suffix } of SYNTAXES) {
          for (const good of [true, false]) {
            const files = filesOf(example, good, suffix);
            const before = new Set(found(files, options));
            files.forEach((changed, index) => {
              if (changed.dialect === "postfix-map") return;
              for (const { start, end } of valueSpans(changed)) {
                const { path, text } = changed.source;
                const lines = text.slice(start, end).split("\n").length - 1;
                // Values over several lines would move what stands below.
                if (lines > 0) continue;
                const replaced = text.slice(0, start) + tag + text.slice(end);
                const template = files.map((other, at) =>
                  at === index ? { ...other, source: new SourceText(path, replaced) } : other,
                );
                for (const finding of found(template, options))
                  assert.ok(before.has(finding), `${finding}\n${replaced}`);
                for (const unsafe of [false, true]) {
                  const fixed = fixFiles(template, options, { unsafe }).files;
                  assert.equal(count(fixed[index]?.text ?? "", tag), count(replaced, tag), fixed[index]?.text);
                  const again = fixFiles(
                    template.map((other, at) => ({ ...other, source: fixed[at] ?? other.source })),
                    options,
                    { unsafe },
                  );
                  assert.deepEqual(again.applied, []);
                }
              }
            });
          }
        }
      });
    });
  }
});

const FIXTURES = join(import.meta.dirname, "../fixtures/templates");
const sample = (name: string): InputFile => file(name, readFileSync(join(FIXTURES, name), "utf8"));

describe("templates: as people write them", () => {
  const cases: [readonly string[], readonly string[]][] = [
    [["ansible/main.cf.j2"], ["invalid-protocol-list ansible/main.cf.j2:22"]],
    [
      ["ansible/main.cf.j2", "ansible/master.cf.j2"],
      ["invalid-protocol-list ansible/main.cf.j2:22", "invalid-protocol-list ansible/master.cf.j2:7"],
    ],
    [["puppet/main.cf.erb"], ["sslv3-enabled puppet/main.cf.erb:8", "trailing-comment puppet/main.cf.erb:14"]],
    [
      ["docker/main.cf"],
      [
        "sslv3-enabled docker/main.cf:9",
        "tls10-tls11-enabled docker/main.cf:9",
        "invalid-security-level docker/main.cf:10",
      ],
    ],
    [["nix/main.cf.in"], ["obsolete-tls-parameter nix/main.cf.in:7", "cipher-grade-without-effect nix/main.cf.in:9"]],
  ];
  for (const [names, expected] of cases) {
    test(names.join(" and "), () => {
      const files = names.map(sample);
      assert.deepEqual(found(files, {}), expected);
      const fixed = fixFiles(files, {}, { unsafe: true });
      fixed.files.forEach((after, index) => {
        const before = files[index]?.source ?? new SourceText("", "");
        const tags = (source: SourceText): string[] | undefined =>
          maskTemplate(source, { named: source.path.includes("main") })?.tags.map((span) => source.slice(span));
        assert.deepEqual(tags(after), tags(before));
      });
    });
  }

  test("settings are shown as they are written", () => {
    const [report] = settingsReports([sample("docker/main.cf")], {});
    const shown = new Map(report?.settings.map(({ name, value, expanded }) => [name, [value, expanded]]));
    assert.deepEqual(shown.get("mynetworks"), ["127.0.0.0/8 ${DOCKER_NETWORK}", "127.0.0.0/8 ${DOCKER_NETWORK}"]);
    assert.deepEqual(shown.get("smtpd_banner"), ["$myhostname ESMTP ${mail_name}", "$myhostname ESMTP ${mail_name}"]);
    assert.deepEqual(shown.get("smtpd_tls_mandatory_protocols"), ["!SSLv2", "!SSLv2"]);
    assert.deepEqual(report?.problems, []);
  });

  test("the posture says what a template decides", () => {
    const text =
      "smtpd_tls_chain_files = /x.pem\nsmtpd_tls_security_level = may\nsmtpd_tls_protocols = {{ p }}\nsmtp_tls_security_level = {{ l }}\n";
    const [configuration] = product.load([file("main.cf.j2", text)], {});
    const endpoints = configuration?.posture.endpoints ?? [];
    assert.deepEqual(
      endpoints.filter(({ presence }) => presence === "declared").map(({ id }) => id),
      ["smtp/inet"],
    );
    const mx = endpoints.find(({ id }) => id === "smtp/inet");
    assert.equal(mx?.versions, undefined);
    assert.deepEqual(
      mx?.undetermined.filter(({ reason }) => reason === "set by a template").map(({ fact }) => fact),
      ["versions", "suites"],
    );
  });

  test("files are recognised by their names", () => {
    for (const suffix of ["j2", "erb", "tmpl", "tpl", "in", "template"]) {
      assert.equal(recognise({ path: `/srv/main.cf.${suffix}`, text: "{% if x %}\n" }), "postfix-main");
    }
  });
});

describe("templates: lines that may be left out", () => {
  const BASE = "smtpd_tls_chain_files = /x.pem\nsmtp_tls_security_level = may\n";
  const cases: [string, string, readonly string[]][] = [
    ["one arm counts as set", "{% if tls %}\nsmtpd_tls_security_level = may\n{% endif %}\n", []],
    [
      "what is wrong in one arm is wrong",
      "{% if tls %}\nsmtpd_tls_security_level = my\n{% endif %}\n",
      ["invalid-security-level main.cf:4"],
    ],
    [
      "two arms are no duplicate, and neither counts",
      "{% if a %}\nsmtpd_tls_security_level = none\n{% else %}\nsmtpd_tls_security_level = may\n{% endif %}\n",
      [],
    ],
    [
      "nor does a line that an arm may replace",
      "smtpd_tls_security_level = none\n{% if a %}\nsmtpd_tls_security_level = may\n{% endif %}\n",
      [],
    ],
    [
      "equal arms count",
      "{% if a %}\nsmtpd_tls_security_level = my\n{% else %}\nsmtpd_tls_security_level = my\n{% endif %}\n",
      ["invalid-security-level main.cf:6"],
    ],
    ["a whole line from the template may set anything", "{{ extra }}\n", []],
    ["so may a loop", "{% for k, v in extra.items() %}\n{{ k }} = {{ v }}\n{% endfor %}\n", []],
    ["or an arm within a line", "{% if tls %}smtpd_tls_security_level = may{% endif %}\n", []],
    ["without a template nothing is open", "", ["tls-off main.cf:1"]],
  ];
  for (const [title, text, expected] of cases) {
    test(title, () => {
      assert.deepEqual(found([file("main.cf", BASE + text)], {}), expected);
    });
  }

  test("no fix takes a line out of an arm, or for the sake of one", () => {
    const text = `${BASE}{% if new %}\nsmtpd_tls_security_level = may\n{% endif %}\nsmtpd_use_tls = yes\n`;
    assert.equal(fixFiles([file("main.cf", text)], {}, { unsafe: true }).files[0]?.text, text);
  });
});

/** Files of the package for its own scripts; to Postfix they are no configuration. */
const SHELL_SCRIPTS = new Set(["makedefs.out", "postinst.functions", "post-install", "postfix-script"]);

describe("templates: masking", () => {
  const masks = [maskTemplate, maskMain, maskMaster, maskMap];
  const pieces = fc.constantFrom(
    ...[
      "{{ x }}",
      "{{",
      "}}",
      "{% if a %}",
      "{% else %}",
      "{% endif %}",
      "{#",
      "#}",
      "<%= x %>",
      "<%",
      "%>",
      "@X@",
      "${X}",
      "$X",
      "${X:-y}",
      "{{ if .A }}",
      "{{ end }}",
    ],
    ...[
      "a = b",
      "a=",
      "=",
      "\n",
      "\n",
      "\r\n",
      "\n  ",
      "# c",
      " ",
      "smtp inet n - - - - smtpd",
      "-o a=b",
      "-o { a = ",
      "}",
      "\0",
      UNKNOWN,
      "\uFEFF",
    ],
  );
  const text = fc.array(pieces, { maxLength: 25 }).map((parts) => parts.join(""));

  test("keeps length and line structure, and never throws", () => {
    const lineEnds = (of: string): string => of.replace(/[^\r\n]|\r(?!\n)/g, ".");
    fc.assert(
      fc.property(text, fc.constantFrom("main.cf", "main.cf.j2", "main.cf.in"), (source, path) => {
        for (const mask of masks) {
          const masked = mask(new SourceText(path, source))?.masked.text ?? source;
          assert.equal(lineEnds(masked), lineEnds(source));
        }
        lint([{ dialect: "postfix-main", source: new SourceText(path, source) }], {});
        lint([{ dialect: "postfix-master", source: new SourceText(path.replace("main", "master"), source) }], {});
      }),
      { numRuns: 400 },
    );
  });

  test("leaves Postfix's own syntax alone", () => {
    const own = [
      "a = inline:{{a = b}, c=d}",
      "a = inline:{{a = b}}",
      "a = ${x?{a}:{b}} ${{$compatibility_level} <level {3.6} ? {no} : {yes}}",
      "a = ${x?{{a}}}",
      "FOO = bar\na = $FOO ${FOO}",
      "a = $$FOO user@EXAMPLE@x.de user@example.org @example.org",
      "a = pcre:{{/^x$/ REJECT}}",
      "# $FOO @BAR@ {{ x }}",
      "-o { smtpd_tls_security_level = may }",
    ];
    for (const line of own) assert.equal(maskTemplate(new SourceText("main.cf", `${line}\n`)), null, line);
  });

  test("masks what is plainly a tag", () => {
    const tags = [
      "{{ x }}",
      "{{ x | default('a') }}",
      "{{ .Values.host }}",
      "<%= @x %>",
      "@X_Y@",
      "${X}",
      "$X",
      "${X:-may}",
    ];
    for (const tag of tags) {
      const masked = maskTemplate(new SourceText("main.cf", `a = ${tag}, b\n`))?.masked.text;
      assert.equal(masked, `a = ${UNKNOWN.repeat(tag.length)}, b\n`, tag);
    }
  });

  test("tags over several lines go on with their value", () => {
    const masked = maskTemplate(new SourceText("main.cf.j2", "a = {{ x\n| y\n}}\nb = c\n"))?.masked.text;
    assert.equal(masked, `a = ${UNKNOWN.repeat(4)}\n ${UNKNOWN.repeat(2)}\n ${UNKNOWN}\nb = c\n`);
  });

  test("finds nothing in the files of the package", (t) => {
    if (requireProgram(t, "postconf") === null) return;
    let files = 0;
    for (const folder of ["/usr/share/postfix", "/etc/postfix"]) {
      for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        if (SHELL_SCRIPTS.has(name)) continue;
        if (!statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
        files += 1;
        assert.equal(maskTemplate(new SourceText(path, decodeBytes(readFileSync(path)))), null, path);
      }
    }
    assert.ok(files > 5);
  });
});
