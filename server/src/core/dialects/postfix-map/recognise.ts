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

/** Whether a name is that of a TLS table, also as a template. */
export function isNamed(name: string): boolean {
  let stem = name;
  while (SUFFIX.test(stem)) stem = stem.replace(SUFFIX, "");
  return NAME.test(stem);
}

/** `name` or nothing; never by content, because a table can be about anything. */
export function recognise({ path }: FileHint): "name" | null {
  return isNamed(path.slice(path.lastIndexOf("/") + 1)) ? "name" : null;
}
