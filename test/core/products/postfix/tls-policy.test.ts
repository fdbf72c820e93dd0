// What TLS policy rows mean, compared with the real SMTP client: every complaint of its reader, and generated values.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { policyFor } from "../../../../server/src/core/products/postfix/policy-keys.js";
import { readSitePolicy } from "../../../../server/src/core/products/postfix/tls-per-site.js";
import { type PolicyProblem, readTlsPolicy } from "../../../../server/src/core/products/postfix/tls-policy.js";
import { parseVersion } from "../../../../server/src/core/products/postfix/version.js";
import { createAuthority, issue } from "../../../support/certificates.js";
import { deliver, type Delivery } from "../../../support/postfix-delivery.js";

const INSTALLED = parseVersion("3.7.11");
const NEWEST = parseVersion("3.11.6");

const kinds = (value: string, version = INSTALLED): readonly string[] =>
  readTlsPolicy(value, version).problems.map(({ kind }) => kind);

/** How the client says each problem; `%s` is where the attribute or value is named. */
const SAID: Readonly<Record<string, RegExp>> = {
  "empty-policy": /: invalid empty policy$/,
  "unknown-level": /: invalid security level "/,
  "ignored-attribute": /: ignoring attribute ".*" with TLS disabled$/,
  "malformed-attribute": /: malformed attribute\/value pair "/,
  "empty-attribute": /: attribute ".*" has empty value$/,
  "repeated-attribute": /: attribute ".*" is specified multiple times$/,
  "invalid-value": /specifies an invalid hostname$|has bad value: "/,
  "wrong-level": /: attribute ".*" invalid at security level "/,
  "unknown-attribute": /: invalid attribute name: "/,
  "attribute-too-new": /: invalid attribute name: "/,
};

/** Every branch of tls_policy_lookup_one that says something, but for files that cannot be read. */
const BRANCHES: readonly (readonly [value: string, kind: string])[] = [
  [",", "empty-policy"],
  ["hihg", "unknown-level"],
  ["match=x encrypt", "unknown-level"],
  ["halfdane", "unknown-level"],
  ["none ciphers=high", "ignored-attribute"],
  ["none foo", "ignored-attribute"],
  ["encrypt protocols = TLSv1.2", "malformed-attribute"],
  ["encrypt =x", "malformed-attribute"],
  ["encrypt protocols=TLSv1.2,TLSv1.3", "malformed-attribute"],
  ["encrypt ciphers=", "empty-attribute"],
  ["encrypt ciphers=high ciphers=high", "repeated-attribute"],
  ["may ciphers=high CIPHERS=", "empty-attribute"],
  ["encrypt protocols=TLSv1.2 Protocols=TLSv1.2", "repeated-attribute"],
  ["encrypt servername=a.example servername=b.example", "repeated-attribute"],
  ["encrypt servername=-a", "invalid-value"],
  ["encrypt servername=", "invalid-value"],
  ["encrypt servername=192.0.2.1", "invalid-value"],
  ["secure match=", "empty-attribute"],
  ["may match=", "empty-attribute"],
  ["may match=nexthop", "wrong-level"],
  ["encrypt match=nexthop", "wrong-level"],
  ["encrypt exclude=RC4 exclude=RC4", "repeated-attribute"],
  ["fingerprint tafile=/x.pem", "wrong-level"],
  ["secure tafile=", "empty-attribute"],
  ["encrypt connection_reuse=maybe", "invalid-value"],
  ["encrypt cipher=high", "unknown-attribute"],
  ["encrypt { match = x }", "malformed-attribute"],
  ["secure enable_rpk=yes", "attribute-too-new"],
  ["secure policy_type=sts", "attribute-too-new"],
];

const GOOD = [
  "may",
  "Encrypt",
  "encrypt,ciphers=medium",
  "encrypt protocols=>=TLSv1.2 exclude=RC4:MD5",
  "encrypt protocols= exclude=",
  "secure match=nexthop:.example.com match=hostname servername=a_b.example",
  "verify connection_reuse=no connection_reuse=YES",
  "fingerprint match=3D:95:34|00",
  "none",
];

