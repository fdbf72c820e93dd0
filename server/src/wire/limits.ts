// How much of what a server sends is read. Every bound is here, with its reason; none of them is reached by a server in good order.

/** Bytes of one record: 2^14 and what compression and encryption may add (RFC 5246 §6.2.3; RFC 8446 §5.2 adds less). */
export const MAX_RECORD = 2 ** 14 + 2048;

/** Bytes of one handshake message. OpenSSL takes 100 KiB of certificates (SSL_CTX_set_max_cert_list(3)); real chains stay below 20. */
export const MAX_HANDSHAKE_MESSAGE = 128 * 1024;

/** Bytes of everything that a server sends up to ServerHelloDone: one message of the largest size, and the others beside it. */
export const MAX_FLIGHT = 2 * MAX_HANDSHAKE_MESSAGE;

/** Extensions of one ServerHello. Some 60 are registered, and a server answers only those that were offered. */
export const MAX_EXTENSIONS = 64;

/** Certificates of one chain; OpenSSL verifies at most 100 (SSL_CTX_set_verify_depth(3)). */
export const MAX_CERTIFICATES = 100;

/** Names in a CertificateRequest; the roots of a whole platform are some 150. */
export const MAX_AUTHORITIES = 1000;

/** Records without content in a row: as OpenSSL (`MAX_EMPTY_RECORDS`, ssl/record/record_local.h). */
export const MAX_EMPTY_RECORDS = 32;

/** Warnings before the handshake goes on: as OpenSSL (`MAX_WARN_ALERT_COUNT`, ssl/record/record_local.h). */
export const MAX_WARNINGS = 5;

/** Inconsistencies that are noted; the rest says nothing new. */
export const MAX_ODDITIES = 64;

/** Bytes shown of an answer that is not TLS: a line of text, enough for an SMTP reply or the start of an HTTP one. */
export const MAX_EXCERPT = 80;
