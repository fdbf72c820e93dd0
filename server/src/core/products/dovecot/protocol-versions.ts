// `ssl_min_protocol`, and `ssl_protocols` of 2.2: which protocol versions they permit. The library's part is elsewhere.

import { PROTOCOL_VERSIONS, type ProtocolVersion } from "../../tls/versions.js";
import { atLeast, type DovecotVersion } from "./version.js";

/** The words of ssl_min_protocol, in any case (protocol_versions in src/lib-ssl-iostream/iostream-openssl-common.c). */
export function minimumWords(version: DovecotVersion): readonly string[] {
  const words = ["ANY", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3", "LATEST"];
  return atLeast(version, "2.4") ? words.filter((word) => word !== "SSLv3") : words;
}

/** The versions from the one named on; null where the word is unknown. */
export function fromMinimum(text: string, version: DovecotVersion): readonly ProtocolVersion[] | null {
  const word = minimumWords(version).find((known) => known.toLowerCase() === text.toLowerCase());
  if (word === undefined) return null;
  const all = PROTOCOL_VERSIONS.filter((one) => one !== "SSLv2");
  if (word === "ANY") return all;
  if (word === "LATEST") return ["TLSv1.3"];
  return all.slice(all.findIndex((one) => one === word));
}

/** Of 2.2: words without `!` are the only ones, words with it are left out; null where one is unknown. TLS 1.3 cannot be named. */
export function fromProtocols(text: string): readonly ProtocolVersion[] | null {
  const words = text.split(/[, ]+/).filter((word) => word !== "");
  const named = ["SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"];
  if (!words.every((word) => named.includes(word.replace(/^!/, "")))) return null;
  const included = words.filter((word) => !word.startsWith("!"));
  const excluded = words.filter((word) => word.startsWith("!")).map((word) => word.slice(1));
  return PROTOCOL_VERSIONS.filter(
    (one) => !excluded.includes(one) && (included.length === 0 || included.includes(one)),
  );
}
