// Whether a file is part of a Dovecot configuration. Many other servers have a conf.d, too.

import type { FileHint } from "../dialect.js";
import { SourceText } from "../../text/source-text.js";
import { parse } from "./parse.js";

/** As much of a file as is read to recognise it: several times the longest file of Dovecot's example configuration. */
const SAMPLE_LENGTH = 64 * 1024;

/** Names that a content must have before it is taken for Dovecot's; a file of another program may share one. */
const ENOUGH_NAMES = 3;

/** `dovecot.conf`, `dovecot.conf.j2`, `dovecot.conf.dist`, `my-dovecot.conf`. */
const NAME = /^(?:.+[.-])?dovecot\.conf(?:\..+)?$/;

/** Files of a Dovecot directory that dovecot.conf includes, and templates of them. Those in `.ext` of SQL and LDAP have another syntax. */
const INCLUDED =
  /^(?:local\.conf|(?:\d\d-|auth-).+\.conf|auth-.+\.conf\.ext)(?:\.(?:j2|erb|tmpl|tpl|in|template|dist))?$/;

/** Names that only Dovecot has, or hardly anybody else. */
const WELL_KNOWN =
  /^(?:ssl_(?:cert|key|dh|ca|min_protocol|protocols|cipher_list|prefer_server_ciphers|server_\w+|client_\w+|curve_list|options)|disable_plaintext_auth|auth_(?:mechanisms|allow_cleartext|verbose|debug|username_format)|mail_(?:location|driver|path|plugins|uid|gid|privileged_group)|login_(?:greeting|trusted_networks)|protocols|listen|postmaster_address|passdb|userdb|namespace|dovecot_(?:config|storage)_version|!include_try|inet_listener|unix_listener|recipient_delimiter|first_valid_uid)$/;

/** Whether a name says so; see NAME. */
export function isNamed(name: string): boolean {
  return NAME.test(name);
}

/**
 * - `name`: see NAME.
 * - `place`: INCLUDED in `dovecot/` or `dovecot/conf.d/`, or any `.conf` there that sets something well known.
 * - `content`: every line is one of Dovecot's, and at least three different well-known names are used.
 */
export function recognise({ path, text }: FileHint): "name" | "place" | "content" | null {
  const [name = "", folder, above] = path.split("/").reverse();
  if (isNamed(name)) return "name";
  const ours = folder === "dovecot" || (folder === "conf.d" && above === "dovecot");
  if (ours && INCLUDED.test(name)) return "place";
  const known = knownNames(path, text.slice(0, SAMPLE_LENGTH));
  if (ours && /\.conf(?:\.j2)?$/.test(name) && known > 0) return "place";
  return known >= ENOUGH_NAMES ? "content" : null;
}

/** How many different well-known names a text uses; 0 if some line of it cannot be Dovecot's. */
function knownNames(path: string, sample: string): number {
  const { tree, problems } = parse(new SourceText(path, sample));
  // The last line may have been cut off.
  const last = sample.endsWith("\n") ? sample.length : (tree.nodes.at(-1)?.span.start ?? 0);
  if (
    problems.some(({ severity, kind, span }) => severity === "fatal" && !kind.endsWith("-brace") && span.start < last)
  )
    return 0;
  if (
    problems.some(
      ({ kind, span }) => (kind === "expecting-brace" || kind === "garbage-after-brace") && span.start < last,
    )
  )
    return 0;
  const names = tree.nodes.flatMap((node) => (node.kind === "setting" || node.kind === "open" ? [node.name.text] : []));
  return new Set(names.filter((one) => WELL_KNOWN.test(one))).size;
}
