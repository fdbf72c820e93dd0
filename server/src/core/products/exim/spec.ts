// Links to chapters of the Exim specification, and what the examples of rules have in common.

import type { Reference } from "../../rules/rule.js";

const CHAPTERS = {
  configuration: "the_exim_runtime_configuration_file",
  main: "main_configuration",
  smtp: "the_smtp_transport",
  tls: "encrypted_smtp_connections_using_tlsssl",
  daemon: "starting_the_daemon_and_the_use_of_network_interfaces",
  acl: "access_control_lists",
} as const;

/** A chapter of the specification; `about` names the option or the section. */
export function spec(chapter: keyof typeof CHAPTERS, about: string): Reference {
  const url = `https://www.exim.org/exim-html-current/doc/html/spec_html/ch-${CHAPTERS[chapter]}.html`;
  return { title: `Exim specification: ${about}`, url };
}

/** A sound beginning for examples. */
export const SOUND = "tls_certificate = /etc/exim4/tls/mx.pem\ntls_privatekey = /etc/exim4/tls/mx.key\n";

/** A sound transport for examples; options may follow. */
export const TRANSPORT = "begin transports\nremote_smtp:\n  driver = smtp\n";
