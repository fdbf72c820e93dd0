// What Postfix takes for a host name. No lookups.

/** util/valid_hostname.h. */
const LONGEST_LABEL = 63;
const LONGEST_NAME = 255;

/** util/valid_hostname.c: labels of letters, digits, `_` and inner hyphens, no dot at the ends, and not only digits. */
export function isHostName(text: string): boolean {
  if (text.length > LONGEST_NAME || /^[\d.]*$/.test(text)) return false;
  return text
    .split(".")
    .every(
      (label) => label.length <= LONGEST_LABEL && /^[A-Za-z0-9_]$|^[A-Za-z0-9_][A-Za-z0-9_-]*[A-Za-z0-9_]$/.test(label),
    );
}

/** util/valid_utf8_hostname.c, as far as it can be told without ICU: letters beyond ASCII are taken for valid. */
export function isInternationalHostName(text: string): boolean {
  return isHostName(text.replace(/[^\p{ASCII}]/gu, "a"));
}

/**
 * The names that Postfix looks up for a host name, in its order: the name, then its parent domains with a leading dot
 * (src/smtp/smtp_tls_policy.c `tls_policy_lookup`, src/tls/tls_misc.c `server_sni_callback`).
 */
export function withParents(name: string): string[] {
  const names = [name];
  for (let dot = name.indexOf(".", 1); dot !== -1; dot = name.indexOf(".", dot + 1)) names.push(name.slice(dot));
  return names;
}