const attribute = fc
  .tuple(
    fc.constantFrom(
      "ciphers",
      "protocols",
      "match",
      "exclude",
      "servername",
      "connection_reuse",
      "Match",
      "foo",
      "",
      "enable_rpk",
      "tafile",
    ),
    fc.constantFrom("=", "=", "=", "=", "=", ""),
    fc.constantFrom("", "high", "yes", "a.example", "TLSv1.2", "-x", "a:b", "1.2", "{a}", "="),
  )
  // A file that does not exist is an error of its own.
  .map(([name, equals, value]) => name + equals + (name === "tafile" ? "" : value));
const policy = fc
  .tuple(
    fc.constantFrom("none", "may", "encrypt", "fingerprint", "verify", "secure", "MAY", "no"),
    fc.array(attribute, { maxLength: 4 }),
    fc.constantFrom(" ", ",", " , "),
  )
  .map(([level, attributes, separator]) => [level, ...attributes].filter((part) => part !== "").join(separator));

/** An address of its own for each value, so that each is another destination; nothing listens there. */
const hop = (index: number): string => `[127.1.${index >> 7}.${(index & 127) + 1}]:9`;

describe("TLS policies agree with the SMTP client", () => {
  test("on what it complains about, and whether mail waits for it", async (t) => {
    const values = [
      ...BRANCHES.map(([value]) => value),
      ...GOOD,
      ...fc.sample(policy, { numRuns: 300, seed: 20261124 }),
    ];
    const deliveries = await deliver(t, {
      hops: values.map((_, index) => `smtp:${hop(index)}`),
      tables: { policy: values.map((value, index) => `${hop(index)} ${value}\n`).join("") },
      main: { smtp_tls_security_level: "may", smtp_tls_policy_maps: "texthash:$config_directory/policy" },
    });
    if (deliveries === null) return;
    const seen = { waits: 0, goes: 0 };
    for (const [index, value] of values.entries()) {
      const { status, warnings }: Delivery = deliveries.get(`smtp:${hop(index)}`) ?? { status: "", warnings: [] };
      const { usable, problems } = readTlsPolicy(value, INSTALLED);
      assert.equal(/client TLS configuration problem/.test(status), !usable, `${value}: ${status}`);
      const said = warnings.filter((warning) => warning.startsWith("smtp_tls_policy_maps,"));
      agree(value, said, problems);
      seen[usable ? "goes" : "waits"]++;
    }
    t.diagnostic(JSON.stringify(seen));
    assert.ok(seen.waits > 100 && seen.goes > 50, "too few generated");
    for (const [value, kind] of BRANCHES) assert.equal(kinds(value)[0], kind, value);
    for (const value of GOOD)
      assert.deepEqual(
        readTlsPolicy(value, INSTALLED).problems.filter(({ effect }) => effect === "defers"),
        [],
        value,
      );
  });

  /** It says what it ignores at `none`, and elsewhere the first error. */
  function agree(value: string, said: readonly string[], problems: readonly PolicyProblem[]): void {
    const first = problems.find(({ effect }) => effect === "defers");
    const mine = first === undefined ? problems.filter(({ kind }) => kind === "ignored-attribute") : [first];
    assert.equal(said.length, mine.length, `${value}: ${said.join("; ")}`);
    for (const [at, { kind }] of mine.entries()) assert.match(said[at] ?? "", SAID[kind] ?? /^$/, value);
  }

  test("on lists and grades with which no handshake is begun", async (t) => {
    const cases: readonly (readonly [value: string, kind: string, said: RegExp])[] = [
      ["may ciphers=hihg", "unknown-grade", /invalid cipher grade: "hihg"/],
      ["encrypt protocols=TLS", "invalid-protocols", /Invalid TLS protocol list "TLS": aborting TLS session/],
      ["encrypt exclude=!RC4", "invalid-exclusion", /invalid unary '!\+-@' in cipher exclusion: !RC4/],
    ];
    const deliveries = await deliver(t, {
      identity: issue(createAuthority(), { names: ["mx.test"] }),
      servers: cases.length + 1,
      hops: [...cases, null].map((_, index) => `smtp:[127.0.0.1]:{port${index}}`),
      tables: {
        policy: [...cases.map(([value]) => value), "encrypt protocols=>=TLSv1.2 ciphers=HIGH exclude=RC4:MD5"]
          .map((value, index) => `[127.0.0.1]:{port${index}} ${value}\n`)
          .join(""),
      },
      main: { smtp_tls_policy_maps: "texthash:$config_directory/policy" },
    });
    if (deliveries === null) return;
    const results = [...deliveries.values()];
    for (const [index, [value, kind, said]] of cases.entries()) {
      const { status, warnings } = results[index] as Delivery;
      assert.match(status, /Cannot start TLS/, value);
      assert.match(warnings.join("\n"), said, value);
      const [problem, ...more] = readTlsPolicy(value, INSTALLED).problems;
      assert.deepEqual([problem?.kind, problem?.effect, more.length], [kind, "no-tls", 0], value);
    }
    assert.doesNotMatch(results.at(-1)?.status ?? "", /TLS/);
  });

  test("on which row decides, and on per-site tables and spoilt tables", async (t) => {
    const policies = {
      "upper case": { table: "[LOCALHOST]:9 bad1", hop: "[localhost]:9" },
      "no port": { table: "[localhost] bad2", hop: "[localhost]:9" },
      "no brackets": { table: "localhost:9 bad3", hop: "[localhost]:9" },
      "host and port": { table: "localhost:9 bad4", hop: "localhost:9" },
      "plain name": { table: "localhost bad5", hop: "localhost" },
      "a star": { table: "* bad6", hop: "localhost" },
    };
    const entries = Object.entries(policies);
    const sites = ["NONE", "may", "MUST", "must_nopeermatch", "encrypt", "MUST x"];
    const transports = Object.fromEntries([
      ...entries.map((_, index) => [`p${index}`, { smtp_tls_policy_maps: `texthash:$config_directory/p${index}` }]),
      ["site", { smtp_tls_per_site: "texthash:$config_directory/sites" }],
      ["twice", { smtp_tls_policy_maps: "texthash:$config_directory/twice" }],
      ["inline", { smtp_tls_policy_maps: "inline:{localhost=}" }],
    ]) as Readonly<Record<string, Readonly<Record<string, string>>>>;
    const deliveries = await deliver(t, {
      hops: [
        ...entries.map(([, { hop: destination }], index) => `p${index}:${destination}`),
        ...sites.map((_, index) => `site:${hop(index)}`),
        "twice:[localhost]:9",
        "inline:localhost",
      ],
      tables: {
        ...Object.fromEntries(entries.map(([, { table }], index) => [`p${index}`, `${table}\n`])),
        sites: sites.map((value, index) => `${hop(index)} ${value}\n`).join(""),
        twice: "a may\nA none\n",
      },
      // Nothing may reach the machine's own port 25.
      main: { smtp_tcp_port: "9" },
      transports,
    });
    if (deliveries === null) return;
    const problem = (key: string): boolean =>
      /client TLS configuration problem/.test(deliveries.get(key)?.status ?? "");
    for (const [index, [name, { table, hop: destination }]] of entries.entries()) {
      const row = policyFor(destination, [{ key: table.replace(/ .*/, "") }]);
      assert.equal(problem(`p${index}:${destination}`), row !== null, name);
    }
    for (const [index, value] of sites.entries())
      assert.equal(problem(`site:${hop(index)}`), readSitePolicy(value).level === null, value);
    assert.ok(problem("twice:[localhost]:9"), "a row twice spoils a texthash table");
    assert.ok(problem("inline:localhost"), "an empty answer is an error");
  });
});

