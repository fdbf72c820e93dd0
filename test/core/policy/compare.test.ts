// The disputes between standards that administrators run into come out, and nothing that one side leaves open.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compareProfiles } from "../../../server/src/core/policy/compare.js";
import { profileById } from "../../../server/src/core/policy/profiles.js";
import { seen, submission } from "./endpoint.js";

const CHACHA = "TLS_CHACHA20_POLY1305_SHA256";
const server = submission({
  versions: seen(["TLSv1.2", "TLSv1.3"]),
  suites: seen({ "TLSv1.2": ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"], "TLSv1.3": [CHACHA] }),
  groups: seen(["x25519", "secp256r1", "X25519MLKEM768"]),
  certificates: seen([{ keyType: "rsa", keyBits: 2048, signatureHash: "sha256" }]),
});

function disputes(a: string, b: string, opposed = true): readonly string[] {
  const [one, other] = [profileById(a), profileById(b)];
  assert.ok(one && other);
  return compareProfiles({ endpoints: [server] }, one, other)
    .filter((dispute) => dispute.opposed === opposed)
    .map((dispute) => `${dispute.a.value}: ${dispute.a.grade}, ${dispute.b.grade}`);
}

describe("compareProfiles", () => {
  test("ChaCha20 and X25519 under BSI and NIST", () => {
    const bsi = disputes("ncsc-nl", "bsi");
    assert.ok(bsi.includes(`${CHACHA}: good, insufficient`));
    assert.ok(bsi.includes("x25519: sufficient, insufficient"));
    assert.ok(disputes("anssi", "nist").includes(`${CHACHA}: good, insufficient`));
    assert.ok(disputes("mozilla-intermediate", "nist").includes("x25519: good, phase-out"));
  });

  test("RSA 2048 under NCSC-NL", () => {
    assert.ok(disputes("mozilla-intermediate", "ncsc-nl").includes("RSA 2048: good, phase-out"));
    assert.ok(disputes("rfc9325", "ncsc-nl").includes("RSA 2048: good, phase-out"));
  });

  test("a different rank is told apart from opposition", () => {
    assert.ok(disputes("mozilla-intermediate", "ncsc-nl", false).includes("TLSv1.2: good, sufficient"));
    assert.ok(!disputes("mozilla-intermediate", "ncsc-nl").some((one) => one.startsWith("TLSv1.2")));
  });

  test("a profile agrees with itself, and silence is no dispute", () => {
    assert.deepEqual([...disputes("bsi", "bsi"), ...disputes("bsi", "bsi", false)], []);
    assert.ok(
      ![...disputes("ncsc-nl", "nist"), ...disputes("ncsc-nl", "nist", false)].some((one) =>
        one.startsWith("X25519ML"),
      ),
    );
  });
});
