// A table of tricky inputs with what is expected of them. Argument lists, fatal fields and their lines are what master(8)
// of Postfix 3.7.11 logs with -v; that a daemon refuses an override without name or `=` is from its source.

/** Eight fields that are right. */
const X = "x unix - - n - - smtpd";

/**
 * A text and its outline: one line per node, services as `name type command | arguments`, overrides as `name=<value>`
 * there; then one per problem.
 */
export const CASES: readonly (readonly [name: string, text: string, outline: readonly string[]])[] = [
  ["nothing", "", []],
  ["no newline at the end", X, ["x unix smtpd |"]],
  ["comments and blank lines", `# c\n\n${X}\n`, ["comment", "blank", "x unix smtpd |"]],
  ["fields on several lines", "x unix\n - - n\n# c\n\n\t- - smtpd\n", ["x unix smtpd | [comment blank]"]],
  ["CRLF", `${X}\r\n  -o a=b\r\n`, ["x unix smtpd | a=<b>"]],
  ["an empty value", `${X} -o a=\n`, ["x unix smtpd | a=<>"]],
  ["a value with =", `${X} -o a=b=c\n`, ["x unix smtpd | a=<b=c>"]],
  ["# within a line is text", `${X} # -o a=b\n`, ["x unix smtpd | # -o a=b", "fatal bad-argument at line 1"]],
  [
    "a comment ends nothing",
    `${X}\n  -o a=b\n# -o c=d\n  # x\n  -o e=f\n`,
    ["x unix smtpd | a=<b> e=<f> [comment comment]"],
  ],
  ["braces", `${X} -o { a = b c } -o {d=e\n  f}\n`, ["x unix smtpd | a=<b c> d=<e  f>"]],
  ["braces within a value", `${X} -o { a = \${x?{y}:{z}} }\n`, ["x unix smtpd | a=<${x?{y}:{z}}>"]],
  ["braces within a word hold it together", `${X} -o a=\${x?{y z}}\n`, ["x unix smtpd | a=<${x?{y z}}>"]],
  ["the value in the same word", `${X} -oa=b -vo c=d\n`, ["x unix smtpd | a=<b> -v c=<d>"]],
  ["braces without -o", `${X} {-o} { a = b } {c d}\n`, ["x unix smtpd | a=<b> c d", "fatal bad-argument at line 1"]],
  ["a value of another option", `${X} -i -o -o a=b\n`, ["x unix smtpd | -i -o a=<b>"]],
  [
    "options end at a word",
    "x unix - - n - - pipe -o a=b flags=R argv=/x -o c=d\n",
    ["x unix pipe | a=<b> flags=R argv=/x -o c=d"],
  ],
  ["options end at --", `${X} -- -o a=b\n`, ["x unix smtpd | -- -o a=b", "fatal bad-argument at line 1"]],
  ["an option that no daemon has", `${X} -vZ -o a=b\n`, ["x unix smtpd | -vZ a=<b>", "fatal bad-argument at line 1"]],
  ["what an option takes is no word", `${X} -vm 10 -v --\n`, ["x unix smtpd | -vm 10 -v --"]],
  [
    "a path for a command",
    "x unix - - n - - /usr/lib/smtpd\n",
    ["x unix /usr/lib/smtpd |", "fatal bad-command at line 1"],
  ],
  ["vertical tab parts no words", `${X}\n\v-o a=b\n`, ["x unix smtpd\v-o | a=b"]],

  ["too few fields", `x unix - - n - -\n${X}\n`, ["malformed", "x unix smtpd |", "fatal too-few-fields at line 1"]],
  [
    "the line is the first of the service",
    `# c\n\nx unix -\n- - - -\n`,
    ["comment", "blank", "malformed", "malformed", "fatal too-few-fields at line 3", "fatal too-few-fields at line 4"],
  ],
  [
    "text before the first service",
    `  ${X}\ny unix - - n - - smtpd\n`,
    ["malformed", "y unix smtpd |", "warning leading-whitespace at line 1"],
  ],
  ["type", "x UNIX - - n - - smtpd\n", ["x UNIX smtpd |", "fatal bad-type at line 1"]],
  ["private", "x unix Y - n - - smtpd\n", ["x unix smtpd |", "fatal bad-private at line 1"]],
  [
    "inet is not private",
    "25 inet - - n - - smtpd\n26 inet y - n - - smtpd\n",
    ["25 inet smtpd |", "26 inet smtpd |", "fatal bad-private at line 1", "fatal bad-private at line 2"],
  ],
  [
    "unprivileged and chroot",
    "x unix -\n  a b - - smtpd\n",
    ["x unix smtpd |", "fatal bad-unprivileged at line 1", "fatal bad-chroot at line 1"],
  ],
  ...["60x", "60??", "?", "-?", "4294967295", "99999999999999999999"].map((wakeup): [string, string, string[]] => [
    `wakeup ${wakeup}`,
    `x unix - - n ${wakeup} - smtpd\n`,
    ["x unix smtpd |", "fatal bad-wakeup at line 1"],
  ]),
  [
    "a wakeup that loses its upper bits",
    "x unix - - n 4294967296 - smtpd\n",
    ["x unix smtpd |", "warning bad-wakeup at line 1"],
  ],
  [
    "good wakeups",
    "x unix - - n 60? - smtpd\ny unix - - n 00000000000000000000060 - smtpd\n",
    ["x unix smtpd |", "y unix smtpd |"],
  ],
  [
    "maxproc",
    "x unix - - n - 5x smtpd\ny unix - - n - 1? smtpd\n",
    ["x unix smtpd |", "y unix smtpd |", "fatal bad-maxproc at line 1", "fatal bad-maxproc at line 2"],
  ],
  ["no default for the command", "x unix - - n - - -\n", ["x unix - |", "fatal bad-command at line 1"]],
  ...["127.0.0.1:", "*:2525", "[::1]", "[::1", "[::1]x", "[]:25", "::1", "localhost:25x"].map(
    (name): [string, string, string[]] => [
      `inet ${name}`,
      `${name} inet n - n - - smtpd\n`,
      [`${name} inet smtpd |`, "fatal bad-endpoint at line 1"],
    ],
  ),
  ...["smtp", ":25", "[::1]:25", "[IPv6:::1]:25", "::1:25", "mx.example.org:smtps"].map(
    (name): [string, string, string[]] => [`inet ${name}`, `${name} inet n - n - - smtpd\n`, [`${name} inet smtpd |`]],
  ),
  ["no such port", "70000 inet n - n - - smtpd\n", ["70000 inet smtpd |", "warning bad-endpoint at line 1"]],

  ["a brace in a field", "a{b unix - - n - - smtpd\n", ["a{b unix smtpd |", "fatal brace-in-field at line 1"]],
  ["missing }", `${X}\n  -o {a=b\n`, ["x unix smtpd | a=<b>", "fatal bad-override-syntax at line 1"]],
  ["text after }", `${X} -o {a=b}c\n`, ["x unix smtpd | a=<b>", "fatal bad-override-syntax at line 1"]],
  [
    "braces of a word",
    `${X} {a}b {\n`,
    ["x unix smtpd | a ", "fatal bad-braces at line 1", "fatal bad-braces at line 1"],
  ],
  ["no =", `${X}\n  -o a\n`, ["x unix smtpd | -o a", "fatal bad-override-syntax at line 2"]],
  ["no = within braces", `${X} -o {a}\n`, ["x unix smtpd | -o a", "fatal bad-override-syntax at line 1"]],
  [
    "no name",
    `${X} -o {=a} -o=b\n`,
    ["x unix smtpd | -o =a -o =b", "fatal bad-override-syntax at line 1", "fatal bad-override-syntax at line 1"],
  ],
  ["nothing after -o", `${X} -o\n`, ["x unix smtpd | -o", "fatal bad-override-syntax at line 1"]],
  [
    "blanks around = without braces",
    `${X} -o a = b\n`,
    ["x unix smtpd | -o a = b", "fatal bad-override-syntax at line 1"],
  ],
  [
    "a blank after = without braces",
    `${X} -o a= b\n`,
    ["x unix smtpd | a=<> b", "warning bad-override-syntax at line 1"],
  ],
  ["words are right for pipe", "x unix - - n - - pipe -o a= user=y\n", ["x unix pipe | a=<> user=y"]],
  ["braces directly after -o", `${X} -o{a = b}\n`, ["x unix smtpd | {a=<b}>", "warning bad-override-syntax at line 1"]],
  [
    "quotes",
    `${X} -o "a=b" -o c="d e"\n`,
    [
      'x unix smtpd | "a=<b"> c=<"d> e"',
      "warning bad-override-syntax at line 1",
      "warning bad-override-syntax at line 1",
    ],
  ],

  [
    "the same service",
    `${X}\ny unix - - n - - smtpd\nx unix y - n - - smtpd\n`,
    ["x unix smtpd |", "y unix smtpd |", "x unix smtpd |", "warning duplicate-service at line 3"],
  ],
  [
    "the same port",
    "[127.0.0.1]:smtps inet n - n - - smtpd\n127.0.0.1:465 inet n - n - - smtpd\n",
    ["[127.0.0.1]:smtps inet smtpd |", "127.0.0.1:465 inet smtpd |", "warning duplicate-service at line 2"],
  ],
  [
    "not the same",
    `${X}\nx unix n - n - - smtpd\nx fifo - - n - - smtpd\n`,
    ["x unix smtpd |", "x unix smtpd |", "x fifo smtpd |"],
  ],

  ["NUL cuts a service", `${X} -o a=b\0c\n  -o d=e\n`, ["x unix smtpd | a=<b>", "warning nul-byte at line 1"]],
  ["NUL at the start", `\0${X}\n`, ["malformed", "warning nul-byte at line 1", "fatal too-few-fields at line 1"]],
  [
    "a byte order mark",
    `\ufeff# c\n${X}\n`,
    ["malformed", "x unix smtpd |", "warning byte-order-mark at line 1", "fatal too-few-fields at line 1"],
  ],
];
