// The rules about certificates on what a host shows, where no file is named: the same posture, the same findings.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CertificateFacts, Endpoint } from "../../server/src/core/posture/posture.js";
import { POSTURE_RULES } from "../../server/src/core/rules/registry.generated.js";

const NOW = Date.UTC(2026, 10, 24);
const origin = { kind: "observed", step: "handshake" } as const;
const seen = <T>(value: T) => ({ value, origin });

const SOUND: CertificateFacts = {
  ...{ keyType: "ec", keyBits: 256, curve: "secp256r1", signatureHash: "sha256" },
  ...{ subject: "CN=mx.example.com", issuer: "CN=Intermediate", dnsNames: ["mx.example.com"] },
  ...{ notBefore: Date.UTC(2026, 9, 1), notAfter: Date.UTC(2027, 9, 1), extendedKeyUsage: ["serverAuth"] },
  chain: [{ keyType: "ec", keyBits: 256, subject: "CN=Intermediate", issuer: "CN=Root" }],
};

function found(changes: Partial<CertificateFacts>, port = 25) {
  const endpoint: Endpoint = {
    ...{ id: `mx.example.com:${port}`, product: "unknown", role: "server", protocol: "smtp", port },
    ...{ service: port === 25 ? "mx" : "submission", presence: "declared", exposure: "public" },
    transport: seen("starttls" as const),
    required: seen(port !== 25),
    hostName: seen("mx.example.com"),
    certificates: seen([{ ...SOUND, ...changes }]),
    undetermined: [],
  };
  const context = { posture: { endpoints: [endpoint] }, profile: null, now: NOW };
  return POSTURE_RULES.flatMap((rule) =>
    Array.from(rule.check(endpoint, context), ({ at, data, severity }) => {
      assert.deepEqual(at, origin);
      assert.doesNotMatch(JSON.stringify(data), /undefined/);
      return `${rule.meta.id}: ${severity ?? rule.meta.severity}`;
    }),
  );
}

test("a sound certificate gives nothing", () => {
  assert.deepEqual(found({}), []);
  assert.deepEqual(found({}, 587), []);
});

test("each fault is found, and is graver where users' programs verify", () => {
  const faults: readonly [Partial<CertificateFacts>, string, string][] = [
    [{ notAfter: NOW - 1 }, "certificate-expired: error", "certificate-expired: error"],
    [{ notAfter: NOW + 86_400_000 * 20 }, "certificate-expires-soon: warning", "certificate-expires-soon: warning"],
    [{ notBefore: NOW + 1 }, "certificate-not-yet-valid: error", "certificate-not-yet-valid: error"],
    [{ signatureHash: "sha1" }, "weak-certificate-signature: warning", "weak-certificate-signature: error"],
    [{ dnsNames: ["www.example.com"] }, "certificate-name-mismatch: info", "certificate-name-mismatch: warning"],
    [
      { extendedKeyUsage: ["clientAuth"] },
      "certificate-not-for-servers: warning",
      "certificate-not-for-servers: error",
    ],
    [{ chain: [] }, "certificate-chain-incomplete: info", "certificate-chain-incomplete: warning"],
    [{ keyType: "rsa", keyBits: 1024 }, "weak-certificate-key: warning", "weak-certificate-key: warning"],
  ];
  for (const [changes, mx, submission] of faults) {
    assert.deepEqual(found(changes), [mx]);
    assert.deepEqual(found(changes, 587), [submission]);
  }
});

test("what a probe does not know is not held against anybody", () => {
  const { keyType, keyBits } = SOUND;
  const bare = Object.fromEntries(Object.keys(SOUND).map((name) => [name, undefined]));
  assert.deepEqual(found({ ...bare, keyType, keyBits }), []);
});