describe("TLS policies of other releases", () => {
  test("know each attribute since its release", () => {
    const first: readonly (readonly [string, string, string])[] = [
      ["secure servername=a.example", "3.3.22", "3.4.0"],
      ["secure connection_reuse=yes", "3.4.13", "3.4.14"],
      ["secure connection_reuse=yes", "3.5.3", "3.5.4"],
      ["secure enable_rpk=no", "3.8.20", "3.9.0"],
      [
        "secure policy_type=sts policy_ttl=60 policy_domain=a.example mx_host_pattern=*.a.example policy_string=x",
        "3.9.14",
        "3.10.0",
      ],
      ["secure { match = a.example }", "3.9.14", "3.10.0"],
      ["encrypt protocols=>=TLSv1.2", "3.5.25", "3.6.0"],
      ["dane", "2.10.10", "2.11.0"],
    ];
    for (const [value, before, since] of first) {
      assert.notDeepEqual(kinds(value, parseVersion(before)), [], `${value} in ${before}`);
      assert.deepEqual(kinds(value, parseVersion(since)), [], `${value} in ${since}`);
    }
  });

  test("take braces and the attributes of plugins in 3.10 (src/smtp/smtp_tls_policy.c)", () => {
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ["secure {policy_string = a, b} policy_type=STS", []],
      ["secure {match=a", ["malformed-attribute"]],
      ["secure {match=a}b", ["malformed-attribute"]],
      ["secure policy_ttl=60", ["missing-policy-type"]],
      ["secure policy_type=tlsa", ["invalid-value"]],
      ["secure policy_type=sts policy_ttl=x", ["invalid-value"]],
      ["secure policy_type=sts policy_ttl=99999999999", ["invalid-value"]],
      ["secure policy_type=sts policy_ttl=1 policy_ttl=1", ["repeated-attribute"]],
      ["secure policy_type=sts policy_failure=validation-failure policy_domain=.", ["invalid-value"]],
      ["secure enable_rpk=maybe", ["invalid-value"]],
    ];
    for (const [value, expected] of cases) assert.deepEqual(kinds(value, NEWEST), expected, value);
  });
});

