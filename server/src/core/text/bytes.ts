// Bytes ⇄ text without loss: files of mail servers need not be UTF-8, and a fix must not change a byte it does not mean to.

/** Invalid byte b becomes the lone surrogate U+DC00 + b (b is 0x80..0xFF), as in Python's "surrogateescape" (PEP 383). */
const ESCAPE = 0xdc00;

/** What a lone surrogate that stands for no byte is written as; it can only come from an editor, never from `decodeBytes`. */
const REPLACEMENT = [0xef, 0xbf, 0xbd] as const;

/** Code units handed to String.fromCharCode at once: well below any engine's limit on arguments. */
const CHUNK = 8192;

/**
 * Decodes UTF-8 (RFC 3629; a byte order mark is kept). Each byte that is not part of a valid sequence becomes a lone
 * surrogate U+DC80..U+DCFF, so that `encodeText(decodeBytes(bytes))` gives the same bytes, whatever they are.
 */
export function decodeBytes(bytes: Uint8Array): string {
  const chunks: string[] = [];
  let units: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    const first = bytes[at] ?? 0;
    if (length === 0) units.push(ESCAPE + first);
    else if (length === 1) units.push(first);
    else {
      let point = first & (0x7f >> length);
      for (let i = 1; i < length; i++) point = (point << 6) | ((bytes[at + i] ?? 0) & 0x3f);
      if (point < 0x10000) units.push(point);
      else units.push(0xd7c0 + (point >> 10), 0xdc00 + (point & 0x3ff));
    }
    at += length || 1;
    if (units.length >= CHUNK) {
      chunks.push(String.fromCharCode(...units));
      units = [];
    }
  }
  chunks.push(String.fromCharCode(...units));
  return chunks.join("");
}

/**
 * Encodes as UTF-8; U+DC80..U+DCFF become the byte that they stand for. Any other lone surrogate has no bytes and is
 * written as U+FFFD.
 */
export function encodeText(text: string): Uint8Array {
  // One code unit never takes more than three bytes; a surrogate pair takes four for two.
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0;
    if (point < 0x80) bytes[length++] = point;
    else if (point < 0x800) {
      bytes[length++] = 0xc0 | (point >> 6);
      bytes[length++] = 0x80 | (point & 0x3f);
    } else if (point >= ESCAPE + 0x80 && point <= ESCAPE + 0xff) {
      bytes[length++] = point - ESCAPE;
    } else if (point >= 0xd800 && point <= 0xdfff) {
      for (const byte of REPLACEMENT) bytes[length++] = byte;
    } else if (point < 0x10000) {
      bytes[length++] = 0xe0 | (point >> 12);
      bytes[length++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[length++] = 0x80 | (point & 0x3f);
    } else {
      bytes[length++] = 0xf0 | (point >> 18);
      bytes[length++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[length++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[length++] = 0x80 | (point & 0x3f);
      at++;
    }
  }
  return bytes.slice(0, length);
}

/** Length of the valid UTF-8 sequence at `at`, or 0 (RFC 3629 §4: no overlong forms, no surrogates, nothing above U+10FFFF). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const second = bytes[at + 1] ?? 0;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}
