// Obsolete suites are recognised, the worst reason first, and sound ones are left in peace.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cipherSuites, suiteByIana } from "../../../server/src/core/tls/suites.js";
import { weaknesses } from "../../../server/src/core/tls/weakness.js";

const of = (name: string): string => {
  const suite = suiteByIana(name);
  assert.ok(suite, name);
  return weaknesses(suite).join(" ");
};

describe("weaknesses", () => {
  test("the worst first", () => {
    assert.equal(of("TLS_NULL_WITH_NULL_NULL"), "null anonymous");
    assert.equal(of("SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5"), "sslv2 export rc2 md5");
    assert.equal(of("TLS_DH_anon_EXPORT_WITH_RC4_40_MD5"), "export anonymous rc4 md5");
    assert.equal(of("TLS_RSA_EXPORT_WITH_DES40_CBC_SHA"), "export des");
    assert.equal(of("TLS_RSA_WITH_DES_CBC_SHA"), "des");
    assert.equal(of("TLS_ECDHE_RSA_WITH_RC4_128_SHA"), "rc4");
    assert.equal(of("TLS_RSA_WITH_3DES_EDE_CBC_SHA"), "3des");
    assert.equal(of("TLS_RSA_WITH_IDEA_CBC_SHA"), "idea");
    assert.equal(of("TLS_RSA_WITH_SEED_CBC_SHA"), "seed");
  });

  test("none where a policy alone could object", () => {
    assert.equal(of("TLS_RSA_WITH_AES_128_CBC_SHA"), "");
    assert.equal(of("TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8"), "");
    assert.equal(of("TLS_AES_256_GCM_SHA384"), "");
  });

  test("every suite below 112 bits or without authentication is weak, and no suite with an AEAD but the anonymous", () => {
    for (const suite of cipherSuites()) {
      if (suite.bits < 112 || suite.anonymous) assert.notEqual(of(suite.iana), "", suite.iana);
      if (suite.aead) assert.equal(of(suite.iana), suite.anonymous ? "anonymous" : "", suite.iana);
    }
  });
});
