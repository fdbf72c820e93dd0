// Which keys of TLS policy tables are looked up, and what per-site words come to. The real client is asked in tls-policy.test.ts.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { keyProblem, policyFor, policyKeys } from "../../../../server/src/core/products/postfix/policy-keys.js";
import { readSitePolicy, siteLevel } from "../../../../server/src/core/products/postfix/tls-per-site.js";

describe("policy keys", () => {
  test("are looked up as the next hop is written; parents only for plain domains", () => {
    assert.deepEqual(policyKeys("A.b.Example"), ["a.b.example", ".b.example", ".example"]);
    for (const single of ["[a.b.example]", "[a.b.example]:587", "a.b.example:587", "a.b.example.", "192.0.2.1"])
      assert.deepEqual(policyKeys(single), [single]);
  });

  test("a later table's row for the domain wins over an earlier one for its parent", () => {
    const rows = [{ key: ".example" }, { key: "A.example" }, { key: "a.example" }];
    assert.equal(policyFor("a.example", rows), rows[1]);
    assert.equal(policyFor("b.example", rows), rows[0]);
    assert.equal(policyFor("example", rows), null);
    assert.equal(policyFor("[a.example]", [...rows, { key: null }])?.key, null);
  });

  test("that never match are found", () => {
    const kind = (key: string, ...hops: string[]): string | undefined => keyProblem(key, hops)?.kind;
    assert.equal(kind("*"), "wildcard");
    assert.equal(kind("*.example.com"), "wildcard");
    assert.equal(kind('"example.com"'), "quoted");
    assert.equal(kind("u@example.com"), "address");
    assert.equal(kind("10.0.0.0/8"), "network");
    assert.equal(kind("smtp:[mx.example.com]:25"), "transport");
    assert.equal(kind("smtp:example.com"), "transport");
    assert.equal(kind(".example.com:587"), "parent-form");
    assert.equal(kind(".[example.com]"), "parent-form");
    assert.equal(kind("example.com."), "trailing-dot");
    assert.equal(kind("[mx.example.com]", "mx.example.com:587"), "other-form");
    assert.equal(kind("mx.example.com", "[mx.example.com]:587"), "other-form");
    assert.equal(kind("[mx.example.com]:587", "[MX.example.com]:587"), undefined);
    for (const key of [
      "example.com",
      ".example.com",
      "EXAMPLE.com",
      "[mx.example.com]:587",
      "mx.example.com:submission",
      "[192.0.2.1]",
      "[ipv6:2001:db8::1]:25",
      "/run/lmtp",
      "münchen.example",
    ])
      assert.equal(kind(key), undefined, key);
  });
});

test("per-site words give way as the manual says (src/smtp/smtp_tls_policy.c policy_create)", () => {
  assert.equal(siteLevel("may", null, null), "may");
  assert.equal(siteLevel("secure", "may", null), "secure");
  assert.equal(siteLevel("none", "may", null), "may");
  assert.equal(siteLevel("encrypt", "may", "none"), "none");
  assert.equal(siteLevel("may", "none", "verify"), "verify");
  assert.equal(readSitePolicy("Must_NoPeerMatch").level, "encrypt");
  assert.equal(readSitePolicy("encrypt").problems[0]?.kind, "unknown-site-policy");
});
