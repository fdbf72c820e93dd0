// One line of an ACL: verb, condition, modifier. What it lets through belongs to the product.
// Source: acl_read in src/acl.c (4.96).

import { skipBlanks } from "./lines.js";
import { nameEnd } from "./macros.js";

const VERBS: readonly string[] = ["accept", "defer", "deny", "discard", "drop", "require", "warn"];

const CONDITIONS: readonly string[] = (
  "acl authenticated condition decode dkim_signers dkim_status dmarc_status dnslists domains encrypted hosts " +
  "local_parts malware mime_regex ratelimit recipients regex seen sender_domains senders spam spf spf_guess verify"
).split(" ");

const MODIFIERS: readonly string[] = (
  "add_header bmi_optin continue control dcc delay endpass log_message log_reject_target logwrite message queue " +
  "remove_header set udpsend"
).split(" ");

export interface AclPart {
  /** Null where the line goes on with the verb before it. */
  readonly verb: string | null;
  readonly negated: boolean;
  /** Empty where the verb stands alone. */
  readonly name: string;
  readonly equals: boolean;
  readonly value: string;
}

/** Takes a line of an ACL apart. */
export function readAclLine(text: string): AclPart {
  let at = skipBlanks(text, 0);
  let negated = text[at] === "!";
  if (negated) at = skipBlanks(text, at + 1);
  let end = nameEnd(text, at);
  let name = text.slice(at, end);
  at = skipBlanks(text, end);
  let verb: string | null = null;
  if (VERBS.includes(name) && !negated) {
    verb = name;
    negated = text[at] === "!";
    if (negated) at = skipBlanks(text, at + 1);
    end = nameEnd(text, at);
    name = text.slice(at, end);
    at = skipBlanks(text, end);
  }
  const equals = text[at] === "=";
  return { verb, negated, name, equals, value: text.slice(equals ? skipBlanks(text, at + 1) : at) };
}

/** The verb in force after a line that follows one with `before`, and what Exim would refuse about it. */
export function aclLineProblem(text: string, before: string | null): { verb: string | null; message: string | null } {
  const part = readAclLine(text);
  const verb = part.verb ?? before;
  const refused = (message: string): { verb: string | null; message: string } => ({
    verb,
    message: `${message}: Exim does not start.`,
  });
  if (verb === null) return refused(`An ACL begins with a verb (${VERBS.join(", ")}), not with \`${part.name}\``);
  if (part.verb !== null && part.name === "" && part.value === "" && !part.negated) return { verb, message: null };
  if (VERBS.includes(part.name) && part.negated) return refused(`\`!\` cannot stand before the verb \`${part.name}\``);
  const modifier = MODIFIERS.includes(part.name);
  if (!modifier && !CONDITIONS.includes(part.name))
    return refused(`\`${part.name}\` is neither a condition nor a modifier of an ACL`);
  if (modifier && part.negated) return refused(`\`!\` cannot stand before the modifier \`${part.name}\``);
  if (part.name === "endpass") {
    return verb === "accept" || verb === "discard"
      ? { verb, message: null }
      : refused("`endpass` belongs to `accept` and `discard` only");
  }
  if (part.name === "set") return { verb, message: setProblem(part.value) };
  return part.equals ? { verb, message: null } : refused(`Missing \`=\` after \`${part.name}\``);
}

/** `set acl_m_name = value`. */
function setProblem(text: string): string | null {
  if (/^(?:acl_[cm][\d_]\w*|dkim_verify_(?:status|reason))\s*=/.test(text)) return null;
  return "`set` takes a variable whose name begins with `acl_c` or `acl_m` and a digit or `_`, then `=`: Exim does not start.";
}
