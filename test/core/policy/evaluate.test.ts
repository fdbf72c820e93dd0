// What each profile says about single values, to whom it says it, and what it says where a fact is absent.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import { evaluate, worstGrades } from "../../../server/src/core/policy/evaluate.js";
import type { Subject } from "../../../server/src/core/policy/profile.js";
import { profileById, PROFILES } from "../../../server/src/core/policy/profiles.js";
import type { CertificateFacts, Endpoint } from "../../../server/src/core/posture/posture.js";
import { cipherSuites } from "../../../server/src/core/tls/suites.js";
import { PROTOCOL_VERSIONS } from "../../../server/src/core/tls/versions.js";
import { endpoint, grades, seen, submission, suites, verdicts } from "./endpoint.js";

/** One value, a server that demands TLS. */
function grade(id: string, facts: Partial<Endpoint>, subject: Subject): string {
  const [found, ...rest] = grades(id, submission(facts), subject);
  assert.deepEqual(rest, []);
  return found ?? "no verdict";
}

describe("versions", () => {
  const table: readonly (readonly [profile: string, ...grades: string[]])[] = [
    // SSL 2.0, SSL 3.0, TLS 1.0, 1.1, 1.2, 1.3; i is insufficient, p phase-out, s sufficient, g good.
    ["mozilla-modern", "i", "i", "i", "i", "i", "g"],
    ["mozilla-intermediate", "i", "i", "i", "i", "g", "g"],
    ["mozilla-old", "i", "i", "s", "s", "g", "g"],
    ["ncsc-nl", "i", "i", "i", "i", "s", "g"],
    ["bsi", "i", "i", "i", "i", "s", "g"],
    ["nist", "i", "i", "i", "p", "s", "g"],
    ["anssi", "i", "i", "i", "i", "s", "g"],
    ["rfc9325", "i", "i", "i", "i", "s", "g"],
    ["mail", "i", "i", "i", "i", "s", "g"],
  ];
  for (const [id, ...expected] of table) {
    test(id, () => {
      const found = grades(id, submission({ versions: seen(PROTOCOL_VERSIONS) }), "versions");
      assert.deepEqual(
        found.map((one) => one.split(": ")[1]?.charAt(0)),
        expected,
      );
    });
  }
});

describe("suites", () => {
  const table: readonly (readonly [profile: string, suite: string, grade: string])[] = [
    ["ncsc-nl", "TLS_AES_128_GCM_SHA256", "sufficient"],
    ["ncsc-nl", "TLS_AES_256_GCM_SHA384", "good"],
    ["ncsc-nl", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "phase-out"],
    ["ncsc-nl", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "phase-out"],
    ["ncsc-nl", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "insufficient"],
    ["ncsc-nl", "TLS_RSA_WITH_AES_128_GCM_SHA256", "insufficient"],
    ["bsi", "TLS_CHACHA20_POLY1305_SHA256", "insufficient"],
    ["bsi", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "sufficient"],
    ["bsi", "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256", "phase-out"],
    ["nist", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "insufficient"],
    ["nist", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "good"],
    ["nist", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "sufficient"],
    ["nist", "TLS_RSA_WITH_AES_128_CBC_SHA", "phase-out"],
    ["nist", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "insufficient"],
    ["anssi", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "good"],
    ["anssi", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "phase-out"],
    ["mozilla-intermediate", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "insufficient"],
    ["mozilla-old", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "sufficient"],
    ["rfc9325", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "good"],
    ["rfc9325", "TLS_CHACHA20_POLY1305_SHA256", "good"],
    ["rfc9325", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "sufficient"],
    ["rfc9325", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "phase-out"],
    ["rfc9325", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "phase-out"],
    ["rfc9325", "TLS_RSA_WITH_AES_128_GCM_SHA256", "phase-out"],
    ["rfc9325", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "phase-out"],
    ["rfc9325", "TLS_RSA_WITH_RC4_128_SHA", "insufficient"],
    ["rfc9325", "TLS_RSA_WITH_NULL_SHA", "insufficient"],
    ["rfc9325", "TLS_DH_anon_WITH_AES_128_GCM_SHA256", "insufficient"],
    ["rfc9325", "TLS_PSK_WITH_AES_128_GCM_SHA256", "undetermined"],
    ["mail", "TLS_MADE_UP", "undetermined"],
  ];
  for (const [id, suite, expected] of table) {
    test(`${suite} in ${id}`, () => {
      assert.equal(grade(id, { suites: suites(suite) }, "suites"), `${suite}: ${expected}`);
    });
  }

  test("each is named once, however many versions have it", () => {
    const name = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA";
    const one = submission({ suites: seen({ TLSv1: [name], "TLSv1.1": [name], "TLSv1.2": [name] }) });
    assert.equal(verdicts("ncsc-nl", one, "suites").length, 1);
  });

  test("what the settings only permit is judged with a caveat", () => {
    const permitted = { value: { "TLSv1.2": ["TLS_RSA_WITH_RC4_128_SHA"] } };
    const origin = { kind: "default", setting: "smtpd_tls_ciphers" } as const;
    const one = submission({
      permittedSuites: { ...permitted, origin },
      undetermined: [{ fact: "suites", reason: "depends on the certificates" }],
    });
    const [verdict] = verdicts("mail", one, "suites");
    assert.equal(verdict?.grade, "insufficient");
    assert.match(verdict.reason, /not known: depends on the certificates\.$/);
    assert.deepEqual(verdict.origin, origin);
  });
});

