// Where two profiles disagree about the same value of the same endpoint. Neither is right: an administrator has to choose.

import type { Posture } from "../posture/posture.js";
import { evaluate, type Judgement, type Verdict } from "./evaluate.js";
import type { Profile } from "./profile.js";

export interface Disagreement {
  readonly a: Judgement;
  readonly b: Judgement;
  /** One accepts what the other wants gone; otherwise they only rank it differently. */
  readonly opposed: boolean;
}

const accepts = ({ grade }: Judgement): boolean => grade === "good" || grade === "sufficient";

/** Values that both profiles judge, and judge differently, in the order of `a`. What one of them leaves open is no dispute. */
export function compareProfiles(posture: Posture, a: Profile, b: Profile): readonly Disagreement[] {
  const key = ({ endpoint, subject, value, missing }: Judgement) => JSON.stringify([endpoint, subject, value, missing]);
  const others = new Map(
    evaluate(posture, b)
      .filter(isJudgement)
      .map((one) => [key(one), one]),
  );
  return evaluate(posture, a)
    .filter(isJudgement)
    .flatMap((one) => {
      const other = others.get(key(one));
      if (other === undefined || other.grade === one.grade) return [];
      return [{ a: one, b: other, opposed: accepts(one) !== accepts(other) }];
    });
}

function isJudgement(verdict: Verdict): verdict is Judgement {
  return verdict.grade !== "undetermined";
}
