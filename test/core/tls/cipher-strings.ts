// Random cipher strings for comparisons with real libraries. No expectations live here.

import fc from "fast-check";
import type { OpenSslLibrary } from "../../../server/src/core/tls/openssl-cipher-string.js";
import { OPENSSL_TABLES } from "../../../server/src/core/tls/openssl-tables.generated.js";
import { cipherSuites } from "../../../server/src/core/tls/suites.js";

/** Strings over the whole language, the parts that matter to `library` being frequent, and now and then an error. */
export function cipherStrings(library: OpenSslLibrary): fc.Arbitrary<string> {
  const { aliases, rows } = OPENSSL_TABLES[library];
  const name = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...Object.keys(aliases)) },
    { weight: 15, arbitrary: fc.constantFrom(...rows.map(([rowName]) => rowName)) },
    { weight: 1, arbitrary: fc.constantFrom(...cipherSuites().map(({ iana }) => iana)) },
    { weight: 1, arbitrary: fc.constantFrom(...Object.keys(OPENSSL_TABLES["openssl-1.0.2"].aliases)) },
    { weight: 1, arbitrary: fc.constantFrom("FOO", "DEFAULT", "TLSv1.3", "aes", "HIGHX") },
  );
  const operator = fc.constantFrom("", "", "", "-", "+", "!");
  const chain = fc.oneof(
    { weight: 4, arbitrary: name.map((single) => [single]) },
    { weight: 1, arbitrary: fc.array(name, { minLength: 2, maxLength: 3 }) },
  );
  const rule = fc.tuple(operator, chain).map(([prefix, parts]) => prefix + parts.join("+"));
  const command = fc.constantFrom("@STRENGTH", "@SECLEVEL=0", "@SECLEVEL=1", "@SECLEVEL=5");
  const mistake = fc.constantFrom("@", "@FOO", "!", "-", "+", "?", "_", "AES+", "AES++RC4", "é", "@SECLEVEL=6", "\t");
  const element = fc.oneof(
    { weight: 60, arbitrary: rule },
    { weight: 4, arbitrary: command },
    { weight: 1, arbitrary: mistake },
  );
  const separator = fc.oneof(
    { weight: 10, arbitrary: fc.constant(":") },
    { weight: 1, arbitrary: fc.constantFrom("", " ", ",", ";", "::", ": ") },
  );
  const start = fc.oneof(
    { weight: 6, arbitrary: fc.constant("") },
    {
      weight: 5,
      arbitrary: fc.constantFrom("ALL:", "HIGH:", "ALL:COMPLEMENTOFALL:", "COMPLEMENTOFDEFAULT:", "ALL:-ALL:"),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom("DEFAULT", "DEFAULT:", "SUITEB128", "SUITEB192:", "SUITEB128C2", "SUITEB128ONLY"),
    },
  );
  const elements = fc.array(fc.tuple(separator, element), { minLength: 1, maxLength: 8 });
  return fc
    .tuple(start, elements)
    .map(([first, rest]) => first + rest.map(([between, text], i) => (i === 0 ? "" : between) + text).join(""));
}
