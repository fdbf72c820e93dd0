// Which files are taken for a main.cf, and which are left alone.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dialect } from "../../../../server/src/core/dialects/postfix-main/index.js";
import { decodeBytes } from "../../../../server/src/core/text/bytes.js";
import { shippedFiles } from "../../../support/shipped.js";

const recognise = (path: string, text: string): string | null => dialect.recognise({ path, text });

const MYSQL = "user = postfix\npassword = x\nhosts = 127.0.0.1\ndbname = mail\nquery = SELECT 1 FROM a WHERE b='%s'\n";
const LDAP =
  "server_host = ldap.example.org\nsearch_base = dc=example\nversion = 3\nquery_filter = (mail=%s)\nresult_attribute = uid\n";
const MASTER = "smtp      inet  n       -       y       -       -       smtpd\n  -o smtpd_tls_security_level=may\n";
const VERITAS = 'include "types.cf"\ninclude "OracleTypes.cf"\n\ncluster vcs (\n\tUserNames = { admin = x }\n\t)\n';
const IMAPD = "configdirectory: /var/lib/cyrus\ntls_server_cert: /etc/ssl/cert.pem\n";
const SETTINGS = "myhostname = mx.example.org\nmyorigin = $mydomain\nsmtpd_tls_security_level = may\n";

describe("postfix-main: recognise", () => {
  const cases: [string, string, "name" | "place" | "content" | null][] = [
    ["/etc/postfix/main.cf", "", "name"],
    ["main.cf", SETTINGS, "name"],
    ["/srv/roles/mail/templates/main.cf.j2", "{% if x %}\n", "name"],
    ["/usr/share/postfix/main.cf.dist", "", "name"],
    ["/etc/postfix/main.cf.proto", "", "name"],
    ["/etc/postfix-out/main.cf", "", "name"],
    ["/backup/mx1.main.cf", "", "name"],
    ["/srv/dms/config/postfix-main.cf", "", "name"],
    ["file:///etc/postfix/main.cf", "", "name"],

    ["/etc/VRTSvcs/conf/config/main.cf", VERITAS, null],
    ["/etc/postfix/master.cf", MASTER, null],
    ["/etc/mail/sendmail.cf", "DSsmart.example.org\nO DaemonPortOptions=Port=smtp\n", null],
    ["/etc/imapd.conf", IMAPD, null],
    ["/etc/postfix/xmain.cf", "", null],
    ["/etc/postfix/MAIN.CF", "", null],
    ["/etc/postfix/domain.cf", "", null],
    ["/etc/postfix/main.cfg", "", null],
    ["", "", null],

    ["/etc/postfix/tls.cf", "smtpd_tls_security_level = may\n", "place"],
    ["postfix/local.cf", "# mine\nmyhostname = mx.example.org", "place"],
    ["/etc/postfix/mysql-virtual.cf", MYSQL, null],
    ["/etc/postfix/ldap-aliases.cf", LDAP, null],
    ["/etc/postfix/dynamicmaps.cf", "pcre\tpostfix-pcre.so\tdict_pcre_open\n", null],
    ["/etc/postfix/bounce.cf", "failure_template = <<EOF\nCharset: us-ascii\nFrom: x\n\nEOF\n", null],
    ["/etc/postfix/sql/tls.cf", "smtpd_tls_security_level = may\n", null],
    ["/etc/postfix/tls.txt", "smtpd_tls_security_level = may\n", null],

    ["/tmp/postconf-n.txt", SETTINGS, "content"],
    ["untitled", `${SETTINGS}smtpd_tls_`, "content"],
    ["/tmp/two.txt", "myhostname = a\nmyorigin = b\nmyorigin = c\n", null],
    ["/tmp/setup.sh", `#!/bin/sh\nset -e\n${SETTINGS}`, null],
    ["/tmp/notes.md", `# Mail\n\nWe set:\n\n${SETTINGS}`, null],
    ["/tmp/mysql.conf", MYSQL, null],
  ];
  for (const [path, text, expected] of cases) {
    test(`${path || "(no name)"}: ${expected ?? "no"}`, () => {
      assert.equal(recognise(path, text), expected);
    });
  }

  test("files that Postfix ships are known by their content too", (t) => {
    for (const { name, bytes } of shippedFiles(t)) {
      assert.equal(recognise(`/tmp/${name}`.replace("main", "other"), decodeBytes(bytes)), "content", name);
    }
  });

  test("a long file is judged by its beginning", () => {
    assert.equal(recognise("/tmp/x", SETTINGS + "# filler\n".repeat(100_000) + "not a setting\n"), "content");
  });
});
