// The options and operands that a command was given, by name. Parsing is in parse-arguments.ts.

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** The parsed arguments of one command. Asking for an option that the command has not is a bug and gives nothing. */
export class Arguments {
  readonly operands: readonly string[];
  readonly #values: Values;

  constructor(operands: readonly string[], values: Values) {
    this.operands = operands;
    this.#values = values;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  value(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === "string" ? value : undefined;
  }

  /** Every value of a repeatable option. */
  list(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
  }
}