test("groups", () => {
  const of = (id: string, ...names: string[]) => grades(id, submission({ groups: seen(names) }), "groups").join(", ");
  assert.equal(
    of("bsi", "x25519", "secp256r1", "SecP256r1MLKEM768"),
    "x25519: insufficient, secp256r1: sufficient, SecP256r1MLKEM768: good",
  );
  assert.equal(of("bsi", "X25519MLKEM768", "ffdhe2048"), "X25519MLKEM768: insufficient, ffdhe2048: insufficient");
  assert.equal(
    of("ncsc-nl", "X25519MLKEM768", "x25519", "ffdhe3072", "ffdhe2048"),
    "X25519MLKEM768: good, x25519: sufficient, ffdhe3072: phase-out, ffdhe2048: insufficient",
  );
  assert.equal(
    of("nist", "secp256r1", "x25519", "X25519MLKEM768"),
    "secp256r1: good, x25519: phase-out, X25519MLKEM768: undetermined",
  );
  assert.equal(of("anssi", "x25519", "secp224r1"), "x25519: sufficient, secp224r1: insufficient");
  assert.equal(
    of("rfc9325", "x25519", "secp192r1", "ffdhe2048"),
    "x25519: good, secp192r1: insufficient, ffdhe2048: undetermined",
  );
  assert.equal(of("mozilla-modern", "X25519MLKEM768", "secp521r1"), "X25519MLKEM768: good, secp521r1: insufficient");
});

describe("certificates", () => {
  const DAY = 86_400_000;
  const rsa = (keyBits: number): CertificateFacts => ({ keyType: "rsa", keyBits });
  const ec = (curve: string, keyBits = 256): CertificateFacts => ({ keyType: "ec", keyBits, curve });
  const key = (id: string, one: CertificateFacts) => grade(id, { certificates: seen([one]) }, "certificate-key");

  test("keys", () => {
    assert.equal(key("ncsc-nl", rsa(2048)), "RSA 2048: phase-out");
    assert.equal(key("ncsc-nl", rsa(3072)), "RSA 3072: sufficient");
    assert.equal(key("ncsc-nl", rsa(2047)), "RSA 2047: insufficient");
    assert.equal(key("bsi", rsa(2999)), "RSA 2999: insufficient");
    assert.equal(key("bsi", rsa(3000)), "RSA 3000: good");
    assert.equal(key("bsi", { keyType: "ed25519", keyBits: 256 }), "Ed25519: insufficient");
    assert.equal(key("nist", ec("secp384r1", 384)), "EC secp384r1: good");
    assert.equal(key("nist", rsa(1024)), "RSA 1024: insufficient");
    assert.equal(key("mozilla-modern", rsa(4096)), "RSA 4096: insufficient");
    assert.equal(key("mozilla-old", ec("secp256r1")), "EC secp256r1: insufficient");
    assert.equal(key("rfc9325", rsa(2048)), "RSA 2048: good");
    assert.equal(key("rfc9325", ec("secp192r1", 192)), "EC secp192r1: insufficient");
    assert.equal(key("anssi", { keyType: "ed448", keyBits: 448 }), "Ed448: good");
    assert.equal(key("nist", { keyType: "ec", keyBits: 256 }), "EC 256: undetermined");
  });

  test("signatures", () => {
    const of = (id: string, signatureHash?: string) =>
      grade(
        id,
        { certificates: seen([{ ...rsa(3072), ...(signatureHash === undefined ? {} : { signatureHash }) }]) },
        "certificate-signature",
      );
    assert.equal(of("ncsc-nl", "sha224"), "sha224: phase-out");
    assert.equal(of("rfc9325", "sha1"), "sha1: insufficient");
    assert.equal(of("bsi", "sha512"), "sha512: good");
    assert.equal(of("nist"), "null: undetermined");
    const unsigned = submission({ certificates: seen([rsa(3072)]) });
    const [verdict] = verdicts("nist", unsigned, "certificate-signature");
    assert.equal(verdict?.reason, "Signature of the certificate: The digest of the signature is not known.");
  });

  test("lifetimes, whether or not the last second counts", () => {
    const lasting = (days: number, seconds = 0) => ({
      ...rsa(2048),
      notBefore: 0,
      notAfter: days * DAY - seconds * 1000,
    });
    const of = (days: number) =>
      grade("mozilla-intermediate", { certificates: seen([lasting(days)]) }, "certificate-lifetime");
    assert.equal(of(90), "90: good");
    assert.equal(grade("mozilla-modern", { certificates: seen([lasting(90, 1)]) }, "certificate-lifetime"), "90: good");
    assert.equal(of(91), "91: sufficient");
    assert.equal(of(366), "366: sufficient");
    assert.equal(of(367), "367: insufficient");
    assert.equal(
      grade("mozilla-modern", { certificates: seen([lasting(91)]) }, "certificate-lifetime"),
      "91: insufficient",
    );
    assert.equal(
      grade("mozilla-modern", { certificates: seen([rsa(2048)]) }, "certificate-lifetime"),
      "null: undetermined",
    );
  });

  test("a client shows none", () => {
    assert.deepEqual(verdicts("ncsc-nl", endpoint({ role: "client", service: "relay" }), "certificate-key"), []);
  });
});

