// Standard output and standard error: colours, width, the progress line. Nothing else in the command line writes.

/** Wraps text in an escape sequence where colours are wanted, else returns it as it is. */
export type Paint = (text: string) => string;

export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly underline: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly blue: Paint;
  readonly green: Paint;
}

export interface Terminal {
  readonly style: Style;
  /** Columns of the terminal on standard output; null where it is a pipe or a file: lines are not wrapped then. */
  readonly width: number | null;
  /** A text and a newline to standard output; nothing where the text is empty. */
  print(text: string): void;
  /** Bytes to standard output, as they are. */
  write(bytes: Uint8Array): void;
  /** A text and a newline to standard error. */
  note(text: string): void;
  /** Shows what is being done, in place of the last progress; only where standard error is a terminal. */
  progress(text: string): void;
}

const SGR = { bold: 1, dim: 2, underline: 4, red: 31, yellow: 33, blue: 34, green: 32 } as const;

function styleOf(colours: boolean): Style {
  const paint =
    (code: number): Paint =>
    (text) =>
      colours ? `\x1b[${code}m${text}\x1b[0m` : text;
  return {
    bold: paint(SGR.bold),
    dim: paint(SGR.dim),
    underline: paint(SGR.underline),
    red: paint(SGR.red),
    yellow: paint(SGR.yellow),
    blue: paint(SGR.blue),
    green: paint(SGR.green),
  };
}

/**
 * The process's own streams. Colours only on a terminal that is not `dumb`, and never with a non-empty NO_COLOR
 * (https://no-color.org).
 */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  // Whoever reads the output may stop early (`mailtls rules | head`): that is not an error.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
  let progressShown = false;
  const clear = (): void => {
    if (progressShown) stderr.write("\r\x1b[K");
    progressShown = false;
  };
  return {
    style: styleOf(stdout.isTTY && !env["NO_COLOR"] && env["TERM"] !== "dumb"),
    width: stdout.isTTY ? stdout.columns : null,
    print(text) {
      if (text === "") return;
      clear();
      stdout.write(`${text}\n`);
    },
    write(bytes) {
      clear();
      stdout.write(bytes);
    },
    note(text) {
      clear();
      stderr.write(`${text}\n`);
    },
    progress(text) {
      if (!stderr.isTTY) return;
      clear();
      stderr.write(text.slice(0, stderr.columns - 1));
      progressShown = true;
    },
  };
}

/** The same terminal with standard error in the place of standard output, for when that belongs to a program. */
export function onStandardError(terminal: Terminal): Terminal {
  return {
    ...terminal,
    style: styleOf(false),
    width: null,
    print: (text) => {
      terminal.note(text);
    },
  };
}
