// Checks that read the suites of a survey: what they see, what they do not mind, and what they cannot know.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProtocolVersion } from "../../../server/src/core/api.js";
import type { Check } from "../../../server/src/probe/checks/check.js";
import { check as drown } from "../../../server/src/probe/checks/drown.js";
import { check as freak } from "../../../server/src/probe/checks/freak.js";
import { check as logjam } from "../../../server/src/probe/checks/logjam.js";
import { check as nullOrAnonymous } from "../../../server/src/probe/checks/null-or-anonymous.js";
import { check as poodle } from "../../../server/src/probe/checks/poodle.js";
import { check as rc4 } from "../../../server/src/probe/checks/rc4.js";
import { check as robot } from "../../../server/src/probe/checks/robot.js";
import { check as sweet32 } from "../../../server/src/probe/checks/sweet32.js";
import { GOOD, host, MX, SUBMISSION, surveyOf, verdictOf } from "./support/observed.js";

/** A suite that the check sees, and one close to it that it does not. */
const CASES: readonly (readonly [Check, ProtocolVersion, sees: string, ignores: readonly [ProtocolVersion, string]])[] =
  [
    [poodle, "SSLv3", "TLS_RSA_WITH_AES_128_CBC_SHA", ["SSLv3", "TLS_RSA_WITH_RC4_128_SHA"]],
    [poodle, "SSLv3", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", ["TLSv1", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"]],
    [freak, "TLSv1", "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA", ["TLSv1", "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA"]],
    [logjam, "TLSv1", "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA", ["TLSv1", "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA"]],
    [sweet32, "TLSv1.2", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", ["TLSv1.2", "TLS_RSA_WITH_RC4_128_SHA"]],
    [sweet32, "TLSv1", "TLS_RSA_WITH_IDEA_CBC_SHA", ["TLSv1", "TLS_RSA_WITH_SEED_CBC_SHA"]],
    [rc4, "TLSv1.2", "TLS_ECDHE_RSA_WITH_RC4_128_SHA", ["TLSv1.2", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"]],
    [nullOrAnonymous, "TLSv1.2", "TLS_RSA_WITH_NULL_SHA256", ["TLSv1.2", "TLS_RSA_WITH_AES_128_CBC_SHA"]],
    [nullOrAnonymous, "TLSv1.2", "TLS_DH_anon_WITH_AES_128_CBC_SHA", ["TLSv1.2", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"]],
  ];

for (const [check, version, sees, [otherVersion, ignores]] of CASES) {
  // SSL 3.0 is broken even where the rules cannot know of it.
  const present = check === poodle ? "by rule, else finding spoken warning" : "by rule, else ok";

  test(`${check.meta.id} leaves ${sees} to its rule`, () => {
    assert.equal(verdictOf(check, host(MX, surveyOf({ ...GOOD, [version]: [sees] }))), present);
    assert.equal(verdictOf(check, host(MX, surveyOf({ ...GOOD, [otherVersion]: [ignores] }))), "ok", ignores);
    assert.equal(verdictOf(check, host(MX)), "ok");
  });

  test(`${check.meta.id}: what could not be asked for may be there`, () => {
    const gap = { fact: "suites of TLSv1", reason: "The connections are used up." };
    assert.equal(verdictOf(check, host(MX, surveyOf(GOOD, {}, [gap]))), "inconclusive");
    // What was found is there, whatever else could not be asked.
    assert.equal(verdictOf(check, host(MX, surveyOf({ [version]: [sees] }, {}, [gap]))), present);
    assert.equal(verdictOf(check, host(MX, surveyOf(GOOD, {}, [{ fact: "groups", reason: "" }]))), "ok");
  });
}

test("drown: SSL 2.0 is asked for by itself, whatever else could not be", () => {
  const ssl2 = surveyOf({ SSLv2: ["SSL_CK_RC4_128_WITH_MD5"] });
  assert.equal(verdictOf(drown, host(MX, ssl2)), "by rule, else finding spoken");
  const reason = "The connections are used up.";
  assert.equal(verdictOf(drown, host(MX, surveyOf(GOOD, {}, [{ fact: "suites", reason }]))), "ok");
  assert.equal(verdictOf(drown, host(MX, surveyOf(GOOD, {}, [{ fact: "versions", reason }]))), "inconclusive");
});

test("robot: key exchange with RSA matters where users log in", () => {
  const static_ = surveyOf({ "TLSv1.2": ["TLS_RSA_WITH_AES_128_GCM_SHA256"] });
  assert.equal(verdictOf(robot, host(SUBMISSION, static_)), "finding offered");
  assert.equal(verdictOf(robot, host(MX, static_)), "ok");
  assert.equal(verdictOf(robot, host(SUBMISSION)), "ok");
  const weakened = surveyOf({ TLSv1: ["TLS_RSA_EXPORT_WITH_RC4_40_MD5"] });
  assert.equal(verdictOf(robot, host(SUBMISSION, weakened)), "ok");
});
