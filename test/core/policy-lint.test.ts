// Policy profiles in lint: what they forbid becomes findings, at the setting that decides, and only when one was chosen.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  checkOptions,
  lint,
  PROFILES,
  SourceText,
  type Finding,
  type ProductOptions,
} from "../../server/src/core/api.js";

const BASE = `smtpd_tls_chain_files = /etc/postfix/tls/mx.pem
smtpd_tls_security_level = may
smtp_tls_security_level = may
`;

const all = (text: string, options: ProductOptions): readonly Finding[] =>
  lint([{ dialect: "postfix-main", source: new SourceText("main.cf", text) }], {
    serverVersion: "3.7",
    library: "openssl-3.0",
    ...options,
  });

const violations = (text: string, profile: string) =>
  all(text, { profile }).filter(({ rule }) => rule === "profile-violation");

/** `line severity endpoint` of each. */
const places = (text: string, profile: string) =>
  violations(text, profile).map(({ span, severity, endpoint }) => {
    const line = new SourceText("main.cf", text).position(span.start).line + 1;
    return `${line} ${severity} ${endpoint ?? ""}`;
  });

const messageAt = (text: string, profile: string, place: string) =>
  violations(text, profile)[places(text, profile).indexOf(place)]?.message ?? "";

describe("where", () => {
  test("a written value is marked where it is written, also for an endpoint that is only assumed", () => {
    const text = `${BASE}smtpd_tls_mandatory_protocols = >=TLSv1\n`;
    const found = places(text, "bsi");
    assert.ok(found.includes("4 error submission/inet"), found.join("; "));
    const explicit = violations(text, "bsi")[found.indexOf("4 error submission/inet")];
    assert.equal(text.slice(explicit?.span.start, explicit?.span.end), ">=TLSv1");
  });

  test("a default is marked where the endpoint is switched on, and not at all for one that is only assumed", () => {
    const found = violations(BASE, "bsi");
    assert.deepEqual([...new Set(found.map(({ endpoint }) => endpoint))], ["smtp/inet", "smtp/unix"]);
    assert.deepEqual([...new Set(places(BASE, "bsi").map((place) => place.split(" ")[0]))], ["2", "3"]);
  });
});

describe("what", () => {
  test("values of one fact and one grade are one finding, with the word and where it is written", () => {
    const text = `${BASE}smtpd_tls_protocols = >=TLSv1\n`;
    assert.equal(
      messageAt(text, "ncsc-nl", "4 error smtp/inet"),
      "Port 25 does not meet the profile NCSC-NL. TLS 1.0 and TLS 1.1: “insufficient” [NCSC-NL Security guidelines for Transport Layer Security 2025-05, 3.3.1]. Change this setting where that policy binds you.",
    );
    // Under NIST they differ in grade.
    assert.match(messageAt(text, "nist", "4 error smtp/inet"), / TLS 1\.0: “shall not” \[NIST SP 800-52 Rev\. 2/);
    assert.match(messageAt(text, "nist", "4 warning smtp/inet"), / TLS 1\.1: “should not” \[NIST SP 800-52 Rev\. 2/);
  });

  test("of a long list the first are named and the others counted; what holds for all is said once", () => {
    const text = `${BASE}smtpd_tls_mandatory_ciphers = medium\ntls_medium_cipherlist = HIGH:MEDIUM\n`;
    const message = messageAt(text, "mail", "5 warning submission/inet");
    assert.match(
      message,
      / and \d+ more: “SHOULD NOT” \[RFC 9325, 4\.1\]\. RSA key transport has no forward secrecy\./,
    );
    assert.equal(message.split("whether it is used is not known").length, 2);
    for (const [, names = ""] of message.matchAll(/(TLS_\S+(?:, TLS_\S+)* and \d+ more):/g))
      assert.equal(names.match(/TLS_/g)?.length, 4);
  });

  test("one more is named, not counted", () => {
    // And ChaCha20 of TLS 1.3.
    const four = "ECDHE-RSA-AES256-SHA:ECDHE-RSA-AES128-SHA:AES128-SHA:AES256-SHA";
    const message = messageAt(`${BASE}tls_medium_cipherlist = ${four}\n`, "bsi", "4 error smtp/inet");
    assert.doesNotMatch(message, /more/);
    assert.match(message, /(?:TLS_\w+, ){3}TLS_\w+ and TLS_\w+: “not listed”/);
  });

  test("what has to be there and is not", () => {
    const text = `${BASE}smtp_tls_protocols = TLSv1.3\n`;
    assert.match(
      messageAt(text, "rfc9325", "4 error smtp/unix"),
      / TLS 1\.2, not offered: “MUST support” \[RFC 9325, 3/,
    );
  });

  test("profiles contradict one another", () => {
    const text = `${BASE}smtp_tls_protocols = >=TLSv1.2\ntls_medium_cipherlist = ECDHE+CHACHA20\n`;
    const chacha = (profile: string) =>
      violations(text, profile).some(({ message }) => message.includes("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"));
    const against = PROFILES.map(({ id }) => id).filter(chacha);
    assert.deepEqual(against, ["mozilla-modern", "bsi", "nist"]);
  });
});

describe("when", () => {
  test("without a profile nothing changes; with any, only findings of this rule are added", () => {
    const values = fc.constantFrom("", ">=TLSv1", "!SSLv2", "TLSv1.3", "$nonsense", ">=TLSv1.2", "none");
    const lists = fc.constantFrom("", "HIGH", "ALL:!aNULL", "RC4-SHA", "nonsense", "ECDHE+AESGCM", "@SECLEVEL=9");
    const levels = fc.constantFrom("may", "encrypt", "none", "nonsense");
    fc.assert(
      fc.property(values, lists, levels, fc.constantFrom(...PROFILES), (protocols, list, level, { id }) => {
        const text = `${BASE}smtpd_tls_protocols = ${protocols}\ntls_medium_cipherlist = ${list}\nsmtp_tls_security_level = ${level}\n`;
        const without = all(text, {});
        assert.ok(without.every(({ rule }) => rule !== "profile-violation"));
        assert.deepEqual(
          all(text, { profile: id }).filter(({ rule }) => rule !== "profile-violation"),
          without,
        );
        for (const { message, severity } of violations(text, id)) {
          assert.doesNotMatch(message, /\{\w+\}|undefined/);
          assert.ok(severity === "error" || severity === "warning");
        }
      }),
    );
  });

  test("a name that no profile has is refused, with the nearest or all", () => {
    for (const { id } of PROFILES) assert.equal(checkOptions({ profile: id }), null);
    assert.match(checkOptions({ profile: "ncsc_nl" }) ?? "", /did you mean ncsc-nl\?$/);
    for (const { id } of PROFILES) assert.ok(checkOptions({ profile: "wolves" })?.includes(id));
  });
});
