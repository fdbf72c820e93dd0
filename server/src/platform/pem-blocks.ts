// Where PEM blocks begin and end, and the bytes within, exactly as OpenSSL's PEM_read_bio takes and refuses them
// (crypto/pem/pem_lib.c and EVP_DecodeUpdate of 3.x). What the bytes mean is decided in pem.ts.

/** OpenSSL reads lines in pieces of at most this many bytes; a longer line goes on in the next piece. */
const PIECE_BYTES = 254;

/** Longest line of data after a header (RFC 1421 §4.3.2.4); without a header any length is taken. */
const LINE_AFTER_HEADER = 64;

const BEGIN = "-----BEGIN ";
const END = "-----END ";
const TAIL = "-----";

/** Says nothing that could be content: of a key written on one line, the whole key stands where the label should. */
const UNKNOWN_LABEL = "unknown";

/** Labels in use: words of capitals and digits. The limits keep key material out that stands in the place of a label. */
const SAFE_LABEL = /^(?=.{1,48}$)[A-Z0-9.]{1,12}(?: [A-Z0-9.]{1,12})*$/u;

/** Proc-Type and what it says (RFC 1421 §4.6.1.1); the only header that OpenSSL knows. */
const ENCRYPTED_HEADER = /^Proc-Type:[ \t]*4,[ \t]*ENCRYPTED[ \t]*\n/u;

/** `other`: PEM_read_bio takes it, the functions that read a key or a certificate at once do not. */
export type PemHeader = "none" | "encrypted" | "other";

export type PemBlock =
  | { readonly ok: true; readonly label: string; readonly header: PemHeader; readonly der: Buffer }
  | { readonly ok: false; readonly label: string; readonly reason: string };

type Body = { readonly header: string; readonly data: string } | { readonly reason: string };

/**
 * The blocks of a file in order. After a block without its END line the search goes on behind its BEGIN line, where OpenSSL
 * would give up; after any other behind its END line.
 */
export function* pemBlocks(bytes: Buffer): Generator<PemBlock> {
  const lines = pieces(bytes);
  let end = -1;
  for (let at = 0; at < lines.length; at++) {
    const name = beginLabel(lines[at] ?? "");
    if (name === null) continue;
    const label = SAFE_LABEL.test(name) ? name : UNKNOWN_LABEL;
    // Looked for once per END line, so that a file of BEGIN lines alone takes no longer than another.
    while (end <= at || (end < lines.length && lines[end]?.startsWith(END) !== true)) end = Math.max(end, at) + 1;
    if (lines[end] !== `${END}${name}${TAIL}`) {
      yield { ok: false, label, reason: "its END line is missing or does not match its BEGIN line" };
      continue;
    }
    const body = readBody(lines, at + 1, end);
    at = end;
    if ("reason" in body) {
      yield { ok: false, label, reason: body.reason };
      continue;
    }
    const der = decodeBase64(body.data);
    yield der === null
      ? { ok: false, label, reason: "its Base64 text is damaged" }
      : { ok: true, label, header: headerKind(body.header), der };
  }
}

function headerKind(header: string): PemHeader {
  if (header === "") return "none";
  return ENCRYPTED_HEADER.test(header) ? "encrypted" : "other";
}

/** Lines, or parts of long ones, without the white space and the bytes above 127 at the end that OpenSSL strips. */
function pieces(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const feed = bytes.subarray(at, at + PIECE_BYTES).indexOf(0x0a);
    const next = feed < 0 ? Math.min(at + PIECE_BYTES, bytes.length) : at + feed + 1;
    let end = next;
    // C strings end at NUL.
    const nul = bytes.subarray(at, next).indexOf(0);
    if (nul >= 0) end = at + nul;
    while (end > at && ((bytes[end - 1] ?? 0) <= 0x20 || (bytes[end - 1] ?? 0) > 0x7f)) end--;
    found.push(bytes.toString("latin1", at, end));
    at = next;
  }
  return found;
}

/** A byte order mark in front is taken since OpenSSL 3.0. */
function beginLabel(line: string): string | null {
  const text = line.startsWith("\xef\xbb\xbf") ? line.slice(3) : line;
  if (!text.startsWith(BEGIN) || !text.endsWith(TAIL) || text.length < BEGIN.length + TAIL.length) return null;
  return text.slice(BEGIN.length, -TAIL.length);
}

/** What stands before the one blank line is a header; without a blank line all is data. */
function readBody(lines: readonly string[], from: number, to: number): Body {
  let header: string | null = null;
  let data: string[] = [];
  let colon = false;
  let short = false;
  for (const line of lines.slice(from, to)) {
    if (line === "") {
      if (header !== null) return { reason: "it has an empty line among its data" };
      header = data.map((text) => `${text}\n`).join("");
      data = [];
      continue;
    }
    if (header === null) colon ||= line.includes(":");
    else if (short || line.length > LINE_AFTER_HEADER) {
      return { reason: `its lines after the first empty one are not all ${LINE_AFTER_HEADER} characters long` };
    } else short = line.length < LINE_AFTER_HEADER;
    data.push(line);
  }
  if (header === null && colon) return { reason: "the empty line after its header is missing" };
  if (data.length === 0) return { reason: "it has no data" };
  return { header: header ?? "", data: data.join("") };
}

/** OpenSSL skips white space and takes a dash as the end of the data, whatever follows. Null where it refuses. */
function decodeBase64(text: string): Buffer | null {
  const data = text.replace(/-[^]*$/u, "").replaceAll(/[ \t\r\n]/gu, "");
  if (data.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/u.test(data)) return null;
  return Buffer.from(data, "base64");
}
