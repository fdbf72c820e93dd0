// Which settings belong together, by their names alone.

/** How many whole parts the names begin with alike: two, `smtpd_tls_`, for smtpd_tls_a and smtpd_tls_b. */
export function kinship(a: string, b: string): number {
  const isEnd = (name: string, at: number): boolean => at === name.length || name[at] === "_";
  let count = 0;
  for (let at = 0; ; at += 1) {
    if (isEnd(a, at) && isEnd(b, at)) count += 1;
    if (at === a.length || at === b.length || a[at] !== b[at]) return count;
  }
}
