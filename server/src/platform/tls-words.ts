// What TLS libraries report as codes, in plain words: why a chain is not trusted, why a handshake failed. No text of the server's.

/** By the names that Node gives to OpenSSL's verification results (openssl-verification-options(1), X509_STORE_CTX_get_error(3)). */
const TRUST: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "A certificate in the chain has expired.",
  CERT_NOT_YET_VALID: "A certificate in the chain is not valid yet.",
  CERT_REVOKED: "A certificate in the chain has been revoked.",
  CERT_SIGNATURE_FAILURE: "A signature in the chain is wrong.",
  CERT_UNTRUSTED: "The root of the chain is marked as not trusted.",
  CERT_REJECTED: "The root of the chain is marked as rejected.",
  CERT_CHAIN_TOO_LONG: "The chain is too long.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The certificate is self-signed: it proves nothing about who runs the server.",
  SELF_SIGNED_CERT_IN_CHAIN: "The chain ends in a root that is not trusted here, such as a private authority.",
  UNABLE_TO_GET_ISSUER_CERT:
    "The chain is incomplete: the issuer of a certificate in it was not found. The server must send every intermediate certificate.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "The chain does not reach a trusted root: an intermediate certificate is missing or the authority is not trusted here.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "The server sent its certificate without the intermediate that signed it, or its authority is not trusted here.",
  INVALID_CA: "A certificate in the chain was issued by one that may not issue certificates.",
  INVALID_PURPOSE: "The certificate may not be used for a TLS server.",
  PATH_LENGTH_EXCEEDED: "The chain has more certificates than one of them permits below itself.",
  ERROR_IN_CERT_NOT_BEFORE_FIELD: "A certificate in the chain begins at a date that cannot be read.",
  ERROR_IN_CERT_NOT_AFTER_FIELD: "A certificate in the chain ends at a date that cannot be read.",
};

/** Why a chain is not trusted, from `tlsSocket.authorizationError`. */
export function trustWords(code: string): string {
  return TRUST[code] ?? `The chain was not accepted (${word(code)}).`;
}

/** The part of an OpenSSL error code that says what happened, and words for it. Alerts (RFC 8446 §6) come from the server. */
const HANDSHAKE: readonly (readonly [RegExp, string])[] = [
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|BAD_RECORD_TYPE|HTTP/u,
    "What the server sends is not TLS; it may be plain text.",
  ],
  [/ALERT_HANDSHAKE_FAILURE/u, "The server found no version, cipher suite or certificate in common with this client."],
  [/ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/u, "The server and this client have no TLS version in common."],
  [/ALERT_INSUFFICIENT_SECURITY/u, "The server demands stronger cipher suites than this client offers."],
  [/UNRECOGNIZED_NAME/u, "The server does not know the name that was asked for (SNI)."],
  [/ALERT_INTERNAL_ERROR/u, "The server failed inside its own TLS: see its log."],
  [/CERTIFICATE_REQUIRED|ALERT_BAD_CERTIFICATE/u, "The server demands a client certificate."],
  [/DH_KEY_TOO_SMALL|BAD_DH/u, "The server's Diffie-Hellman parameters are too weak for this client's TLS library."],
  [/LEGACY_RENEGOTIATION/u, "The server knows only the insecure renegotiation from before RFC 5746."],
  [/UNEXPECTED_EOF/u, "The server ended the connection during the handshake."],
];

/** Why TLS failed, from the code of an error such as `ERR_SSL_WRONG_VERSION_NUMBER`. */
export function handshakeWords(code: string): string {
  return HANDSHAKE.find(([pattern]) => pattern.test(code))?.[1] ?? `TLS failed (${word(code)}).`;
}

/** `ERR_SSL_NO_SHARED_CIPHER` → `no shared cipher`. */
function word(code: string): string {
  return code
    .replace(/^ERR_(?:SSL|TLS|OSSL)_/u, "")
    .replaceAll("_", " ")
    .toLowerCase();
}
