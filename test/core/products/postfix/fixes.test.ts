// Fixes on whole files: they converge, keep what they do not speak of, and Postfix accepts the result.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { fixFiles, lint, rules, SourceText } from "../../../../server/src/core/api.js";
import { requireProgram } from "../../../support/programs.js";
import { Postconf } from "../../dialects/postfix-main/postconf.js";

const dialect = "postfix-main";
const files = (text: string) => [{ dialect, source: new SourceText("main.cf", text) }];

function fixed(text: string, unsafe: boolean, serverVersion = "3.7.11"): string {
  const result = fixFiles(files(text), { serverVersion }, { unsafe });
  return result.files[0]?.text ?? "";
}

const lists = [
  "",
  "!SSLv2",
  "!SSLv3",
  "TLSv1.2",
  ">= TLSv1.2",
  ">=TLSv1.3",
  "TLSv1.0",
  "SSLv2, SSLv3, TLSv1",
  "!TLSv1.0 # old",
  "none",
  "$own",
];
const values: Readonly<Record<string, readonly string[]>> = {
  smtpd_tls_security_level: ["", "may", "encrypt", "dane", "none", "MAY", "my", "secure", "may # see below"],
  smtp_tls_security_level: ["", "may", "encrypt", "dane", "none", "verify"],
  smtpd_use_tls: ["yes", "no", "true"],
  smtpd_enforce_tls: ["yes", "no"],
  smtp_use_tls: ["yes", "no"],
  smtp_enforce_tls: ["yes"],
  smtpd_tls_protocols: lists,
  smtpd_tls_mandatory_protocols: lists,
  smtp_tls_protocols: lists,
  smtp_tls_mandatory_protocols: lists,
  smtpd_tls_ciphers: ["low", "export", "null", "high", "x"],
  smtp_tls_mandatory_ciphers: ["export", "null"],
  tls_medium_cipherlist: ["RC4-SHA:AES128-SHA", "eNULL", "ALL:RC4-SHA", ""],
  smtpd_tls_exclude_ciphers: ["aNULL, RC4", "!RC4"],
  smtpd_tls_auth_only: ["yes", "no", "yes # x"],
  smtpd_sasl_auth_enable: ["yes", "no"],
  smtpd_tls_cert_file: ["/etc/x.pem", "none", ""],
  smtpd_tls_wrappermode: ["yes"],
  smtp_tls_wrappermode: ["yes", "no"],
  relayhost: ["[smtp.example.com]:465", "example.com:smtps", ""],
  smtpd_tls_eecdh_grade: ["strong"],
  smtpd_tls_dh1024_param_file: ["/etc/dh.pem", "auto"],
  smtp_tls_auth_only: ["yes"],
  imap_tls_protocols: ["!SSLv3"],
  own: ["!SSLv2", "TLSv1"],
};
const entry = fc
  .constantFrom(...Object.keys(values))
  .chain((name) => fc.tuple(fc.constant(name), fc.constantFrom(...(values[name] ?? []))))
  .chain(([name, value]) =>
    fc.constantFrom(`${name} = ${value}\n`, `${name}=\n# a note\n  ${value}\n`, `${name} = ${value}\r\n`),
  );
const weak = fc
  .tuple(
    fc.array(fc.oneof({ weight: 5, arbitrary: entry }, fc.constantFrom("# comment\n", "\n", "nonsense\n")), {
      maxLength: 14,
    }),
    fc.boolean(),
  )
  .map(([lines, ended]) => (ended ? lines.join("") : lines.join("").replace(/\r?\n$/, "")));

