// What is told about parameters: defaults against postconf -d, the deprecation table of Postfix, candidates by release.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import {
  parameterCompletions,
  parameterMarkdown,
  valueCompletions,
} from "../../../../server/src/core/products/postfix/catalogue.js";
import { deprecationOf } from "../../../../server/src/core/products/postfix/deprecations.js";
import {
  defaultOf,
  isKnownIn,
  manualUrl,
  parameter,
  parameterNames,
  perServiceDefault,
} from "../../../../server/src/core/products/postfix/parameters.js";
import { parseVersion } from "../../../../server/src/core/products/postfix/version.js";
import { requireProgram } from "../../../support/programs.js";

const known = (name: string) => {
  const found = parameter(name);
  assert.ok(found, name);
  return found;
};
const fallback = (name: string, version: string) => defaultOf(known(name), parseVersion(version));
const has = (name: string, version: string) => isKnownIn(known(name), parseVersion(version));

describe("defaults", () => {
  test("are those of postconf -d, every one", (t) => {
    const program = requireProgram(t, "postconf");
    if (program === null) return;
    const printed = execFileSync(program, ["-d"], { encoding: "utf8" }).trimEnd().split("\n");
    const release = printed.find((line) => line.startsWith("mail_version = "))?.slice("mail_version = ".length);
    assert.ok(release);
    const version = parseVersion(release);
    const printedNames = new Set<string>();
    let compared = 0;
    for (const line of printed) {
      const [, name = "", value = ""] = /^(\S+) = ?(.*)$/.exec(line) ?? [];
      printedNames.add(name);
      const entry = parameter(name);
      if (entry === undefined) {
        assert.equal(perServiceDefault(name), value, name);
        continue;
      }
      assert.ok(isKnownIn(entry, version), name);
      if (entry.computed) continue;
      assert.equal(defaultOf(entry, version, "debian"), value, name);
      compared += 1;
    }
    assert.ok(compared > 800, String(compared));
    // And nothing is made up: only old names of renamed parameters are not printed.
    const renamed = (name: string) => deprecationOf(name, parseVersion("3.11"))?.kind === "rename";
    const unprinted = [...parameterNames()].filter(
      (name) => isKnownIn(known(name), version) && !printedNames.has(name),
    );
    assert.deepEqual(
      unprinted.filter((name) => !renamed(name)),
      [],
    );
  });

  // src/global/mail_params.h of these tags.
  for (const [name, version, expected] of [
    ["smtpd_tls_protocols", "3.4.0", "!SSLv2, !SSLv3"],
    ["smtpd_tls_protocols", "3.9.0", ">=TLSv1"],
    ["smtp_tls_security_level", "3.10.0", ""],
    ["smtp_tls_security_level", "3.11.0", "${{$compatibility_level} <level {3.11} ? {} : {may}}"],
    ["append_dot_mydomain", "2.11.0", "yes"],
    ["append_dot_mydomain", "3.4.0", "${{$compatibility_level} < {1} ? {yes} : {no}}"],
    ["smtpd_recipient_restrictions", "2.9.0", "permit_mynetworks, reject_unauth_destination"],
    ["tlsproxy_client_security_level", "3.7.15", "${tlsproxy_client_level:$smtp_tls_security_level}"],
    [
      "tlsproxy_client_security_level",
      "3.11.0",
      "${tlsproxy_client_level?{$tlsproxy_client_level}:{$smtp_tls_security_level}}",
    ],
    // A default of its own would come back as "1hh".
    ["postscreen_dnsbl_ttl", "3.0.0", "1h"],
    ["postscreen_dnsbl_ttl", "3.1.0", ""],
    ["mail_release_date", "3.11.5", "20260706"],
    ["alias_database", "3.11.0", "$default_database_type:/etc/aliases"],
  ] as const) {
    test(`${name} in ${version}`, () => {
      assert.equal(fallback(name, version), expected);
    });
  }
});

