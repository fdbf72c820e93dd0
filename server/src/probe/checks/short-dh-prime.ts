// Diffie-Hellman with a prime that is too short.
import { rfc } from "../../core/api.js";
import { byRule, defineCheck, inconclusive, OK } from "./check.js";
import { bySurvey } from "./seen.js";

/** RFC 9325 §4.1. */
const ENOUGH = 2048;

export const check = defineCheck({
  meta: {
    id: "short-dh-prime",
    rules: ["weak-dh-parameters"],
    summary: "The Diffie-Hellman prime is too short",
    severity: "warning",
    docs: {
      why: "The work against a Diffie-Hellman prime is done once and then opens every connection that uses it. 512 bits take minutes, 1024 bits are within reach of a state, above all for the few primes that millions of servers share. Current libraries refuse primes below 2048 bits, or below 1024: mail then waits, or goes out in plain text.",
      tried: "Nothing beyond the survey: a server that takes a suite with DHE sends its prime in the clear.",
      seen: "The shortest prime of suites that are neither for export nor anonymous, and whether it is one that many servers share.",
      remedy:
        "Use a group of RFC 7919 with 2048 bits or more, which is the default of current releases, or leave DHE out: ECDHE is everywhere.",
      references: [
        rfc(9325, "4.1"),
        rfc(7919),
        { title: "Weak Diffie-Hellman and the Logjam attack", url: "https://weakdh.org/" },
      ],
    },
    messages: {},
  },
  interpret: (observed) =>
    bySurvey(observed, ({ sightings, gaps }) => {
      const shortest = sightings.shortestDh;
      if (shortest === null || shortest.bits >= ENOUGH) {
        const gap = gaps.find(({ fact }) => fact.startsWith("suites"));
        return gap === undefined ? OK : inconclusive(gap.reason);
      }
      return byRule();
    }),
});
