// Generators of master.cf texts, as bytes, that are dense in what is special to Postfix's readers.

import fc from "fast-check";

const NAMES = ["smtp", "x", "y", "127.0.0.1:2525", "[::1]:smtp", "submission", "local", "é", "x-1"] as const;
const DAEMONS = ["smtpd", "smtp", "pipe", "cleanup", "smtpd", "smtpd", "/a/b", "-"] as const;
const PARAMETERS = ["smtpd_tls_security_level", "smtpd_tls_wrappermode", "a", "b", "syslog_name", "é"] as const;

const from = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const weighted = (...parts: readonly [number, fc.Arbitrary<string>][]): fc.Arbitrary<string> =>
  fc.oneof(...parts.map(([weight, arbitrary]) => ({ weight, arbitrary })));

/** null `weight` times as often as a value. */
const rarely = <T>(weight: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

const good = [
  from(...NAMES),
  from("inet", "unix", "unix", "unix-dgram", "fifo", "pass"),
  from("n", "n", "y", "-"),
  from("y", "n", "-"),
  from("y", "n", "-"),
  from("-", "60", "1000?", "0", "300"),
  from("-", "0", "1", "20"),
  from(...DAEMONS),
];
/** Values that one program or both refuse, for any field. */
const odd = from(
  "UNIX",
  "Y",
  "yes",
  "-?",
  "?",
  "60x",
  "5??",
  "2147483648",
  "4294967295",
  "99999999999999999999",
  "*:25",
  "[x",
  "a:",
  "-",
  "#",
);

/** Where the next word begins: mostly on the same line. */
const separator = weighted(
  [30, from(" ", "\t", "  ", " \r ")],
  [4, from("\n ", "\n\t", "\r\n  ", " \n# c\n ", "\n\n  ", "\n  # c\n\t")],
);
const fields = fc
  .tuple(
    fc.tuple(...good),
    rarely(10, fc.tuple(fc.nat({ max: 6 }), odd)),
    fc.array(separator, { minLength: 8, maxLength: 8 }),
    weighted([30, fc.constant("8")], [1, from("1", "2", "5", "7")]),
  )
  .map(([values, wrong, separators, count]) => {
    const all: string[] = [...values];
    if (wrong !== null) all[wrong[0]] = wrong[1];
    return all
      .slice(0, Number(count))
      .map((value, index) => (index === 0 ? value : `${separators[index] ?? " "}${value}`))
      .join("");
  });

const value = from("", "yes", "may", "$mail_name", "a=b", "a,b", "postfix/x", "é", "}", "a}b", "#c", "{x}");
const spaced = weighted(
  [3, value],
  [2, from("a b", "a, b", "a  = b", "{x y}", "{a} {b}", "permit\n  reject", "x\n# c\n y")],
);
const blank = from("", "", " ", "\t ", "\n ");
const assignment = fc.tuple(from(...PARAMETERS), value).map(([name, text]) => `${name}=${text}`);
const braced = fc
  .tuple(blank, from(...PARAMETERS), blank, from("=", "=", "=", "=", "=", "=", "=", ""), blank, spaced, blank)
  .map(([a, name, b, equals, c, text, d]) => `{${a}${name}${b}${equals}${c}${text}${d}}`);
/** Without a further `o`: there, postconf would part `-osyslog_name=x` again, unlike the daemons' getopt(). */
const attached = fc
  .tuple(from("-o", "-vo"), from("a", "b", "smtp_x"), from("", "may", "yes", "$mail_name", "a=b", "é", "}"))
  .map(([option, name, text]) => `${option}${name}=${text}`);
const argument = weighted(
  [8, fc.tuple(from("-o", "-o", "-o", "-vo"), separator, fc.oneof(assignment, braced)).map((parts) => parts.join(""))],
  [2, attached],
  [2, from("-v", "-v", "-D", "-vv", "--", "-o")],
  [2, from("flags=R", "user=x", "argv=/bin/x", "${nexthop}", "=", "a", "{}")],
  [1, braced],
  [1, from("{a", "{a b}c", "-o {a=b", "-o {a= ", "-o {a = b}c", "-o =x", "-o x", "-oy", '-o "a=b c"')],
);

const service = fc
  .tuple(fields, fc.array(fc.tuple(separator, argument), { maxLength: 5 }))
  .map(([first, rest]) => `${first}${rest.map((parts) => parts.join("")).join("")}`);
const line = weighted(
  [20, service],
  [3, from("# comment", "", " ", "  # c", "#", "\t# -o a=b")],
  [1, from("nonsense", "a b c", " indented", "  -o a=b")],
);

/** The text of a master.cf: mostly services, well formed or nearly. */
export const masterCfText: fc.Arbitrary<string> = fc
  .tuple(fc.array(line, { maxLength: 6 }), from("\n", "\n", "\r\n", ""))
  .map(([lines, last]) => lines.join("\n") + (lines.length === 0 ? "" : last));

/** The same as bytes, with odd ones here and there. */
export const masterCf: fc.Arbitrary<Uint8Array> = fc
  .tuple(masterCfText, rarely(3, fc.tuple(fc.nat(), fc.constantFrom(0, 0x0b, 0x0c, 0x80, 0xff, 0x7b, 0x7d))))
  .map(([text, insert]) => {
    const bytes = Buffer.from(text);
    if (insert === null) return bytes;
    const at = insert[0] % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), Buffer.of(insert[1]), bytes.subarray(at)]);
  });
