// Our own profile tells optional TLS from demanded TLS: nothing that encrypts is refused where plain text would follow.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Subject } from "../../../server/src/core/policy/profile.js";
import { DEFAULT_PROFILE, PROFILES } from "../../../server/src/core/policy/profiles.js";
import type { Endpoint } from "../../../server/src/core/posture/posture.js";
import { endpoint, grades, seen, submission, suites, verdicts } from "./endpoint.js";

describe("mail, by role", () => {
  const OLD = ["TLSv1", "TLSv1.1"] as const;
  const WEAK = ["TLS_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_RSA_WITH_RC4_128_SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"];
  const all = (one: Endpoint, subject: Subject) =>
    [...new Set(verdicts("mail", one, subject).map((verdict) => verdict.grade))].join(" ");

  test("is the default", () => {
    assert.equal(DEFAULT_PROFILE.id, "mail");
    assert.equal(PROFILES[0], DEFAULT_PROFILE);
  });

  test("where plain text would follow, nothing that encrypts is demanded away", () => {
    const facts = {
      versions: seen(OLD),
      suites: suites(...WEAK, "TLS_DH_anon_WITH_AES_128_CBC_SHA"),
      dhBits: seen(1024),
    };
    for (const one of [endpoint(facts), endpoint({ ...facts, role: "client", service: "relay" })]) {
      assert.equal(all(one, "versions"), "sufficient");
      assert.equal(all(one, "suites"), "sufficient");
    }
    assert.equal(all(endpoint(facts), "dh-bits"), "sufficient");
    const [verdict] = verdicts("mail", endpoint(facts), "versions");
    assert.deepEqual([verdict?.citation.title, verdict?.citation.section], ["RFC 9325", "5.2"]);
  });

  test("what protects nothing is wrong everywhere", () => {
    for (const make of [endpoint, submission]) {
      assert.equal(all(make({ versions: seen(["SSLv2", "SSLv3"]) }), "versions"), "insufficient");
      const broken = suites("TLS_RSA_WITH_NULL_SHA", "TLS_RSA_EXPORT_WITH_RC4_40_MD5", "TLS_RSA_WITH_DES_CBC_SHA");
      assert.equal(all(make({ suites: broken }), "suites"), "insufficient");
      assert.equal(all(make({ dhBits: seen(768) }), "dh-bits"), "insufficient");
    }
  });

  test("where users log in TLS 1.2 is the least, even where the server makes TLS optional", () => {
    for (const required of [true, false]) {
      const one = submission({ versions: seen(OLD), required: seen(required) });
      assert.equal(all(one, "versions"), "insufficient");
      assert.equal(verdicts("mail", one, "versions")[0]?.citation.title, "RFC 8997");
    }
  });

  test("a client that demands TLS has no plain text to fall back to", () => {
    const one = endpoint({ role: "client", service: "relay", required: seen(true), versions: seen(OLD) });
    assert.equal(all(one, "versions"), "insufficient");
  });

  test("who must and who must not demand TLS", () => {
    assert.equal(all(endpoint(), "demand"), "good");
    assert.equal(all(endpoint({ required: seen(true) }), "demand"), "insufficient");
    assert.equal(all(endpoint({ required: seen(true), exposure: "loopback" }), "demand"), "");
    assert.equal(all(submission(), "demand"), "good");
    assert.equal(all(submission({ required: seen(false) }), "demand"), "phase-out");
    assert.equal(all(submission({ plaintextAuth: seen(true) }), "plain-login"), "insufficient");
    assert.equal(all(submission({ plaintextAuth: seen(false) }), "plain-login"), "good");
  });

  test("RFC 9325 by itself makes no such difference", () => {
    assert.equal(grades("rfc9325", endpoint({ versions: seen(["TLSv1"]) }), "versions").join(), "TLSv1: insufficient");
  });
});