test("primes of DHE", () => {
  const of = (id: string, bits: number) => grade(id, { dhBits: seen(bits) }, "dh-bits");
  assert.equal(of("ncsc-nl", 2048), "2048: insufficient");
  assert.equal(of("ncsc-nl", 3072), "3072: undetermined");
  assert.equal(of("bsi", 2048), "2048: insufficient");
  assert.equal(of("rfc9325", 2048), "2048: good");
  assert.equal(of("rfc9325", 1024), "1024: insufficient");
  assert.equal(of("anssi", 2048), "2048: sufficient");
});

test("what has to be there and is not", () => {
  const missing = (id: string, facts: Partial<Endpoint>, subject: Subject) =>
    verdicts(id, submission(facts), subject).flatMap((one) =>
      one.grade !== "undetermined" && one.missing ? [`${one.value}: ${one.grade}`] : [],
    );
  assert.deepEqual(missing("nist", { versions: seen(["TLSv1.2"]) }, "versions"), ["TLSv1.3: phase-out"]);
  assert.deepEqual(missing("nist", { versions: seen(["TLSv1.3"]) }, "versions"), ["TLSv1.2: insufficient"]);
  assert.deepEqual(missing("nist", { versions: seen(["TLSv1.2", "TLSv1.3"]) }, "versions"), []);
  assert.deepEqual(missing("nist", { groups: seen(["secp521r1"]) }, "groups"), [
    "secp256r1 or secp384r1: insufficient",
  ]);
});

describe("facts that are absent", () => {
  test("give the reason, not a guess", () => {
    const told = endpoint({ undetermined: [{ fact: "versions", reason: "smtpd_tls_protocols cannot be expanded" }] });
    const [versions] = verdicts("ncsc-nl", told, "versions");
    assert.deepEqual([versions?.grade, versions?.value, versions?.origin], ["undetermined", null, null]);
    assert.equal(versions?.reason, "Not known: smtpd_tls_protocols cannot be expanded.");
    assert.match(verdicts("ncsc-nl", told, "groups")[0]?.reason ?? "", /^Not known: nothing/);
    const off = endpoint({ transport: seen("none") });
    assert.equal(verdicts("ncsc-nl", off, "suites")[0]?.reason, "The endpoint offers no TLS.");
  });

  test("count as undetermined only where nothing else is judged", () => {
    const one = submission({ versions: seen(["TLSv1.2", "TLSv1.1", "TLSv1.3"]), suites: suites("TLS_MADE_UP") });
    const profile = profileById("ncsc-nl");
    assert.ok(profile);
    const worst = worstGrades(evaluate({ endpoints: [one] }, profile));
    assert.equal(worst.versions, "insufficient");
    assert.equal(worst.suites, "undetermined");
    assert.equal(worst.demand, undefined);
  });
});

test("every verdict cites, explains itself and names a value that is there", () => {
  const names = cipherSuites().map(({ iana }) => iana);
  const facts = fc.record({
    versions: fc.uniqueArray(fc.constantFrom(...PROTOCOL_VERSIONS)),
    suites: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 20 }),
    service: fc.constantFrom("mx", "submission", "relay"),
    role: fc.constantFrom("server", "client"),
    required: fc.boolean(),
  });
  fc.assert(
    fc.property(facts, fc.constantFrom(...PROFILES), ({ versions, suites: list, service, role, required }, profile) => {
      const one = endpoint({
        service,
        role,
        required: seen(required),
        versions: seen(versions),
        suites: suites(...list),
      });
      const found = evaluate({ endpoints: [one] }, profile);
      const present = found.filter(
        (verdict) => verdict.value !== null && (verdict.grade === "undetermined" || !verdict.missing),
      );
      for (const { reason, citation } of found) {
        assert.match(reason, /^[^ ].*\.$/);
        assert.ok(citation.url.startsWith("https://") && citation.section !== "");
      }
      if (profile.id.startsWith("mozilla") && role === "client") assert.deepEqual(found, []);
      else
        assert.deepEqual(
          present.filter(({ subject }) => subject === "suites").map(({ value }) => value),
          list,
        );
    }),
  );
});