describe("TLS policies", () => {
  test("give what they say, with places", () => {
    const text =
      "secure match=nexthop:.example.com, protocols=!TLSv1:!TLSv1.1 exclude=RC4:MD5 ciphers=High servername=a.example";
    const policy = readTlsPolicy(text, INSTALLED);
    assert.deepEqual(policy.problems, []);
    assert.equal(policy.level, "secure");
    assert.deepEqual(
      policy.match.map((item) => item.text),
      ["nexthop", ".example.com"],
    );
    assert.deepEqual(policy.protocols?.list.permitted.includes("TLSv1.1"), false);
    assert.deepEqual(policy.exclude?.names, ["RC4", "MD5"]);
    assert.equal(policy.ciphers?.grade, "high");
    const tokens = [...policy.match, policy.protocols.token, policy.servername];
    assert.deepEqual(
      tokens.map((token) => (token === undefined ? undefined : text.slice(token.span.start, token.span.end))),
      tokens.map((token) => token?.text),
    );
    assert.ok(!tokens.includes(undefined));
  });

  test("place problems at what is wrong", () => {
    const at = (text: string): readonly string[] =>
      readTlsPolicy(text, INSTALLED).problems.map(({ span }) => text.slice(span.start, span.end));
    assert.deepEqual(at("encrypt protocols=TLSv1.2, TLSv1.3 mach=x"), ["TLSv1.3", "mach"]);
    assert.deepEqual(at("fingerprint match=AB:CD|xyz|00"), ["AB:CD", "xyz", "00"]);
    assert.deepEqual(at("hihg ciphers=high"), ["hihg"]);
    assert.deepEqual(kinds("fingerprint match=xyz"), ["malformed-fingerprint"]);
    assert.match(readTlsPolicy("encrypt mach=x", INSTALLED).problems[0]?.message ?? "", /`match`/);
  });
});