describe("fixes", () => {
  test("converge: a second run changes nothing, and no fix of the chosen kind is left", () => {
    fc.assert(
      fc.property(weak, fc.boolean(), fc.constantFrom("2.11", "3.4", "3.7.11", "3.11"), (text, unsafe, version) => {
        const once = fixed(text, unsafe, version);
        assert.equal(fixed(once, unsafe, version), once);
        const left = lint(files(once), { serverVersion: version });
        assert.deepEqual(
          left.filter(({ fix }) => fix && (unsafe || fix.safety === "safe")).map(({ rule }) => rule),
          [],
        );
      }),
      { numRuns: 300 },
    );
  });

  const chain = "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\n";
  const both = (main: string, master: string): readonly string[] => {
    const pair = [
      ...files(`${chain}${main}`),
      { dialect: "postfix-master", source: new SourceText("master.cf", master) },
    ];
    return fixFiles(pair, { serverVersion: "3.7.11" }, { unsafe: true }).files.map(({ text }) => text);
  };

  // Each found by running what fix-all makes on a real Postfix: test/servers/fix-reality.test.ts.
  test("do not work against one another, nor against the mail that flows", () => {
    const encrypted = "smtpd_tls_security_level = encrypt\nsmtp_tls_security_level = may\n";
    const filter = "127.0.0.1:10025 inet n - n - - smtpd\n  -o content_filter=\n";
    const users = "  -o smtpd_sasl_auth_enable=yes\n";

    const [optional, kept = ""] = both(encrypted, `smtp inet n - n - - smtpd\n${filter}`);
    assert.match(optional ?? "", /^smtpd_tls_security_level = may$/m);
    assert.doesNotMatch(kept, /encrypt/, "a content filter has no TLS");

    const torn = `submission inet n - n - - smtpd\n  -o smtpd_tls_security_level = encrypt\n${users}`;
    const [, mended = ""] = both("smtpd_tls_security_level = may\nsmtp_tls_security_level = may\n", torn);
    assert.equal(mended, torn.replace(" = ", "="), "what is torn is mended, not said again");

    const own = "smtp inet n - n - 1 postscreen\n  -o postscreen_tls_security_level=encrypt\n";
    const [, screened = ""] = both(encrypted, `${own}smtpd pass - - n - - smtpd\ntlsproxy unix - - n - 0 tlsproxy\n`);
    assert.match(screened, /postscreen_tls_security_level=may/, "postscreen has a level of its own");

    const untried = both(`${encrypted}smtpd_tls_protocols = =>TLSv1.2\n`, "smtp inet n - n - - smtpd\n")[0];
    assert.doesNotMatch(untried ?? "", /=>/, "a list that nobody could read yet begins to count");

    const lists = "smtpd_tls_security_level = may\nsmtpd_tls_ciphers = export\ntls_medium_cipherlist = nonsense\n";
    assert.match(both(lists, "smtp inet n - n - - smtpd\n")[0] ?? "", /^smtpd_tls_ciphers = high$/m);

    const misspelt = `${encrypted}smtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_onyl = yes\n`;
    const [named = ""] = both(misspelt, `submission inet n - n - - smtpd\n${users}`);
    assert.equal(named.match(/smtpd_tls_auth_only/g)?.length, 1, "one line for one setting");
  });

  test("turn on only TLS that works for a peer with TLS 1.2", () => {
    const client = "smtp_tls_security_level = may\n";
    const users = "  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_tls_auth_only=yes\n";
    const submission = (main: string): string =>
      both(`${client}smtpd_tls_security_level = may\n${main}`, `submission inet n - n - - smtpd\n${users}`)[1] ?? "";
    assert.match(submission(""), /smtpd_tls_security_level=encrypt/);
    for (const main of [
      "smtpd_tls_mandatory_protocols = >=TLSv1.3\n",
      "smtpd_tls_mandatory_protocols = !SSLv2:!TLSv1.2\n",
      "smtpd_tls_mandatory_ciphers = high\ntls_high_cipherlist = nonsense\n",
      "smtpd_tls_mandatory_exclude_ciphers = kRSA ECDHE DHE\n",
    ])
      assert.doesNotMatch(submission(main), /encrypt/, main);

    const mx = (main: string): string => both(`${client}${main}`, "smtp inet n - n - - smtpd\n")[0] ?? "";
    const broken = "smtpd_tls_ciphers = high\ntls_high_cipherlist = nonsense\n";
    assert.match(mx("smtpd_tls_security_level = none\n"), /^smtpd_tls_security_level = may$/m);
    assert.match(mx("smtpd_tls_security_level = encrypt\n"), /^smtpd_tls_security_level = may$/m);
    // Another grade works.
    for (const level of ["none", "encrypt"])
      assert.match(
        mx(`smtpd_tls_security_level = ${level}\n${broken}`),
        /^smtpd_tls_security_level = may\nsmtpd_tls_ciphers = medium$/m,
      );
    const hopeless = `${broken}tls_medium_cipherlist = nonsense\n`;
    assert.match(mx(`smtpd_tls_security_level = none\n${hopeless}`), /^smtpd_tls_security_level = none$/m);
    assert.match(
      mx(`smtpd_tls_security_level = encrypt\n${hopeless}`),
      /^smtpd_tls_security_level = may$/m,
      "no worse",
    );
  });

  test("keep every comment, and every line that no finding is about", () => {
    fc.assert(
      fc.property(weak, (text) => {
        const after = fixed(text, true);
        const comments = (all: string) =>
          all.split("\n").filter((line) => line.startsWith("# comment") || line.startsWith("# a note"));
        assert.equal(comments(after).length, comments(text).length);
        assert.equal(fixed("myorigin = a\n", true).includes("myorigin = a\n"), true);
      }),
      { numRuns: 200 },
    );
  });

  test("of every example give what postconf accepts", async (t) => {
    const program = requireProgram(t, "postconf");
    if (program === null) return;
    const postconf = new Postconf(program);
    t.after(() => {
      postconf.dispose();
    });
    const examples = rules().flatMap((rule) => rule.examples.filter((example) => example.dialect === dialect));
    for (const { bad, good, serverVersion } of examples) {
      for (const text of [good, fixed(bad, true, serverVersion)]) {
        const { fatal, crashed } = await postconf.run(text, ["-nx"]);
        // What no fix can mend, such as a line without "=", stays fatal.
        const mended = lint(files(text), {}).every(({ rule }) => rule !== "syntax-error");
        assert.equal(mended && (fatal !== null || crashed), false, text);
      }
    }
  });
});
