// Defaults that Postfix works out from the machine's name. Nothing is asked of the machine here: the caller tells its name.

import { expand } from "../../dialects/postfix-main/expression.js";
import type { Entry } from "../../dialects/postfix-main/tree.js";

/** src/global/mail_params.h, DEF_MYDOMAIN. */
const DEFAULT_DOMAIN = "localdomain";

/** A value of main.cf, expanded with main.cf alone, as these defaults are worked out before all others are known. */
function written(entries: ReadonlyMap<string, Entry>, name: string): string | undefined {
  const entry = entries.get(name);
  return entry && expand(entry.value.text, (other) => entries.get(other)?.value.text).text;
}

function defaultHostname(entries: ReadonlyMap<string, Entry>, hostname: string): string {
  return hostname.includes(".") ? hostname : `${hostname}.${written(entries, "mydomain") ?? DEFAULT_DOMAIN}`;
}

/**
 * The default of `myhostname` or `mydomain` on a machine called `hostname`; undefined for any other parameter, and where
 * the machine is not known (src/global/mail_params.c, check_myhostname and check_mydomainname).
 */
export function computedDefault(
  name: string,
  entries: ReadonlyMap<string, Entry>,
  hostname: string | undefined,
): string | undefined {
  if (name === "myhostname") return hostname === undefined ? undefined : defaultHostname(entries, hostname);
  if (name !== "mydomain") return undefined;
  const full =
    written(entries, "myhostname") ?? (hostname === undefined ? undefined : defaultHostname(entries, hostname));
  if (full === undefined) return undefined;
  const dot = full.indexOf(".");
  return dot === -1 ? DEFAULT_DOMAIN : full.slice(dot + 1);
}
