// Reads bytes, totally: what is not there reads as zero or empty, and the first such place is remembered.

/** Widths of a length prefix, in bytes. */
type Width = 1 | 2 | 3;

/** What a parser gives: with a problem, `value` is to be thrown away. */
export interface Read<T> {
  readonly value: T;
  readonly problem: string | null;
}

/** Numbers are big-endian. `name` says what was to be read, for the message. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #position = 0;
  #problem: string | null = null;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** What was cut off or contradicts its length; null where everything read was there. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Bytes that are left; 0 after a problem, so that loops over what is left end. */
  get remaining(): number {
    return this.#problem === null ? this.#bytes.length - this.#position : 0;
  }

  uint8(name: string): number {
    return this.#uint(1, name);
  }

  uint16(name: string): number {
    return this.#uint(2, name);
  }

  bytes(length: number, name: string): Uint8Array {
    if (this.#problem !== null) return new Uint8Array(0);
    if (length > this.remaining) {
      this.fail(`${name}: ${length} bytes are announced and ${this.remaining} are there`);
      return new Uint8Array(0);
    }
    return this.#bytes.slice(this.#position, (this.#position += length));
  }

  /** A vector with a length of `width` bytes before it (RFC 8446 §3.4). */
  vector(width: Width, name: string): Uint8Array {
    return this.bytes(this.#uint(width, name), name);
  }

  /** A vector as a reader of its own; its problems are this reader's after `settle`. */
  nested(width: Width, name: string): ByteReader {
    return new ByteReader(this.vector(width, name));
  }

  /** A vector of two-byte numbers. */
  uint16List(width: Width, name: string): readonly number[] {
    const inside = this.nested(width, name);
    const numbers: number[] = [];
    while (inside.remaining > 0) numbers.push(inside.uint16(name));
    this.settle(inside);
    return numbers;
  }

  /** A vector of vectors, at most `max` of them. */
  vectorList(width: Width, itemWidth: Width, name: string, max: number): readonly Uint8Array[] {
    const inside = this.nested(width, name);
    const items: Uint8Array[] = [];
    while (inside.remaining > 0 && items.length < max) items.push(inside.vector(itemWidth, name));
    if (inside.remaining > 0) inside.fail(`${name}: more than ${max}`);
    this.settle(inside);
    return items;
  }

  /** Takes over the problem of a nested reader. */
  settle(inside: ByteReader): void {
    if (inside.problem !== null) this.fail(inside.problem);
  }

  /** Everything must have been read. */
  end(name: string): void {
    if (this.remaining > 0) this.fail(`${name}: ${this.remaining} bytes are left over`);
  }

  /** Notes a problem; only the first counts. */
  fail(problem: string): void {
    this.#problem ??= problem;
  }

  #uint(width: Width, name: string): number {
    if (this.#problem === null && this.remaining < width) this.fail(`${name}: cut off`);
    if (this.#problem !== null) return 0;
    let value = 0;
    for (let count = 0; count < width; count++) value = value * 256 + (this.#bytes[this.#position++] ?? 0);
    return value;
  }
}
