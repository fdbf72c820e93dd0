// Small configurations with a known verdict.

/** Nothing to find. */
export const CLEAN = `smtpd_tls_chain_files = /etc/postfix/tls/mx.pem
smtpd_tls_security_level = may
smtp_tls_security_level = may
# no passwords in the clear
smtpd_tls_auth_only = yes
`;

/** One finding: \`trailing-comment\`, an error in line 4 from column 27 to 52, with a safe fix that makes it CLEAN. */
export const WEAK = `smtpd_tls_chain_files = /etc/postfix/tls/mx.pem
smtpd_tls_security_level = may
smtp_tls_security_level = may
smtpd_tls_auth_only = yes # no passwords in the clear
`;
