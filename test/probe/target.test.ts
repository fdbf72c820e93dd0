// The TARGET argument: what is accepted, what it means, and that nothing else gets through.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseTarget } from "../../server/src/probe/target.js";

/** Text → host, port, protocol, transport. */
const MEANINGS: Readonly<Record<string, readonly [string, number, string, string]>> = {
  "mail.example.org": ["mail.example.org", 25, "smtp", "starttls"],
  "  mail.example.org\n": ["mail.example.org", 25, "smtp", "starttls"],
  "mail.example.org.": ["mail.example.org.", 25, "smtp", "starttls"],
  localhost: ["localhost", 25, "smtp", "starttls"],
  "mail.example.org:25": ["mail.example.org", 25, "smtp", "starttls"],
  "mail.example.org:465": ["mail.example.org", 465, "smtp", "implicit"],
  "mail.example.org:587": ["mail.example.org", 587, "smtp", "starttls"],
  "mail.example.org:2525": ["mail.example.org", 2525, "smtp", "starttls"],
  "mail.example.org:40025": ["mail.example.org", 40025, "smtp", "starttls"],
  "mail.example.org:24": ["mail.example.org", 24, "lmtp", "starttls"],
  "mail.example.org:143": ["mail.example.org", 143, "imap", "starttls"],
  "mail.example.org:993": ["mail.example.org", 993, "imap", "implicit"],
  "mail.example.org:110": ["mail.example.org", 110, "pop3", "starttls"],
  "mail.example.org:995": ["mail.example.org", 995, "pop3", "implicit"],
  "mail.example.org:4190": ["mail.example.org", 4190, "sieve", "starttls"],
  "smtp://mail.example.org": ["mail.example.org", 25, "smtp", "starttls"],
  "SMTP://mail.example.org/": ["mail.example.org", 25, "smtp", "starttls"],
  "submission://mail.example.org": ["mail.example.org", 587, "smtp", "starttls"],
  "submissions://mail.example.org": ["mail.example.org", 465, "smtp", "implicit"],
  "smtps://mail.example.org": ["mail.example.org", 465, "smtp", "implicit"],
  "lmtp://mail.example.org": ["mail.example.org", 24, "lmtp", "starttls"],
  "imap://mail.example.org": ["mail.example.org", 143, "imap", "starttls"],
  "imaps://mail.example.org": ["mail.example.org", 993, "imap", "implicit"],
  "pop3://mail.example.org": ["mail.example.org", 110, "pop3", "starttls"],
  "pop3s://mail.example.org": ["mail.example.org", 995, "pop3", "implicit"],
  "sieve://mail.example.org": ["mail.example.org", 4190, "sieve", "starttls"],
  "smtps://mail.example.org:25": ["mail.example.org", 25, "smtp", "implicit"],
  "smtp://mail.example.org:465": ["mail.example.org", 465, "smtp", "starttls"],
  "192.0.2.1": ["192.0.2.1", 25, "smtp", "starttls"],
  "192.0.2.1:465": ["192.0.2.1", 465, "smtp", "implicit"],
  "[::1]": ["::1", 25, "smtp", "starttls"],
  "[2001:db8::25]:587": ["2001:db8::25", 587, "smtp", "starttls"],
  "smtps://[2001:db8::25]": ["2001:db8::25", 465, "smtp", "implicit"],
  "[1:2:3:4:5:6:7:8]": ["1:2:3:4:5:6:7:8", 25, "smtp", "starttls"],
  "[::ffff:192.0.2.1]": ["::ffff:192.0.2.1", 25, "smtp", "starttls"],
  "[fe80::1%eth0]:25": ["fe80::1%eth0", 25, "smtp", "starttls"],
  "mx_1.example.org": ["mx_1.example.org", 25, "smtp", "starttls"],
  "post.müller.example": ["post.müller.example", 25, "smtp", "starttls"],
  "メール.例え.jp:587": ["メール.例え.jp", 587, "smtp", "starttls"],
};

for (const [text, [host, port, protocol, transport]] of Object.entries(MEANINGS)) {
  test(`target ${JSON.stringify(text)}`, () => {
    assert.deepEqual(parseTarget(text), { ok: true, target: { text: text.trim(), host, port, protocol, transport } });
  });
}

const JUNK = [
  "",
  "   ",
  ":25",
  "host:",
  "host:0",
  "host:65536",
  "host:123456",
  "host:-1",
  "host:25x",
  "host:2 5",
  "host name",
  "host\r\nQUIT",
  "user@host",
  "http://host",
  "constructor://host",
  "smtp://",
  "smtp:///",
  "smtp://host/path",
  "smtp://host?x",
  "smtp://host#x",
  "smtp:host:25",
  "::1",
  "2001:db8::1:25",
  "[::1",
  "::1]",
  "[]",
  "[::1]25",
  "[192.0.2.1]",
  "[host]",
  "[1::2::3]",
  "[1:2:3:4:5:6:7]",
  "[1:2:3:4:5:6:7:8:9]",
  "[1:2:3:4:5:6:7::8]",
  "[12345::]",
  "[1.2.3.4::]",
  "[::1.2.3.256]",
  "[:::]",
  "[:1]",
  "192.0.2",
  "192.0.2.256",
  "192.0.2.01",
  "192.0.2.1.5",
  "-host",
  "host-",
  "a..b",
  ".host",
  ".",
  `${"a".repeat(64)}.example`,
  "a.".repeat(130),
  "x".repeat(100_000),
  "host\u0000",
  "ho\u202est",
];

for (const text of JUNK) {
  test(`junk ${JSON.stringify(text.slice(0, 40))}`, () => {
    const result = parseTarget(text);
    assert.equal(result.ok, false);
    assert.match(result.message, /^[A-Z][^\n]{10,}\.$/u);
  });
}

test("any text gives a target that can be connected to, or a message that does not repeat it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      const result = parseTarget(text);
      if (!result.ok) return;
      assert.ok(result.target.host.length > 0);
      assert.doesNotMatch(result.target.host, /[\s\p{C}[\]/@]/u);
      assert.ok(result.target.port >= 1 && result.target.port <= 65535);
    }),
  );
});
