// Groups, signature algorithms and alerts: names lead to their entry and back, and the libraries of this machine agree.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import { alertById, alertByName, alerts } from "../../../server/src/core/tls/alerts.js";
import {
  groupByGnuTls,
  groupById,
  groupByIana,
  groupByOpenSsl,
  namedGroups,
} from "../../../server/src/core/tls/groups.js";
import {
  signatureAlgorithmByGnuTls,
  signatureAlgorithmById,
  signatureAlgorithmByIana,
  signatureAlgorithmByOpenSsl,
  signatureAlgorithms,
} from "../../../server/src/core/tls/signature-algorithms.js";
import { compareVersions } from "../../../server/src/core/tls/versions.js";
import { requireProgram } from "../../support/programs.js";

const ascending = (ids: readonly number[]): boolean => ids.every((id, i) => i === 0 || id > (ids[i - 1] ?? 0));

describe("named groups", () => {
  test("numbers and names lead back to their group", () => {
    assert.ok(ascending(namedGroups().map(({ id }) => id)));
    for (const group of namedGroups()) {
      assert.equal(groupById(group.id), group);
      assert.equal(groupByIana(group.iana.toUpperCase()), group);
      for (const name of group.openssl) assert.equal(groupByOpenSsl(name), group);
      if (group.gnutls !== null) assert.equal(groupByGnuTls(group.gnutls), group);
      assert.equal(group.openssl.length === 0, group.opensslSince === null);
      assert.ok(compareVersions(group.minVersion, group.maxVersion) <= 0);
    }
    assert.equal(groupById(0), undefined);
    assert.equal(groupByOpenSsl("p-256"), undefined);
  });

  test("well-known groups have their registered numbers", () => {
    const numbers = {
      secp256r1: 23,
      secp384r1: 24,
      secp521r1: 25,
      x25519: 29,
      x448: 30,
      ffdhe2048: 256,
      MLKEM1024: 514,
      SecP256r1MLKEM768: 4587,
      X25519MLKEM768: 4588,
      SecP384r1MLKEM1024: 4589,
    };
    for (const [name, id] of Object.entries(numbers)) assert.equal(groupByIana(name)?.id, id, name);
    assert.equal(groupByOpenSsl("prime256v1"), groupByOpenSsl("P-256"));
  });

  test("kinds and strengths fit", () => {
    for (const { iana, kind, bits, strength, minVersion } of namedGroups()) {
      assert.equal(kind === "ffdhe", iana.startsWith("ffdhe"), iana);
      assert.equal(kind === "ml-kem", iana.startsWith("MLKEM"), iana);
      assert.equal(kind === "hybrid-ml-kem", /.MLKEM/.test(iana), iana);
      if (/kem|kyber/.test(kind)) assert.equal(minVersion, "TLSv1.3", iana);
      if (kind === "ecdhe" && bits !== null) assert.ok(strength !== null && strength <= bits / 2 + 1, iana);
    }
  });
});

describe("signature algorithms", () => {
  test("numbers and names lead back to their algorithm", () => {
    assert.ok(ascending(signatureAlgorithms().map(({ id }) => id)));
    for (const algorithm of signatureAlgorithms()) {
      assert.equal(signatureAlgorithmById(algorithm.id), algorithm);
      assert.equal(signatureAlgorithmByIana(algorithm.iana), algorithm);
      for (const name of algorithm.openssl) assert.equal(signatureAlgorithmByOpenSsl(name), algorithm);
      for (const name of algorithm.gnutls) assert.equal(signatureAlgorithmByGnuTls(name), algorithm);
      assert.ok(compareVersions(algorithm.minVersion, algorithm.maxVersion) <= 0);
    }
  });

  test("no MD5, SHA-1, SHA-224, DSA or PKCS #1 signature is made in TLS 1.3, but for the schemes called legacy", () => {
    for (const { iana, hash, key, maxVersion } of signatureAlgorithms()) {
      const old = /^(md5|sha1|sha224)$/.test(hash) || key === "dsa" || /^rsa_pkcs1/.test(iana);
      if (old && !iana.endsWith("_legacy")) assert.equal(maxVersion, "TLSv1.2", iana);
    }
  });

  test("hash and key stand in the name", () => {
    for (const { iana, hash, key } of signatureAlgorithms()) {
      if (/^(sha|md5)/.test(hash)) assert.ok(iana.includes(hash), iana);
      if (/^(dsa|ecdsa|rsa|ed25519|ed448)$/.test(key)) assert.ok(iana.startsWith(key), iana);
    }
    assert.equal(signatureAlgorithmById(0x0804)?.iana, "rsa_pss_rsae_sha256");
    assert.equal(signatureAlgorithmById(0x0201)?.iana, "rsa_pkcs1_sha1");
    assert.equal(signatureAlgorithmByOpenSsl("PSS+SHA256")?.id, 0x0804);
  });
});

test("alerts lead back to themselves", () => {
  assert.ok(ascending(alerts().map(({ id }) => id + 1)));
  for (const alert of alerts()) {
    assert.equal(alertById(alert.id), alert);
    assert.equal(alertByName(alert.name), alert);
  }
  assert.equal(alertById(40)?.name, "handshake_failure");
  assert.equal(alertById(70)?.name, "protocol_version");
  assert.equal(alertById(1), undefined);
});

test("every group and signature that gnutls-cli lists for TLS is known", (t) => {
  const program = requireProgram(t, "gnutls-cli");
  if (program === null) return;
  const listed = execFileSync(program, ["--list"], { encoding: "utf8" });
  const names = (title: string, prefix: string): readonly string[] =>
    new RegExp(`^${title}: (.*)$`, "m")
      .exec(listed)?.[1]
      ?.split(", ")
      .map((name) => name.replace(prefix, "")) ?? [];
  const groups = names("Groups", "GROUP-");
  assert.ok(groups.length > 0);
  for (const name of groups) assert.ok(groupByGnuTls(name), name);
  // Algorithms without a number in TLS are for certificates alone.
  const forCertificates = /SHA3|MD|RMD|RAW|SHA224|GOSTR341001|^DSA-SHA[235]/;
  for (const name of names("PK-signatures", "SIGN-"))
    if (!forCertificates.test(name)) assert.ok(signatureAlgorithmByGnuTls(name), name);
});
