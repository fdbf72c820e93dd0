// Whom a Postfix asks for logins: its smtpd_sasl_path against the sockets and ports of a Dovecot.

import assert from "node:assert/strict";
import { test } from "node:test";
import { postureReport, SourceText } from "../../../server/src/core/api.js";

interface Asked {
  /** Value of smtpd_sasl_path. */
  readonly path: string;
  /** Of `service auth`. */
  readonly listener?: string;
  /** More of dovecot.conf. */
  readonly dovecot?: string;
  /** More of main.cf. */
  readonly postfix?: string;
  readonly version?: string;
}

/** Whether Postfix is known to ask this Dovecot, which has no mechanism that sends a password. */
function asks({ path, listener = "", dovecot = "", postfix = "", version = "2.3" }: Asked): boolean {
  const main = `smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\nsmtpd_sasl_path = ${path}\n${postfix}`;
  const conf = `auth_mechanisms = cram-md5\n${dovecot}\nservice auth {\n${listener}\n}\n`;
  const files = [
    { source: new SourceText("/etc/postfix/main.cf", main), dialect: "postfix-main" },
    { source: new SourceText("/etc/dovecot/dovecot.conf", conf), dialect: "dovecot" },
  ];
  const { endpoints } = postureReport(files, { serverVersions: { postfix: "3.7", dovecot: version } });
  const [smtpd] = endpoints.filter(({ product, role }) => product === "postfix" && role === "server");
  assert.ok(smtpd);
  // Logins are on: where nobody knows whom it asks, passwords are taken to be sent.
  return smtpd.plaintextAuth === false;
}

const unix = (path: string, more = ""): string => `unix_listener ${path} {\n${more}\n}`;
const inet = (port: number, more = ""): string => `inet_listener {\nport = ${port}\n${more}\n}`;

const QUEUE = "/var/spool/postfix/private/auth";

test("a socket is found by its path", () => {
  assert.ok(asks({ path: "private/auth", listener: unix(QUEUE) }));
  assert.ok(asks({ path: "unix:private/auth", listener: unix(QUEUE) }));
  assert.ok(asks({ path: QUEUE, listener: unix(QUEUE) }));
  assert.ok(asks({ path: "/private/auth", listener: unix(QUEUE) }), "smtpd runs in a chroot");
  const postfix = "queue_directory = /srv/queue\n";
  assert.ok(asks({ path: "private/auth", listener: unix("/srv/queue/private/auth"), postfix }));
  assert.ok(!asks({ path: "private/auth", listener: unix(QUEUE), postfix }));
  assert.ok(!asks({ path: "private/other", listener: unix(QUEUE) }));
  assert.ok(!asks({ path: "private/auth", listener: unix(QUEUE, "mode = 0000") }), "it is off");
});

test("a socket in Dovecot's own folder, which is one under two names", () => {
  assert.ok(asks({ path: "/var/run/dovecot/auth-client" }), "it is there by default");
  assert.ok(asks({ path: "/run/dovecot/auth-smtp", listener: unix("auth-smtp") }));
  assert.ok(asks({ path: "/srv/run/auth-client", dovecot: "base_dir = /srv/run" }));
  assert.ok(!asks({ path: "/run/dovecot/auth-client", dovecot: "base_dir = /srv/run" }));
});

test("Dovecot 2.4 gives a listener a name and a path", () => {
  const dovecot = "dovecot_config_version = 2.4.0";
  const listener = unix("postfix", `path = ${QUEUE}`);
  assert.ok(asks({ path: "private/auth", listener, dovecot, version: "2.4" }));
});

test("a port is found where Dovecot listens at that host", () => {
  assert.ok(asks({ path: "inet:127.0.0.1:12345", listener: inet(12345, "address = 127.0.0.1") }));
  assert.ok(asks({ path: "inet:localhost:12345", listener: inet(12345) }), "Dovecot listens everywhere");
  assert.ok(asks({ path: "inet:12345", listener: inet(12345) }));
  assert.ok(asks({ path: "inet:192.0.2.7:12345", listener: inet(12345, "address = 192.0.2.7") }));
  assert.ok(!asks({ path: "inet:192.0.2.7:12345", listener: inet(12345) }), "that may be another machine");
  assert.ok(!asks({ path: "inet:127.0.0.1:12345", listener: inet(12346) }));
  assert.ok(!asks({ path: "inet:127.0.0.1:12345", listener: inet(0) }));
});

test("nothing is concluded where it is not known whom Postfix asks, or what Dovecot says", () => {
  assert.ok(!asks({ path: "private/auth", listener: unix(QUEUE), postfix: "smtpd_sasl_type = cyrus\n" }));
  assert.ok(!asks({ path: "private/auth", listener: unix(QUEUE), dovecot: "!include /nowhere/*.conf" }));
  assert.ok(!asks({ path: "private/auth", listener: unix(QUEUE), dovecot: "auth_mechanisms = login" }));
});
