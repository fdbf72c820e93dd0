// Bytes that wait to be whole: what was pushed in pieces comes out in pieces of another size. Knows nothing of what they mean.

/** Costs time in proportion to the bytes, however small the pieces are. */
export class ByteQueue {
  #buffer = new Uint8Array(0);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  push(bytes: Uint8Array): void {
    if (this.#end + bytes.length > this.#buffer.length) this.#makeRoom(bytes.length);
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** The first `count` bytes, or fewer where there are fewer. They stay, and are valid until the next push. */
  peek(count: number): Uint8Array {
    return this.#buffer.subarray(this.#start, Math.min(this.#start + count, this.#end));
  }

  /** Removes the first `count` bytes, or fewer where there are fewer. */
  take(count: number): Uint8Array {
    const taken = this.peek(count).slice();
    this.#start += taken.length;
    return taken;
  }

  #makeRoom(more: number): void {
    const held = this.peek(this.length);
    const buffer = new Uint8Array(2 * (held.length + more));
    buffer.set(held);
    this.#buffer = buffer;
    this.#start = 0;
    this.#end = held.length;
  }
}
