// Edits on top of edits: what two rounds did to a text, as one set of edits of the text before both. No opinion on what they say.

import type { Span } from "./span.js";

/** An edit of one text, with anything that its maker wants to keep beside it. */
interface Edit {
  readonly span: Span;
  readonly text: string;
}

/**
 * Edits that do to a text what `first` and then `second` do; offsets of `second` count in the text that `first` makes. Both are edits of one
 * text that `applyEdits` takes. Where a later edit touches what an earlier one wrote, they become one, made by `merge`.
 */
export function composeEdits<E extends Edit>(
  first: readonly E[],
  second: readonly E[],
  merge: (edit: Edit, of: readonly E[]) => E,
): readonly E[] {
  // From the last one backwards: places before it are still those of the text that `first` makes.
  return inOrder(second).reduceRight<readonly E[]>((edits, edit) => withOne(edits, edit, merge), inOrder(first));
}

function inOrder<E extends Edit>(edits: readonly E[]): readonly E[] {
  return edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.span.start - b.edit.span.start || a.edit.span.end - b.edit.span.end || a.index - b.index)
    .map(({ edit }) => edit);
}

function withOne<E extends Edit>(edits: readonly E[], edit: E, merge: (edit: Edit, of: readonly E[]) => E): E[] {
  const { start, end } = edit.span;
  const before: E[] = [];
  const touched: { readonly edit: E; readonly from: number; readonly to: number }[] = [];
  const after: E[] = [];
  // How much the text has grown before a place.
  let grown = 0;
  let grownBefore = 0;
  let grownTouched = 0;
  for (const one of edits) {
    const from = one.span.start + grown;
    const to = from + one.text.length;
    grown += one.text.length - (one.span.end - one.span.start);
    if (to <= start) {
      before.push(one);
      grownBefore = grown;
    } else if (from < end || from < start) {
      touched.push({ edit: one, from, to });
      grownTouched = grown;
    } else after.push(one);
  }
  const [head, tail] = [touched[0], touched.at(-1)];
  if (head === undefined || tail === undefined) {
    const span = { start: start - grownBefore, end: end - grownBefore };
    return [...before, { ...edit, span }, ...after];
  }
  const span = {
    start: start < head.from ? start - grownBefore : head.edit.span.start,
    end: end > tail.to ? end - grownTouched : tail.edit.span.end,
  };
  const kept = [
    head.edit.text.slice(0, Math.max(0, start - head.from)),
    end < tail.to ? tail.edit.text.slice(end - tail.from) : "",
  ] as const;
  const merged = merge({ span, text: `${kept[0]}${edit.text}${kept[1]}` }, [...touched.map((one) => one.edit), edit]);
  return [...before, merged, ...after];
}
