// Every TLS parameter, and every one that TLS depends on, has one sentence that is short and whole.
import assert from "node:assert/strict";
import { test } from "node:test";
import { descriptionOf } from "../../../../server/src/core/products/postfix/catalogue.js";
import { DESCRIPTIONS } from "../../../../server/src/core/products/postfix/descriptions.generated.js";
import { parameterNames } from "../../../../server/src/core/products/postfix/parameters.js";

const LONGEST = 200;

/** What decides together with the TLS parameters. */
const RELATED =
  /^(relayhost|sender_dependent_(relayhost|default_transport)_maps|transport_maps|(default|relay|local)_transport|(smtp|smtpd|lmtp)_sasl_.*|smtpd_(relay|recipient|client|sender|helo|data|etrn|end_of_data)_restrictions|mynetworks|mynetworks_style|compatibility_level|disable_dns_lookups|(smtp|lmtp)_(dns_support_level|host_lookup)|inet_interfaces|inet_protocols|myhostname|mydomain|myorigin|mydestination|(postscreen|tlsproxy)_.*|(smtpd|smtp)_discard_ehlo_keyword.*|lmtp_discard_lhlo_keyword.*|(config|queue|data|meta|daemon)_directory|smtpd_forbidden_commands|smtpd_forbid_bare_newline.*|smtpd_delay_reject|mail_version|import_environment|export_environment|maillog_file.*|fallback_relay|smtp_fallback_relay|(smtp|lmtp)_cname_overrides_servername|relay_domains)$/;

test("what TLS hangs on is described", () => {
  const wanted = [...parameterNames()].filter((name) => name.includes("tls") || RELATED.test(name));
  assert.ok(wanted.length > 350, String(wanted.length));
  assert.deepEqual(
    wanted.filter((name) => descriptionOf(name) === undefined),
    [],
  );
});

test("a description is one short sentence", () => {
  const names = new Set(parameterNames());
  for (const [name, sentence] of Object.entries(DESCRIPTIONS)) {
    assert.ok(names.has(name), name);
    assert.ok(sentence.length <= LONGEST, `${name}: ${sentence.length}`);
    assert.match(sentence, /^[A-Z*][^\n]*\.$/, name);
  }
});

test("a description that points to another parameter points to a described one", () => {
  for (const [name, sentence] of Object.entries(DESCRIPTIONS)) {
    const other = /^As (\w+),/.exec(sentence)?.[1];
    if (other === undefined) continue;
    assert.ok(descriptionOf(other)?.startsWith("As ") === false, `${name}: ${other}`);
  }
});
