// Offsets ⇄ lines and columns. Lines end at "\n" only, as mail servers count them; "\r" belongs to its line.

/** A zero-based line and UTF-16 column, as in the Language Server Protocol. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Line starts of one text, for conversions in O(log lines). */
export class LineIndex {
  readonly #starts: readonly number[];
  readonly #length: number;

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.#starts = starts;
    this.#length = text.length;
  }

  /** Number of lines; a text that ends in a newline has an empty last line. */
  get lineCount(): number {
    return this.#starts.length;
  }

  /** Position of `offset`, clamped into the text. */
  position(offset: number): Position {
    const at = Math.min(Math.max(offset, 0), this.#length);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: at - (this.#starts[low] ?? 0) };
  }

  /** Offset of a position, clamped into its line. */
  offset(position: Position): number {
    const line = Math.min(Math.max(position.line, 0), this.#starts.length - 1);
    const start = this.#starts[line] ?? 0;
    const next = this.#starts[line + 1];
    const end = next === undefined ? this.#length : next - 1;
    return Math.min(start + Math.max(position.column, 0), end);
  }

  /** Offset at which the zero-based `line` begins. */
  lineStart(line: number): number {
    return this.#starts[Math.min(Math.max(line, 0), this.#starts.length - 1)] ?? 0;
  }
}
