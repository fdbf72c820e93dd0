// The hosts that Postfix's files name, as offers to probe: each where it stands, and none that is a domain or out of reach.

import assert from "node:assert/strict";
import { test } from "node:test";
import { probePlaces, SourceText, type InputFile } from "../../../../server/src/core/api.js";
import { memoryTree } from "../../../support/memory-tree.js";

const DIALECTS: Readonly<Record<string, string>> = { "main.cf": "postfix-main", "master.cf": "postfix-master" };

/** What is offered in one of the files, by the text at the place. */
function offers(texts: Readonly<Record<string, string>>, name: string): readonly (readonly [string, string])[] {
  const files = Object.entries(texts).map(([file, text]): InputFile => {
    return { source: new SourceText(`/srv/mail/${file}`, text), dialect: DIALECTS[file] ?? "postfix-map" };
  });
  const file = files.find(({ source }) => source.path.endsWith(`/${name}`));
  assert.ok(file);
  return probePlaces(file, files, { files: memoryTree({}) }).map(({ span, target }) => [
    file.source.text.slice(span.start, span.end),
    target,
  ]);
}

const main = (text: string): readonly (readonly [string, string])[] => offers({ "main.cf": text }, "main.cf");

test("main.cf: relays and this host, in the order of the file, ports by number", () => {
  const text = `relayhost = [relay.example.net]:submission
smtp_fallback_relay = [2001:db8::1]:2525, [other.example.net]
mydomain = example.org
myhostname = mx.$mydomain
`;
  assert.deepEqual(main(text), [
    ["relayhost", "relay.example.net:587"],
    ["smtp_fallback_relay", "[2001:db8::1]:2525"],
    ["myhostname", "mx.example.org:25"],
  ]);
});

test("main.cf: nothing where nothing is named, only the machine knows the port, or a template decides", () => {
  assert.deepEqual(main("mynetworks = 127.0.0.0/8\n"), []);
  assert.deepEqual(main("relayhost =\n"), []);
  assert.deepEqual(main("relayhost = [relay.example.net]:mailgate\n"), []);
  assert.deepEqual(main("relayhost = [{{ relay }}]:587\n"), []);
});

test("main.cf: this host only where it takes mail from others", () => {
  const name = "myhostname = mx.example.org\n";
  assert.deepEqual(main(`${name}inet_interfaces = loopback-only\n`), []);
  const services = (master: string): readonly unknown[] => offers({ "main.cf": name, "master.cf": master }, "main.cf");
  assert.deepEqual(services("submission inet n - y - - smtpd\n"), []);
  assert.deepEqual(services("127.0.0.1:smtp inet n - y - - smtpd\n"), []);
  assert.deepEqual(services("smtp inet n - y - 1 postscreen\nsmtpd pass - - y - - smtpd\n"), [
    ["myhostname", "mx.example.org:25"],
  ]);
});

test("master.cf: each service that others reach, with the scheme where the port does not tell how TLS begins", () => {
  const master = `smtp inet n - y - - smtpd
submission inet n - y - - smtpd
submissions inet n - y - - smtpd
  -o smtpd_tls_wrappermode=yes
10465 inet n - y - - smtpd
  -o smtpd_tls_wrappermode=YES
  -o myhostname=out.example.org
127.0.0.1:10025 inet n - y - - smtpd
mailgate inet n - y - - smtpd
smtp unix - - y - - smtp
`;
  const files = { "main.cf": "myhostname = mx.example.org\n", "master.cf": master };
  assert.deepEqual(offers(files, "master.cf"), [
    ["smtp", "mx.example.org:25"],
    ["submission", "mx.example.org:587"],
    ["submissions", "mx.example.org:465"],
    ["10465", "submissions://out.example.org:10465"],
  ]);
  assert.deepEqual(offers({ ...files, "master.cf": "465 inet n - y - - smtpd\n" }, "master.cf"), [
    ["465", "submission://mx.example.org:465"],
  ]);
  assert.deepEqual(
    offers({ "master.cf": "smtp inet n - y - - smtpd\n" }, "master.cf"),
    [],
    "nobody tells the name of this host",
  );
});

test("a policy table: hosts in brackets; the mail hosts of a domain only DNS knows", () => {
  const policy = `[relay.example.net]:587 encrypt
[192.0.2.1] may
[mail.example.net]:smtp secure
example.com verify
example.com:25 verify
.example.com may
`;
  const files = { "main.cf": "smtp_tls_policy_maps = hash:/srv/mail/tls_policy\n", tls_policy: policy };
  assert.deepEqual(offers(files, "tls_policy"), [
    ["[relay.example.net]:587", "relay.example.net:587"],
    ["[192.0.2.1]", "192.0.2.1"],
    ["[mail.example.net]:smtp", "mail.example.net:25"],
  ]);
  assert.deepEqual(offers({ "main.cf": "", tls_policy: policy }, "tls_policy"), [], "nobody uses the table");
});