describe("deprecations", () => {
  // src/postconf/postconf_unused.c, pcf_depr_param_info, of v3.9.0 without its test entry, and what v3.11.0 adds.
  const SINCE_39 =
    "disable_dns_lookups lmtp_use_tls postscreen_use_tls smtp_use_tls smtpd_use_tls tlsproxy_client_use_tls tlsproxy_use_tls lmtp_enforce_tls postscreen_enforce_tls smtp_enforce_tls smtpd_enforce_tls tlsproxy_client_enforce_tls tlsproxy_enforce_tls lmtp_tls_per_site smtp_tls_per_site tlsproxy_client_per_site smtpd_tls_dh1024_param_file smtpd_tls_eecdh_grade";
  const SINCE_311 =
    "authorized_verp_clients fallback_relay lmtp_per_record_deadline lmtp_tls_enforce_peername postscreen_blacklist_action postscreen_dnsbl_ttl postscreen_dnsbl_whitelist_threshold postscreen_whitelist_interfaces smtpd_client_connection_limit_exceptions smtpd_per_record_deadline smtp_per_record_deadline smtp_tls_enforce_peername tlsproxy_client_level tlsproxy_client_policy virtual_maps lmtp_cname_overrides_servername smtp_cname_overrides_servername";
  const warned = (version: string) =>
    [...parameterNames()].filter((name) => deprecationOf(name, parseVersion(version)) !== null).sort();

  test("are those of the release's own table", () => {
    assert.deepEqual(warned("3.8.20"), []);
    assert.deepEqual(warned("3.9.0"), SINCE_39.split(" ").sort());
    assert.deepEqual(warned("3.10.13"), SINCE_39.split(" ").sort());
    assert.deepEqual(warned("3.11.6"), [...SINCE_39.split(" "), ...SINCE_311.split(" ")].sort());
  });

  test("lead to parameters of that release, while the old name still counts", () => {
    const newest = parseVersion("3.11.6");
    for (const name of warned("3.11.6")) {
      const row = deprecationOf(name, newest);
      assert.ok(row);
      assert.ok(isKnownIn(known(name), newest), name);
      assert.equal(row.to !== undefined, row.kind === "rename" || row.kind === "value-mapped", name);
      if (row.to === undefined) continue;
      assert.ok(has(row.to, "3.11.6") && deprecationOf(row.to, newest) === null, row.to);
      // src/postconf/postconf_builtin.c: an old name is an empty value that the default of the new one asks for.
      if (row.kind !== "rename") continue;
      assert.equal(fallback(name, "3.11.6"), "", name);
      assert.match(fallback(row.to, "3.11.6") ?? "", new RegExp(`\\$\\{?${name}\\b`));
    }
  });

  test("map values only where nothing else decides", () => {
    const values = (name: string) => deprecationOf(name, parseVersion("3.11"))?.values;
    assert.deepEqual(values("smtpd_use_tls"), { yes: "may", no: "none" });
    assert.deepEqual(values("smtpd_enforce_tls"), { yes: "encrypt" });
    assert.equal(values("smtp_enforce_tls"), undefined);
    assert.equal(values("smtp_tls_per_site"), undefined);
    assert.deepEqual(values("disable_dns_lookups"), { yes: "disabled", no: null });
  });
});

describe("completion", () => {
  const labels = (version: string) => new Map(parameterCompletions(parseVersion(version)).map((c) => [c.label, c]));

  test("offers what the release has, and marks what it warns about", () => {
    const old = labels("3.3.22");
    const debian = labels("3.7.11");
    const newest = labels("3.11.6");
    assert.ok(!old.has("smtpd_tls_chain_files") && debian.has("smtpd_tls_chain_files"));
    assert.ok(!debian.has("smtp_tlsrpt_enable") && newest.has("smtp_tlsrpt_enable"));
    assert.ok(debian.has("tls_legacy_public_key_fingerprints") && !newest.has("tls_legacy_public_key_fingerprints"));
    // A patch release brought it to this branch.
    assert.ok(!labels("3.7.8").has("smtpd_forbid_bare_newline") && labels("3.7.9").has("smtpd_forbid_bare_newline"));
    assert.equal(debian.get("smtpd_use_tls")?.deprecated, false);
    assert.equal(newest.get("smtpd_use_tls")?.deprecated, true);
    assert.ok(!newest.has("process_id"), "read-only");
    assert.equal(new Set(newest.keys()).size, parameterCompletions(parseVersion("3.11.6")).length);
  });

  test("tells which value is the default", () => {
    const values = valueCompletions("smtpd_tls_auth_only", parseVersion("3.7.11"));
    assert.deepEqual(
      values.map(({ label, detail }) => [label, detail]),
      [
        ["yes", ""],
        ["no", "default"],
      ],
    );
    assert.deepEqual(valueCompletions("no_such_parameter", parseVersion("3.7.11")), []);
  });
});

describe("the text of a parameter", () => {
  const text = (name: string, version: string) => parameterMarkdown(known(name), parseVersion(version));

  test("links every parameter to its manual entry", () => {
    for (const name of parameterNames()) assert.ok(text(name, "3.11.6").includes(`(${manualUrl(name)})`), name);
  });

  test("says age, default, replacement, values and readers", () => {
    const level = text("smtp_tls_security_level", "3.11.6");
    assert.match(level, /it depends on compatibility_level/);
    assert.match(level, /- ` dane-only `: /);
    assert.match(level, /Read by smtp\(8\), tlsproxy\(8\)\./);
    assert.match(text("smtpd_use_tls", "3.9"), /Deprecated since Postfix 3\.9: use smtpd_tls_security_level\./);
    assert.doesNotMatch(text("smtpd_use_tls", "3.8"), /Deprecated/);
    assert.match(text("smtpd_tls_chain_files", "3.3"), /does not have this parameter\. It exists since 3\.4/);
    assert.match(text("myhostname", "3.7.11"), /worked out from the machine/);
    assert.match(
      parameterMarkdown(known("mydomain"), parseVersion("3.7.11"), { here: "*x*" }),
      /Here it comes to: ` \*x\* `/,
    );
  });
});
