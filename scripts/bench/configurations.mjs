// Configuration directories as hosts have them: Debian's files as a base, with what administrators add, in many combinations.

const pick = (choices, index, step) => choices[Math.floor(index / step) % choices.length];

const BASE = `# See /usr/share/postfix/main.cf.dist for a commented, more complete version
smtpd_banner = $myhostname ESMTP $mail_name (Debian/GNU)
biff = no
append_dot_mydomain = no
readme_directory = no
alias_maps = hash:/etc/aliases
alias_database = hash:/etc/aliases
mydestination = $myhostname, localhost.$mydomain, localhost
mynetworks = 127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128
mailbox_size_limit = 0
recipient_delimiter = +
inet_interfaces = all
inet_protocols = all
`;

const LEVELS = [
  "compatibility_level = 3.6\n",
  "compatibility_level = 2\n",
  "",
  "compatibility_level = 3.7\n",
  "mail_version = 3.5.25\n",
];
const SERVER = [
  "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = /etc/ssl/certs/ssl-cert-snakeoil.pem\nsmtpd_tls_key_file = /etc/ssl/private/ssl-cert-snakeoil.key\n",
  "smtpd_use_tls = yes\nsmtpd_tls_cert_file = /etc/letsencrypt/live/mx/fullchain.pem\nsmtpd_tls_key_file = /etc/letsencrypt/live/mx/privkey.pem\n",
  "smtpd_tls_security_level = encrypt\nsmtpd_tls_chain_files = /etc/postfix/mx.pem\n",
  "",
  "tls_folder = /etc/postfix/tls\nsmtpd_tls_security_level = may\nsmtpd_tls_chain_files =\n    $tls_folder/ecdsa.pem,\n# the old clients\n    $tls_folder/rsa.pem\n",
  "smtpd_tls_security_level = none\n",
];
const PROTOCOLS = [
  "",
  "smtpd_tls_protocols = !SSLv2, !SSLv3\nsmtpd_tls_mandatory_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1\n",
  "smtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtpd_tls_protocols = >=TLSv1\n",
  "smtpd_tls_protocols = TLSv1.2\nsmtp_tls_protocols = !SSLv2,!SSLv3\n",
  "smtpd_tls_protocols = !SSLv2\n",
];
const CIPHERS = [
  "",
  "smtpd_tls_mandatory_ciphers = high\nsmtpd_tls_exclude_ciphers = aNULL, MD5, DES, 3DES, RC4\ntls_preempt_cipherlist = yes\n",
  "smtpd_tls_ciphers = medium\ntls_medium_cipherlist = ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:AES128-SHA\n",
  "smtpd_tls_ciphers = export\nsmtpd_tls_eecdh_grade = strong\n",
  "tls_high_cipherlist = HIGH:!aNULL:!MD5:!RC4\nsmtpd_tls_dh1024_param_file = /etc/postfix/dh2048.pem\n",
  "smtpd_tls_mandatory_exclude_ciphers = aNULL, eNULL\ntls_eecdh_auto_curves = X25519 prime256v1\n",
  "smtpd_tls_loglevel = 2\nsmtpd_tls_session_cache_database = btree:${data_directory}/smtpd_scache\n",
];
const CLIENT = [
  "smtp_tls_CApath = /etc/ssl/certs\nsmtp_tls_security_level = may\nsmtp_tls_session_cache_database = btree:${data_directory}/smtp_scache\n",
  "smtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec\n",
  "smtp_use_tls = yes\nrelayhost = [smtp.example.com]:587\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\n",
  "smtp_tls_security_level = encrypt\nsmtp_tls_policy_maps = hash:$config_directory/tls_policy\n",
  "",
];
const LOGIN = [
  "",
  "smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\nsmtpd_sasl_path = private/auth\nsmtpd_tls_auth_only = yes\n",
  "smtpd_sasl_auth_enable = yes\nsmtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated\n    defer_unauth_destination\n",
];

const SERVICES = `pickup    unix  n       -       y       60      1       pickup
cleanup   unix  n       -       y       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
tlsmgr    unix  -       -       y       1000?   1       tlsmgr
rewrite   unix  -       -       y       -       -       trivial-rewrite
bounce    unix  -       -       y       -       0       bounce
defer     unix  -       -       y       -       0       bounce
trace     unix  -       -       y       -       0       bounce
verify    unix  -       -       y       -       1       verify
flush     unix  n       -       y       1000?   0       flush
proxymap  unix  -       -       n       -       -       proxymap
proxywrite unix -       -       n       -       1       proxymap
smtp      unix  -       -       y       -       -       smtp
relay     unix  -       -       y       -       -       smtp
        -o syslog_name=postfix/$service_name
showq     unix  n       -       y       -       -       showq
error     unix  -       -       y       -       -       error
retry     unix  -       -       y       -       -       error
discard   unix  -       -       y       -       -       discard
local     unix  -       n       n       -       -       local
virtual   unix  -       n       n       -       -       virtual
lmtp      unix  -       -       y       -       -       lmtp
anvil     unix  -       -       y       -       1       anvil
scache    unix  -       -       y       -       1       scache
postlog   unix-dgram n  -       n       -       1       postlogd
`;
const SUBMISSION = [
  "#submission inet n       -       y       -       -       smtpd\n#  -o syslog_name=postfix/submission\n",
  "submission inet n       -       y       -       -       smtpd\n  -o syslog_name=postfix/submission\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_tls_auth_only=yes\n  -o smtpd_client_restrictions=permit_sasl_authenticated,reject\n",
  "submission inet n       -       y       -       -       smtpd\n  -o smtpd_sasl_auth_enable=yes\nsmtps     inet  n       -       y       -       -       smtpd\n  -o smtpd_tls_wrappermode=yes\n  -o { smtpd_recipient_restrictions = permit_sasl_authenticated, reject }\n",
];
const FRONT = [
  "smtp      inet  n       -       y       -       -       smtpd\n",
  "smtp      inet  n       -       y       -       1       postscreen\nsmtpd     pass  -       -       y       -       -       smtpd\ntlsproxy  unix  -       -       y       -       0       tlsproxy\ndnsblog   unix  -       -       y       -       0       dnsblog\n",
  "smtp      inet  n       -       y       -       -       smtpd\n  -o content_filter=smtp:[127.0.0.1]:10024\n127.0.0.1:10025 inet n  -       n       -       -       smtpd\n  -o smtpd_tls_security_level=none\n  -o mynetworks=127.0.0.0/8\n",
];
const POLICY = `example.com      encrypt
.example.net     secure match=nexthop
[mx.example.org] encrypt protocols=>=TLSv1.2 ciphers=high
partner.example  verify
`;

/** The files of directory `index` by name. The choices have periods without common factors or change at other steps. */
export function configuration(index) {
  const client = pick(CLIENT, index, 7);
  const main = [
    `myhostname = mx${index}.example.org\nmydomain = example.org\n`,
    pick(LEVELS, index, 11),
    BASE,
    pick(SERVER, index, 1),
    pick(PROTOCOLS, index, 1),
    pick(CIPHERS, index, 1),
    client,
    pick(LOGIN, index, 5),
  ].join("");
  return {
    "main.cf": main,
    "master.cf": pick(FRONT, index, 3) + pick(SUBMISSION, index, 2) + SERVICES,
    ...(client.includes("tls_policy") ? { tls_policy: POLICY } : {}),
  };
}
