// Generated Exim configurations for comparison with the real one: macros, conditions, includes, continuation, options of every type, mistakes.

import fc from "fast-check";
import { type Option, option, optionsIn } from "../../../../server/src/core/products/exim/options.js";

/** A configuration of one file and those that it includes. `ROOT` stands for their folder. */
export interface Generated {
  readonly main: string;
  readonly included: string;
}

/** They stop Exim, belong to the machine, print more than they say, or would make the run leave its folder. */
const EXCLUDED =
  /^(?:log_selector|(?:command|data|final)_timeout|spool_directory|log_file_path|pid_file_path|keep_environment|never_users|exim_(?:user|group|path|version)|.*_(?:user|group|users|groups)|user|group|primary_hostname|qualify_.*|smtp_active_hostname|errors_reply_to|localhost_number|timezone|perl_.*|syslog_facility|smtp_ratelimit_.*|uucp_from_pattern|driver|transport|condition|headers_rewrite|local_sender_retain|local_from_check|smtp_accept_queue|smtp_accept_max.*|openssl_options|tls_dh_max_bits|process_log_path|print_topbitchars|retry_interval_max|remote_max_parallel|daemon_smtp_port|return_size_limit|set|self|route_.*|host_find_failed|hosts_randomize|public_name|file|directory|command|dsn_.*|.*initgroups|maildir.*|mailstore.*|mbx.*|quota.*|mode.*|create_.*|check_.*|use_.*|message_(?:prefix|suffix)|escape.*|return_(?:output|fail_output)|log_(?:defer|fail)?_?output|umask|ldap_version|freeze_.*|timeout.*|path|max_output|batch_.*|translate_ip.*|verify|verify_sender|verify_recipient|expn|address_test|caseful_local_part|redirect_router|pass_router|fallback_hosts|mua_wrapper|forbid_.*|allow_.*|dns_.*|sqlite_.*|skip_.*|one_time|rewrite|qualify_preserve_domain|hide_child_in_errmsg|ignore_(?:eacces|enotdir)|protocol|serialize_hosts|dkim_.*|lmtp_.*|max_rcpt|connection_max_messages|interface|gethostbyname|multi_domain|retry_.*|ignore_status|restrict_to_path|permit_coredump|shadow_.*|address_(?:data|retry_include_sender)|server_.*|client_.*|syslog_processname|debug_.*|add_environment|disable_.*|.*_file|extra_local_interfaces|local_interfaces|system_filter.*)$/;

const usable = (scope: string): readonly Option[] =>
  optionsIn(scope).filter(
    ({ name, feature, since, removed, repeats }) =>
      !EXCLUDED.test(name) &&
      feature !== true &&
      repeats !== true &&
      removed === undefined &&
      (since === undefined || Number(since.slice(2)) <= 96),
  );

const MAIN = usable("main");
const SMTP = [
  ...usable("transport/smtp"),
  ...["multi_domain", "protocol", "max_rcpt", "interface"].flatMap((name) => option("transport/smtp", name) ?? []),
];

const STRINGS = [
  "*",
  "",
  "a : b : !c",
  '"quoted \\"text\\" \\101\\x42\\t\\\\ end"',
  "<; a ; b::c",
  "${if eq{$tls_in_cipher}{}{}{*}}",
  "NORMAL:-VERS-TLS1.0",
  "WORD and WORDS",
  "tail\t# no comment",
  "LONG",
  "first \\\n   second \\\n# comment\n\tthird",
  "one \\\n.ifdef WORD\n two \\\n.else\n three \\\n.endif\n four",
  "é",
  '"\\$x"',
];

const VALUES: Readonly<Record<string, readonly string[]>> = {
  integer: ["0", "17", "0x1F", "010", "3K", "-4", "2m "],
  "integer K": ["0", "1024", "5000", "8K", "3M", "1000000"],
  kilobytes: ["0", "10M", "2048", "5K", "1G", "1023"],
  octal: ["0660", "777", "0"],
  "fixed-point": ["1", "2.5", "10.125", "3.0"],
  time: ["5s", "90m", "1w2d", "0s", "25h", "NUMBERm"],
  times: ["4h", "1h : 3h:5h", "0s", ""],
  "time or expansion": ["5m", "$x"],
};

const line = ({ name, type }: Option): fc.Arbitrary<string> => {
  if (type.startsWith("boolean"))
    return fc.constantFrom(name, `no_${name}`, `not_${name}`, `${name} = true`, `${name}=No`, `${name} = YES `);
  return fc
    .tuple(
      fc.constantFrom("", "  ", "hide "),
      fc.constantFrom(" = ", "=", "\t=  "),
      fc.constantFrom(...(VALUES[type] ?? STRINGS)),
    )
    .map(([before, equals, value]) => `${before}${name}${equals}${value}`);
};

const options = (all: readonly Option[], maxLength: number): fc.Arbitrary<readonly string[]> =>
  fc
    .shuffledSubarray([...all], { maxLength })
    .chain((chosen) => fc.tuple(...chosen.map(line)))
    .map((lines) => [...lines]);

