// What the rules of this product share: places of settings, and the sentence for a value that is quoted.

import type { ProductReport } from "../../rules/rule.js";
import type { Place } from "../product.js";
import type { ReadProblem, Written } from "./reading.js";
import { settingSpan } from "./scope.js";

/** Where a setting stands, from its name to the end of its value. */
export function placeOf(written: Written): Place {
  return { path: written.source.path, span: settingSpan(written) };
}

/** Where its value stands. */
export function placeOfValue({ source, node }: Written): Place {
  return { path: source.path, span: node.value.span };
}

/** A report at a problem of the reader. */
export function atProblem({ path, span }: ReadProblem): Pick<ProductReport, "at"> {
  return { at: { path, span } };
}

/** The manual of TLS in Dovecot. */
export const SSL_MANUAL = {
  title: "Dovecot manual: SSL configuration",
  url: "https://doc.dovecot.org/2.3/configuration_manual/dovecot_ssl_configuration/",
} as const;

export const CONFIG_MANUAL = {
  title: "Dovecot manual: configuration file syntax",
  url: "https://doc.dovecot.org/2.3/configuration_manual/config_file/config_file_syntax/",
} as const;

export const UPGRADE_MANUAL = {
  title: "Dovecot manual: upgrading from 2.3 to 2.4",
  url: "https://doc.dovecot.org/latest/installation/upgrade/2.3-to-2.4.html",
} as const;

/** The head of the examples: a server of IMAP without a finding. */
export const EXAMPLE =
  "protocols = imap\nssl = required\nssl_cert = </etc/dovecot/tls/mx.pem\nssl_key = </etc/dovecot/tls/mx.key\n";

/** The same for 2.4. */
export const EXAMPLE_24 =
  "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nprotocols = imap\nssl = required\nssl_server_cert_file = /etc/dovecot/tls/mx.pem\nssl_server_key_file = /etc/dovecot/tls/mx.key\n";
