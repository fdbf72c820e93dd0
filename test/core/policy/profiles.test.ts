// The profiles as data: every verdict has a citation, every name is a registered one, and lists have the lengths of their sources.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { speaksTo } from "../../../server/src/core/policy/evaluate.js";
import { GRADES, type Citation, type Outcome, type Requirement } from "../../../server/src/core/policy/profile.js";
import { profileById, PROFILES } from "../../../server/src/core/policy/profiles.js";
import { groupByIana } from "../../../server/src/core/tls/groups.js";
import { suiteByIana } from "../../../server/src/core/tls/suites.js";
import { PROTOCOL_VERSIONS } from "../../../server/src/core/tls/versions.js";
import { endpoint } from "./endpoint.js";

const outcomesOf = (requirement: Requirement): readonly Outcome[] => [
  ...requirement.cases,
  requirement.otherwise,
  ...(requirement.expects ?? []),
];

const valuesOf = (requirement: Requirement): readonly string[] => [
  ...requirement.cases.flatMap((one): readonly string[] => {
    if ("values" in one) return one.values;
    return "curves" in one ? (one.curves ?? []) : [];
  }),
  ...(requirement.expects ?? []).flatMap(({ anyOf }) => anyOf),
];

for (const profile of PROFILES) {
  describe(profile.id, () => {
    test("cites title, address and section for every outcome", () => {
      const cited = (citation: Citation, where: string) => {
        assert.ok(citation.title.length > 3 && citation.section !== "", where);
        for (const source of [citation, ...(citation.via ? [citation.via] : [])]) {
          assert.equal(new URL(source.url).protocol, "https:", where);
          assert.notEqual(source.title, "", where);
        }
      };
      assert.equal(new URL(profile.source.url).protocol, "https:");
      for (const requirement of profile.requirements) {
        for (const outcome of outcomesOf(requirement)) {
          cited(outcome.citation ?? requirement.citation, `${requirement.id}: ${outcome.word}`);
          assert.notEqual(outcome.word, "");
          assert.ok(outcome.grade === "undetermined" || GRADES.includes(outcome.grade));
          if (outcome.note !== undefined) assert.match(outcome.note, /^[A-Z].*\.$/);
        }
      }
    });

    test("names what exists, and each value once", () => {
      const known = {
        versions: (name: string) => PROTOCOL_VERSIONS.some((version) => version === name),
        suites: (name: string) => suiteByIana(name) !== undefined,
        groups: (name: string) => groupByIana(name) !== undefined,
        "certificate-key": (name: string) => groupByIana(name) !== undefined,
        "certificate-signature": (name: string) => /^(md5|sha1|sha224|sha256|sha384|sha512)$/.test(name),
      };
      for (const requirement of profile.requirements) {
        const values = valuesOf(requirement);
        const isKnown = requirement.subject in known ? known[requirement.subject as keyof typeof known] : () => true;
        assert.deepEqual(
          values.filter((name) => !isKnown(name)),
          [],
          requirement.id,
        );
        const cased = requirement.cases.flatMap((one): readonly string[] => ("values" in one ? one.values : []));
        assert.equal(new Set(cased).size, cased.length, requirement.id);
      }
    });

    test("speaks once of each subject to each endpoint", () => {
      assert.equal(new Set(profile.requirements.map(({ id }) => id)).size, profile.requirements.length);
      for (const role of ["server", "client"] as const) {
        for (const service of ["mx", "submission", "relay"] as const) {
          for (const required of [true, false]) {
            const one = endpoint({
              role,
              service,
              required: { value: required, origin: { kind: "default", setting: "x" } },
            });
            const subjects = profile.requirements
              .filter((requirement) => speaksTo(requirement, one))
              .map((r) => r.subject);
            assert.deepEqual(subjects, [...new Set(subjects)], `${role} ${service} ${required}`);
          }
        }
      }
    });
  });
}

test("lists are as long as in their sources", () => {
  const lengths = (id: string) => {
    const counts: Record<string, number> = {};
    const requirement = profileById(id)?.requirements.find(({ subject }) => subject === "suites");
    assert.ok(requirement?.subject === "suites");
    for (const one of requirement.cases) {
      if ("values" in one) counts[one.grade] = (counts[one.grade] ?? 0) + one.values.length;
    }
    return counts;
  };
  assert.deepEqual(lengths("mozilla-modern"), { good: 3 });
  assert.deepEqual(lengths("mozilla-intermediate"), { good: 9 });
  assert.deepEqual(lengths("mozilla-old"), { good: 9, sufficient: 15 });
  assert.deepEqual(lengths("ncsc-nl"), { good: 2, sufficient: 10, "phase-out": 35 });
  assert.deepEqual(lengths("bsi"), { good: 3, sufficient: 31, "phase-out": 20 });
  const { "phase-out": discouraged = 0, ...allowed } = lengths("nist");
  assert.deepEqual([(allowed["good"] ?? 0) + (allowed["sufficient"] ?? 0), discouraged], [84, 10]);
  assert.deepEqual(lengths("anssi"), { good: 12, "phase-out": 59 });
});
