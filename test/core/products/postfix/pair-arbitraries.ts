// Generators of main.cf and master.cf that belong together: what one sets, the other names or overrides. No expectations live here.

import fc from "fast-check";
import { mainCf } from "../../dialects/postfix-main/arbitraries.js";
import { masterCfText } from "../../dialects/postfix-master/arbitraries.js";
import { builtIn, value } from "./settings-oracle.js";

/** Names of the files' own. `e0` to `e5` are those in generated expressions. */
const OWN = [
  "e0",
  "e1",
  "e2",
  "e3",
  "own_banner",
  "own_class",
  "submission_options",
  "mua_client_restrictions",
] as const;
/** Names that are Postfix's only where a service or a table is called so. */
const BY_NAME = [
  "relay_destination_concurrency_limit",
  "x_destination_recipient_limit",
  "submission_time_limit",
  "x_time_limit",
  "smtp_transport_rate_delay",
  "people_server_host",
  "people_search_base",
] as const;
/** Names that both files often set. */
const SHARED = [
  "smtpd_tls_security_level",
  "smtpd_tls_wrappermode",
  "smtpd_tls_auth_only",
  "smtpd_sasl_auth_enable",
  "smtpd_client_restrictions",
  "smtpd_recipient_restrictions",
  "smtp_tls_security_level",
  "smtp_tls_policy_maps",
  "smtpd_banner",
  "syslog_name",
  "myhostname",
  "mydomain",
  "myorigin",
  "smtp_helo_name",
] as const;
/** Levels, and what is none. */
const LEVELS = ["0", "2", "3.6", "3.10", "3.6.0", "$e0", "", "new"] as const;

const from = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const owned = from(...OWN, ...SHARED).map((name) => `$${name}`);
const plain = from(
  "may",
  "encrypt",
  "yes",
  "no",
  "",
  "permit_sasl_authenticated,reject",
  "$myhostname ESMTP",
  "hash:/etc/postfix/x",
  "ldap:people, hash:x",
  "postfix/$service_name",
  "$process_name",
  "${own_class?{own_class}:{reject}}",
  "${{$e1} == {may} ? {old} : {new}}",
  "${{3.6} <level {3.10} ? {old} : {new}}",
  // A level that nobody sets is 0.
  "${{$compatibility_level} >=level {3.6} ? {new} : {old}}",
  "${{$compatibility_level} >= {3.6} ? {new} : {old}}",
  "${{$compatibility_level} == {0} ? {old} : {new}}",
  "${compatibility_level?{set}:{not set}}",
  "$$x",
  "$nothing",
  "${nothing:x}",
);
const text = fc.oneof(
  { weight: 4, arbitrary: plain },
  { weight: 4, arbitrary: owned },
  { weight: 2, arbitrary: value },
);
const name = fc.oneof(
  { weight: 4, arbitrary: from(...SHARED) },
  { weight: 4, arbitrary: from(...OWN) },
  { weight: 1, arbitrary: from(...BY_NAME) },
  { weight: 1, arbitrary: from(...builtIn) },
);

const equals = from(" = ", "=", " =", "= ", "\t=\t", " =\n  ", " =\n# c\n\t");
const entry = fc.oneof(
  { weight: 30, arbitrary: fc.tuple(name, equals, text).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: from(...LEVELS).map((level) => `compatibility_level = ${level}`) },
  // postconf expands it before it knows any default.
  { weight: 1, arbitrary: from("own_class", "e0, e1").map((classes) => `smtpd_restriction_classes = ${classes}`) },
);
const mainLine = fc.oneof(
  { weight: 20, arbitrary: entry },
  { weight: 2, arbitrary: from("# comment", "", "  # a = b", "#a = b") },
  { weight: 1, arbitrary: from("nonsense", "= x", "a b = c", "[x]") },
);
const main = fc
  .array(mainLine, { maxLength: 12 })
  .map((lines) => Buffer.from(lines.map((line) => `${line}\n`).join("")));

const fields = from(
  "smtp inet n - y - - smtpd",
  "submission inet n - y - - smtpd",
  "submissions inet n - y - - smtpd",
  "127.0.0.1:10025 inet n - n - - smtpd",
  "smtp inet n - y - 1 postscreen",
  "smtpd pass - - y - - smtpd",
  "smtp unix - - y - - smtp",
  "relay unix - - y - - smtp",
  "x unix - n n - - pipe",
  "tlsmgr unix - - y 1000? 1 tlsmgr",
  "y unix - - n - 0 lmtp",
  "bad unix - - n - many smtp",
  "bad inet n -",
  "bad unyx - - n - - smtp",
);
const braced = fc
  .tuple(name, from("=", " = ", "= "), text)
  .map(([one, sign, content]) => `{ ${one}${sign}${content} }`);
const assignment = fc.tuple(name, text).map(([one, content]) => `${one}=${content.replaceAll(/[\s{}]+/g, "")}`);
const level = from(...LEVELS).map((one) => `compatibility_level=${one}`);
const override = fc
  .tuple(
    from(" -o ", "\n  -o ", "\n\t-o "),
    fc.oneof({ weight: 20, arbitrary: fc.oneof(assignment, assignment, braced) }, { weight: 1, arbitrary: level }),
  )
  .map((parts) => parts.join(""));
const argument = fc.oneof(
  { weight: 10, arbitrary: override },
  { weight: 2, arbitrary: from(" -v", "\n# -o a=b", "\n  flags=R user=$e0", " argv=/x $nexthop ${e1}", " -o") },
);
const master = fc
  .array(
    fc
      .tuple(from("", "", "", "# comment\n", "\n"), fields, fc.array(argument, { maxLength: 5 }))
      .map(([before, first, rest]) => `${before}${first}${rest.join("")}\n`),
    { maxLength: 5 },
  )
  .map((services) => Buffer.from(services.join("")));

/** A main.cf and a master.cf, mostly well formed and about the same names; some dense in what is special to the readers. */
export const pair: fc.Arbitrary<readonly [main: Uint8Array, master: Uint8Array]> = fc.tuple(
  fc.oneof({ weight: 6, arbitrary: main }, { weight: 1, arbitrary: mainCf }),
  fc.oneof({ weight: 6, arbitrary: master }, { weight: 1, arbitrary: masterCfText.map((one) => Buffer.from(one)) }),
);
