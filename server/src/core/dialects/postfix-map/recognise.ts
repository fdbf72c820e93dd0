// Whether a file is the text of a table that decides about TLS. Any other table is read only because a main.cf names it.

import type { FileHint } from "../dialect.js";

/** Names that administrators and the manual give to policy, per-site and SNI tables. */
const NAME = /^(?:tls[_-]policy(?:[_-]maps?)?|smtp_tls_policy[\w-]*|(?:smtp_)?tls_per_site|[\w-]*sni_maps[\w-]*)$/;

/**
 * What may follow the name: templates, copies, and words for a table as text. Compiled tables, patterns and database
 * sources (`.db`, `.pcre`, `.cf`) have another syntax.
 */
const SUFFIX =
  /\.(?:j2|jinja2?|erb|epp|tmpl|tpl|template|in|dist|example|sample|default|orig|bak|old|new|map|maps|txt|hash|texthash)$/;

/** `name` for the names of TLS tables, also as templates; never by content, because a table can be about anything. */
export function recognise({ path }: FileHint): "name" | null {
  let name = path.slice(path.lastIndexOf("/") + 1);
  while (SUFFIX.test(name)) name = name.replace(SUFFIX, "");
  return NAME.test(name) ? "name" : null;
}
