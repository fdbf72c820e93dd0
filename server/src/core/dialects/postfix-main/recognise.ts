// Whether a file is a main.cf. Many other files end in .cf, and other products have a main.cf of their own.

import type { FileHint } from "../dialect.js";
import { SourceText } from "../../text/source-text.js";
import { parse } from "./parse.js";

/** As much of a file as is read to recognise it: twice the length of Postfix's main.cf.dist, which is mostly comments. */
const SAMPLE_LENGTH = 64 * 1024;

/** Parameters that a content must have before it is taken for a main.cf; a file of another product may share one or two. */
const ENOUGH_PARAMETERS = 3;

/** `main.cf`, `main.cf.j2`, `main.cf.proto`, `debian.main.cf`, docker-mailserver's `postfix-main.cf`. */
const NAME = /^(?:.+\.|postfix-)?main\.cf(?:\..+)?$/;

/** Veritas Cluster Server also calls its configuration main.cf; it begins by including its types. No main.cf of Postfix can. */
const FOREIGN = /^[ \t]*include[ \t]+"[^"\n]*"/m;

/** Parameters that nearly every main.cf sets some of, and names that only Postfix has. */
const WELL_KNOWN = new RegExp(
  "^(?:" +
    "myhostname|mydomain|myorigin|mydestination|mynetworks|mynetworks_style|relayhost|relay_domains|inet_interfaces|" +
    "inet_protocols|compatibility_level|append_dot_mydomain|alias_maps|alias_database|home_mailbox|mailbox_command|" +
    "mailbox_size_limit|message_size_limit|recipient_delimiter|local_recipient_maps|transport_maps|canonical_maps|" +
    "sender_canonical_maps|recipient_canonical_maps|queue_directory|command_directory|daemon_directory|data_directory|" +
    "mail_owner|setgid_group|sendmail_path|newaliases_path|mailq_path|smtp_sasl_auth_enable|smtp_sasl_password_maps|" +
    "smtp_host_lookup|(?:smtp|lmtp|smtpd|tlsproxy)_tls_[a-z0-9_]+|smtpd_[a-z0-9_]+|postscreen_[a-z0-9_]+|" +
    "virtual_(?:alias|mailbox)_[a-z]+|virtual_transport" +
    ")$",
);

/** Whether a name says so; see NAME. */
export function isNamed(name: string): boolean {
  return NAME.test(name);
}

/**
 * - `name`: see NAME, unless the text is plainly another product's.
 * - `place`: `postfix/ANYTHING.cf` with at least one well-known parameter. The other files there (master.cf,
 *   dynamicmaps.cf, map sources such as mysql-aliases.cf) set none.
 * - `content`: every line is a main.cf's, and at least three different well-known parameters are set.
 */
export function recognise({ path, text }: FileHint): "name" | "place" | "content" | null {
  const sample = text.slice(0, SAMPLE_LENGTH);
  const [name = "", folder] = path.split("/").reverse();
  if (isNamed(name)) return FOREIGN.test(sample) ? null : "name";
  const known = knownParameters(path, sample);
  if (folder === "postfix" && name.endsWith(".cf") && known >= 1) return "place";
  return known >= ENOUGH_PARAMETERS ? "content" : null;
}

/** How many different well-known parameters a text sets; 0 if some line of it cannot be a main.cf's. */
function knownParameters(path: string, sample: string): number {
  const { nodes } = parse(new SourceText(path, sample)).tree;
  // The last line may have been cut off.
  const whole = sample.endsWith("\n") ? nodes.length : nodes.length - 1;
  if (nodes.some((node, index) => node.kind === "malformed" && index < whole)) return 0;
  const names = nodes.flatMap((node) =>
    node.kind === "entry" && WELL_KNOWN.test(node.name.text) ? [node.name.text] : [],
  );
  return new Set(names).size;
}
