// The rows of tls_server_sni_maps: which certificate files smtpd shows to a client that asks for a name. Reads no file.

import type { Token } from "../../dialects/postfix-lines.js";
import { foldKey } from "../../dialects/postfix-map/parse.js";
import type { Span } from "../../text/span.js";
import { isHostName, withParents } from "./host-name.js";
import { COMMA_SPACE, split, whole } from "./tokens.js";

/** What a row says, and what is wrong with its key or value. */
export interface SniRow {
  /**
   * PEM files, read one after the other as one: each private key comes before its certificate and chain. A relative
   * path counts from where `postmap -F` was run, or from the queue directory for `texthash:` and `inline:`.
   */
  readonly files: readonly Token[];
  readonly problems: readonly SniProblem[];
}

export interface SniProblem {
  /** `relative-path` and `no-files` are about the value, the others about the key. */
  readonly kind: "wildcard" | "address" | "international" | "not-a-name" | "no-files" | "relative-path";
  readonly message: string;
  readonly span: Span;
  readonly part: "key" | "value";
}

/**
 * The keys that smtpd looks up for the name that a client asks for, in its order; none where it is not a host name, so
 * that the default certificate is shown (src/tls/tls_misc.c `server_sni_callback`).
 */
export function sniKeys(name: string): string[] {
  return isHostName(name) ? withParents(foldKey(name)) : [];
}

/**
 * Reads a row. The value is a list of files whose content Postfix keeps in the table (util/dict_file.c): a compiled
 * table must be made with `postmap -F`. Without `-F` its values are no Base64, and every handshake that asks for such
 * a name fails.
 */
export function readSniRow(key: string, value: string): SniRow {
  const files = split(whole(value), COMMA_SPACE);
  const problems: SniProblem[] = [...keyProblems(key)];
  const add = (kind: SniProblem["kind"], span: Span, message: string): void => {
    problems.push({ kind, message, span, part: "value" });
  };
  if (files.length === 0)
    add(
      "no-files",
      whole(value).span,
      "No file is named, so that Postfix skips this row. Write the file with the key and the certificates.",
    );
  for (const { text, span } of files)
    if (!text.startsWith("/"))
      add(
        "relative-path",
        span,
        `\`${text}\` is a relative path: where it leads depends on the folder in which Postfix or postmap runs. Write the whole path.`,
      );
  return { files, problems };
}

/** Why no client's name ever finds a key: names are host names, and only parent domains are looked up with a leading dot. */
function keyProblems(key: string): readonly SniProblem[] {
  const problem = (kind: SniProblem["kind"], why: string): readonly SniProblem[] => [
    { kind, message: `This row is never found: ${why}`, span: whole(key).span, part: "key" },
  ];
  const name = key.startsWith(".") ? key.slice(1) : key;
  if (key.startsWith("*"))
    return problem("wildcard", `Postfix knows no \`*\` here. Write \`${key.slice(1) || ".example.com"}\`.`);
  if (isHostName(name)) return [];
  if (/^\[?(?:ipv6:)?[\d.]+\]?$|:.*:/i.test(name))
    return problem("address", "clients ask for names, never for addresses.");
  if (/[^\p{ASCII}]/u.test(name))
    return problem("international", "clients ask for the ASCII form of a name. Write `xn--…`.");
  return problem("not-a-name", "clients ask for plain host names, without port, brackets or final dot.");
}
