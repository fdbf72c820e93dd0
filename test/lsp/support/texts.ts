// The two main.cf files that the tests of the language server start from.

/** Several problems, more than one of them with a safe fix. */
export const WEAK = `myhostname = mail.example.org
smtpd_tls_security_level = may
smtpd_tls_chain_files = /etc/postfix/chain.pem
smtpd_tls_protocols = !SSLv2
smtpd_tls_mandatory_protocols = !SSLv2
smtp_tls_security_level = may
smtp_tls_protocols = !SSLv2
`;

/** Nothing to say about. */
export const SOUND = `myhostname = mail.example.org
smtpd_tls_security_level = may
smtpd_tls_chain_files = /etc/postfix/chain.pem
smtpd_tls_auth_only = yes
smtp_tls_security_level = may
`;

/** A problem whose fix can stop mail. */
export const UNSAFE = `myhostname = mail.example.org
smtpd_tls_security_level = none
smtpd_tls_chain_files = /etc/postfix/chain.pem
smtp_tls_security_level = may
`;
