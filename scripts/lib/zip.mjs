// The table of contents of a ZIP archive (APPNOTE.TXT 4.3.12, 4.3.16). Nothing is unpacked.

const END_OF_DIRECTORY = Buffer.from("PK\x05\x06");
const DIRECTORY_ENTRY = 0x02014b50;

/** Names and packed sizes, in bytes, of all entries. */
export function zipEntries(archive) {
  const end = archive.lastIndexOf(END_OF_DIRECTORY);
  if (end === -1) throw new Error("not a ZIP archive");
  const count = archive.readUInt16LE(end + 10);
  const entries = [];
  for (let at = archive.readUInt32LE(end + 16); entries.length < count;) {
    if (archive.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error("broken ZIP directory");
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    entries.push({
      name: archive.toString("utf8", at + 46, at + 46 + nameLength),
      size: archive.readUInt32LE(at + 20),
    });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}
