// Builds bytes. A vector's length is computed from what is written inside it, never by hand.

/** Widths of a length prefix, in bytes. */
type Width = 1 | 2 | 3;

export type Content = (inside: ByteWriter) => void;

/** Numbers are big-endian. Throws `RangeError` for a number or a vector that does not fit: the caller's mistake. */
export class ByteWriter {
  readonly #bytes: number[] = [];

  uint8(value: number): this {
    return this.#uint(1, value);
  }

  uint16(value: number): this {
    return this.#uint(2, value);
  }

  uint24(value: number): this {
    return this.#uint(3, value);
  }

  bytes(bytes: Iterable<number>): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  /** A length of `width` bytes, then what `content` writes (RFC 8446 §3.4). */
  vector(width: Width, content: Content): this {
    const inside = new ByteWriter();
    content(inside);
    return this.#uint(width, inside.length).bytes(inside.#bytes);
  }

  get length(): number {
    return this.#bytes.length;
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #uint(width: Width, value: number): this {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * width))
      throw new RangeError(`${value} does not fit into ${width} bytes.`);
    for (let shift = 8 * (width - 1); shift >= 0; shift -= 8) this.#bytes.push((value >>> shift) & 0xff);
    return this;
  }
}

/** The bytes that `content` writes. */
export function build(content: Content): Uint8Array {
  const writer = new ByteWriter();
  content(writer);
  return writer.finish();
}

/** Text as bytes, one each; throws `RangeError` for text that is not ASCII: names are converted (RFC 5890) before. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => {
    const code = character.charCodeAt(0);
    if (code > 0x7f) throw new RangeError("The text is not ASCII.");
    return code;
  });
}
