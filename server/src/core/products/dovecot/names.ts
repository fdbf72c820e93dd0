// The TLS settings by what they are, in the words of each branch: 2.4 has renamed most of them.

import { atLeast, type DovecotVersion } from "./version.js";

export interface TlsNames {
  readonly cert: string;
  readonly key: string;
  readonly altCert: string;
  readonly altKey: string;
  readonly dh: string;
  readonly ca: string;
  readonly keyPassword: string;
  readonly verifyClient: string;
  readonly preferServer: string;
  readonly plaintextAuth: string;
}

const OLD: TlsNames = {
  cert: "ssl_cert",
  key: "ssl_key",
  altCert: "ssl_alt_cert",
  altKey: "ssl_alt_key",
  dh: "ssl_dh",
  ca: "ssl_ca",
  keyPassword: "ssl_key_password",
  verifyClient: "ssl_verify_client_cert",
  preferServer: "ssl_prefer_server_ciphers",
  plaintextAuth: "disable_plaintext_auth",
};

const NEW: TlsNames = {
  cert: "ssl_server_cert_file",
  key: "ssl_server_key_file",
  altCert: "ssl_server_alt_cert_file",
  altKey: "ssl_server_alt_key_file",
  dh: "ssl_server_dh_file",
  ca: "ssl_server_ca_file",
  keyPassword: "ssl_server_key_password",
  verifyClient: "ssl_server_request_client_cert",
  preferServer: "ssl_server_prefer_ciphers",
  plaintextAuth: "auth_allow_cleartext",
};

export function tlsNames(version: DovecotVersion): TlsNames {
  return atLeast(version, "2.4") ? NEW : OLD;
}
