// Which files are taken for a master.cf, and which are left alone.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dialect } from "../../../../server/src/core/dialects/postfix-master/index.js";
import { decodeBytes } from "../../../../server/src/core/text/bytes.js";
import { shippedFiles } from "../../../support/shipped.js";

const SERVICES =
  "# mine\nsmtp inet n - y - - smtpd\n  -o smtpd_tls_security_level=may\npickup unix n - y 60 1 pickup\n" +
  "cleanup unix n - y - 0 cleanup\n";
const MAIN = "myhostname = mx.example.org\nmyorigin = $mydomain\nsmtpd_tls_security_level = may\n";

describe("postfix-master: recognise", () => {
  const cases: [string, string, "name" | "place" | "content" | null][] = [
    ["/etc/postfix/master.cf", "", "name"],
    ["master.cf", MAIN, "name"],
    ["/srv/roles/mail/templates/master.cf.j2", "{% if x %}\n", "name"],
    ["/etc/postfix/master.cf.proto", "", "name"],
    ["/backup/debian.master.cf", "", "name"],
    ["/srv/dms/config/postfix-master.cf", "", "name"],
    ["file:///etc/postfix-out/master.cf", "", "name"],

    ["/etc/postfix/main.cf", MAIN, null],
    ["/etc/postfix/xmaster.cf", "", null],
    ["/etc/postfix/master.cfg", "", null],
    ["", "", null],
    ["/etc/postfix/tls.cf", MAIN, null],
    ["/etc/postfix/extra.cf", "smtps inet n - n - - smtpd\n", "place"],
    ["/etc/postfix/sub/extra.cf", "smtps inet n - n - - smtpd\n", null],

    ["/tmp/postconf-M.txt", SERVICES, "content"],
    ["/tmp/cut", `${SERVICES}submission inet n`, "content"],
    ["/tmp/two", SERVICES.replace(/^cleanup.*\n/m, ""), null],
    ["/tmp/others", SERVICES.replaceAll(/\w+$/gm, "other"), null],
    ["/tmp/notes.md", `Mail\n\nWe set:\n\n${SERVICES}`, null],
    ["/etc/inetd.conf", "smtp stream tcp nowait root /usr/sbin/tcpd smtpd\n".repeat(3), null],
    ["/tmp/words", "a b c d e f g smtpd\n".repeat(3), null],
  ];
  for (const [path, text, expected] of cases) {
    test(`${path || "(no name)"}: ${expected ?? "no"}`, () => {
      assert.equal(dialect.recognise({ path, text }), expected);
    });
  }

  test("files that Postfix ships are known by their content too", (t) => {
    for (const { name, bytes } of shippedFiles(t, "master"))
      assert.equal(dialect.recognise({ path: "/tmp/other", text: decodeBytes(bytes) }), "content", name);
  });
});
