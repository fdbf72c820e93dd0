// Values offered for a parameter: what they are by release, and that the readers of those values take each of them.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gradeNamed } from "../../../../server/src/core/products/postfix/ciphers.js";
import { levelNamed } from "../../../../server/src/core/products/postfix/levels.js";
import { parameter, parameterNames } from "../../../../server/src/core/products/postfix/parameters.js";
import { readProtocolList } from "../../../../server/src/core/products/postfix/protocol-list.js";
import { valuesFor } from "../../../../server/src/core/products/postfix/values.js";
import { parseVersion } from "../../../../server/src/core/products/postfix/version.js";

const RELEASES = ["2.9.15", "2.11.11", "3.4.29", "3.5.27", "3.6.20", "3.7.11", "3.8.20", "3.9.14", "3.11.6"];
const values = (name: string, version: string) => valuesFor(name, parseVersion(version)).map(({ value }) => value);

describe("values", () => {
  test("of every parameter are distinct, and every closed type has some", () => {
    const closed = [
      "bool",
      "tls-security-level",
      "tls-protocol-list",
      "tls-cipher-grade",
      "digest-name",
      "tls-loglevel",
    ];
    for (const release of RELEASES) {
      for (const name of parameterNames()) {
        const offered = values(name, release);
        assert.equal(new Set(offered).size, offered.length, name);
        if (closed.includes(parameter(name)?.type ?? "")) assert.ok(offered.length >= 2, `${name} in ${release}`);
      }
    }
    assert.deepEqual(values("no_such_parameter", "3.7.11"), []);
    assert.deepEqual(values("smtpd_banner", "3.7.11"), []);
  });

  test("are understood by what reads them", () => {
    for (const release of RELEASES) {
      for (const name of parameterNames()) {
        const type = parameter(name)?.type;
        for (const value of values(name, release)) {
          if (type === "tls-security-level") assert.ok(levelNamed(value), value);
          if (type === "tls-cipher-grade") assert.ok(gradeNamed(value), value);
          if (type === "tls-protocol-list") {
            const list = readProtocolList(value, parseVersion(release));
            assert.ok(list.valid && list.permitted.includes("TLSv1.3"), `${value} in ${release}`);
            // TLS 1.3 alone where TLS is optional drives peers to plain text.
            if (!name.includes("_mandatory_")) assert.ok(list.permitted.includes("TLSv1.2"), `${name}: ${value}`);
          }
        }
      }
    }
  });

  test("of levels depend on the side", () => {
    for (const name of ["smtpd_tls_security_level", "postscreen_tls_security_level", "tlsproxy_tls_security_level"]) {
      assert.deepEqual(values(name, "3.7.11"), ["none", "may", "encrypt"]);
    }
    const client = ["none", "may", "encrypt", "fingerprint", "dane", "dane-only", "verify", "secure"];
    for (const name of ["smtp_tls_security_level", "lmtp_tls_security_level", "tlsproxy_client_security_level"]) {
      assert.deepEqual(values(name, "3.7.11"), client);
    }
    assert.ok(!values("smtp_tls_security_level", "2.9.15").includes("dane"));
  });

  test("depend on the release", () => {
    const protocols = "smtpd_tls_protocols";
    assert.equal(values(protocols, "3.5.27")[0], "!SSLv2, !SSLv3, !TLSv1, !TLSv1.1");
    assert.equal(values(protocols, "3.6.20")[0], ">=TLSv1.2");
    assert.ok(!values("smtpd_discard_ehlo_keywords", "3.10.0").includes("requiretls"));
    assert.ok(values("smtpd_discard_ehlo_keywords", "3.11.0").includes("requiretls"));
    assert.ok(!values("tls_ssl_options", "3.3.0").includes("NO_RENEGOTIATION"));
    assert.ok(values("tls_ssl_options", "3.4.0").includes("NO_RENEGOTIATION"));
    assert.ok(!values("smtpd_tls_eecdh_grade", "3.1.0").includes("auto"));
    assert.deepEqual(values("smtpd_forbid_bare_newline", "3.7.9"), ["yes", "no"]);
    assert.deepEqual(values("smtpd_forbid_bare_newline", "3.7.10"), ["normalize", "reject", "no"]);
    assert.ok(values("smtpd_forbid_bare_newline", "3.9.0").includes("note"));
    assert.deepEqual(values("compatibility_level", "3.11.6"), ["3.11"]);
    assert.deepEqual(values("compatibility_level", "3.5.27"), ["2"]);
    assert.match(
      valuesFor("smtpd_tls_ciphers", parseVersion("3.8")).find(({ value }) => value === "low")?.note ?? "",
      /medium/,
    );
  });
});
