// Defaults that Postfix works out from the machine's name. Nothing is asked of the machine here: the caller tells its name.

import { expand } from "../../dialects/postfix-main/expression.js";

/** src/global/mail_params.h, DEF_MYDOMAIN. */
const DEFAULT_DOMAIN = "localdomain";

/** The text that somebody wrote for a parameter. */
type Written = (name: string) => string | undefined;

/** A value, expanded with what is written alone, as these defaults are worked out before all others are known. */
function expanded(written: Written, name: string): string | undefined {
  const text = written(name);
  return text === undefined ? undefined : expand(text, written).text;
}

function defaultHostname(written: Written, hostname: string): string {
  return hostname.includes(".") ? hostname : `${hostname}.${expanded(written, "mydomain") ?? DEFAULT_DOMAIN}`;
}

/**
 * The default of `myhostname` or `mydomain` on a machine called `hostname`; undefined for any other parameter, and where
 * the machine is not known (src/global/mail_params.c, check_myhostname and check_mydomainname).
 */
export function computedDefault(name: string, written: Written, hostname: string | undefined): string | undefined {
  if (name === "myhostname") return hostname === undefined ? undefined : defaultHostname(written, hostname);
  if (name !== "mydomain") return undefined;
  const full =
    expanded(written, "myhostname") ?? (hostname === undefined ? undefined : defaultHostname(written, hostname));
  if (full === undefined) return undefined;
  const dot = full.indexOf(".");
  return dot === -1 ? DEFAULT_DOMAIN : full.slice(dot + 1);
}
