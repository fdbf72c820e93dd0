// Shows bytes of a hostile server as text. Printable ASCII stays; all the rest, and the backslash, is escaped.

export function escapeBytes(bytes: Uint8Array): string {
  return Array.from(bytes, escapeByte).join("");
}

function escapeByte(byte: number): string {
  if (byte === 0x0d) return "\\r";
  if (byte === 0x0a) return "\\n";
  const printable = byte >= 0x20 && byte < 0x7f && byte !== 0x5c;
  return printable ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
}