const BLOCKS = [
  ".ifdef WORD\n@\n.endif",
  ".ifndef WORD\n@\n.else\n@@\n.endif",
  ".ifdef NOTHING\n@\n.elifdef WORD\n@@\n.endif",
  ".ifdef _HAVE_GNUTLS\n@\n.endif",
  ".ifndef _OPT_MAIN_TLS_CERTIFICATE\n@\n.elifndef NOTHING\n@@\n.endif",
  ".include ROOT/included.conf\n@",
  '.include_if_exists "ROOT/nowhere.conf"\n@@',
  "# a comment\n\n@",
  "hostlist relays_NAME = 127.0.0.1 : ::::1\n@",
  "AGAIN = 1\nAGAIN == 2\n@",
];

/** One mistake each, put between the lines of the main section. */
const MISTAKES = [
  "tls_certificate = /a\ntls_certificate = /b",
  "no_such_option = 1",
  "tls_certificat = 1",
  "tls_certificate",
  "tls_certificate /a",
  "no_tls_certificate = /a",
  "accept_8bitmime = maybe",
  "no_accept_8bitmime = yes",
  "accept_8bitmime = yes # really",
  "recipients_max = many",
  "recipients_max = 5 # five",
  "recipients_max = 99999999999",
  "auto_thaw = 5",
  "auto_thaw = 5h x",
  "delay_warning = 4h:2h",
  'tls_certificate = "open',
  'tls_certificate = "closed" x',
  ".ifdef WORD",
  ".endif",
  ".else",
  "WORD = again",
  "WORDY = 1",
  "MISSING == 1",
  "Malformed macro",
  ".include ROOT/nowhere.conf",
  ".include_if_exists nowhere.conf",
  "= 5",
  "-x",
  ".unknown thing",
  "hostlist",
  "hostlist a",
  "hostlist a = 1\nhostlist a = 2",
  "hostlistx = 1",
  "tls_dh_max_bits = 512",
  "openssl_options = +no_sslv3",
  "begin nowhere",
  "begin acl\nbegin acl",
  "begin acl\naccept",
  "begin acl\nx:\n  permit",
  "begin acl\nx:\n  deny foo = 1",
  "begin acl\nx:\n  ! deny hosts = *",
  "begin acl\nx:\n  deny !message = 1",
  "begin acl\nx:\n  deny hosts *",
  "begin acl\nx:\n  deny endpass",
  "begin acl\nx:\n  warn set x = 1",
  "begin acl\nx:\n accept\nx:\n accept",
  "begin transports\ndriver = smtp",
  "begin transports\nx:\n  hosts_require_tls = *",
  "begin transports\nx:\n  driver = smpt",
  "begin transports\nx: y\n  driver = smtp",
  "begin transports\nx:\n  driver = smtp\n  command = /bin/x",
  "begin transports\nx:\n  driver = smtp\nx:\n  driver = smtp",
  "begin transports\nx:\n  driver = smtp\n  hosts = a\n  hosts = b",
  "begin routers\nx:\n  driver = accept\n  nothing = 1",
  "begin authenticators\nx:\n  driver = plaintext\n  public_name = A\n  nothing = 1",
  "begin routers\n 5:\n driver = accept",
];

const HEAD = "WORD = word\nLONG = a long WORD \\\n  text\nNUMBER=3\n";

const transport = fc
  .tuple(options(SMTP, 6), fc.constantFrom("remote", "out_WORD"))
  .map(([lines, name]) => `${name}:\n  driver = smtp\n${lines.map((one) => `  ${one}\n`).join("")}`);

const FIXED = `
begin acl
check:
  accept hosts = :
  deny !encrypted = *
       message = no
  warn set acl_m_x = 1
NAMED = 5
other:
  accept

begin routers
local:
  driver = accept
  condition = \${if eq{1}{1}}
  condition = yes
  transport = file
RIGHT = 1
remote:
  driver = dnslookup
  transport = file
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = NAMED
  server_advertise_condition = \${if def:tls_in_cipher}
begin retry
* * F,2h,15m
begin rewrite
`;

/** Wraps some lines in what conditions and includes there are. */
const main = fc
  .tuple(
    options(MAIN, 14),
    fc.array(fc.constantFrom(...BLOCKS), { maxLength: 4 }),
    fc.constantFrom("\n", "\n", "\n\n  "),
  )
  .map(([lines, blocks, gap]) => {
    const left = [...lines];
    const wrapped = [...new Set(blocks)].map((block, index) =>
      block
        .replace("NAME", `n${index}`)
        .replace("@@", () => left.shift() ?? "")
        .replace("@", () => left.shift() ?? ""),
    );
    return [...wrapped, ...left].join(gap);
  });

/** Configurations that Exim takes, and such as it does not. */
export function configurations(wrong: boolean): fc.Arbitrary<Generated> {
  const mistake = wrong ? fc.constantFrom(...MISTAKES) : fc.constant("");
  return fc.tuple(main, transport, mistake, options(MAIN, 2)).map(([first, last, bad, [included = ""]]) => ({
    main: `${HEAD}${first}\n${bad}\n${FIXED}\nbegin transports\nfile:\n  driver = appendfile\n  file = /dev/null\n${last}`,
    included:
      first.includes(included.split("=")[0] ?? "") || included.includes("NUMBER") ? "# nothing\n" : `${included}\n`,
  }));
}
