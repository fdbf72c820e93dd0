// The keys with which a server answers: its files, else the certificate that Exim makes for itself. Source: tls_set_remaining_x509,
// creds_load_server_certs and tls_install_selfsign in src/tls-gnu.c; tls_install_selfsign in src/tls-openssl.c.

import { listItems } from "../../dialects/exim/strings.js";
import type { Origin } from "../../posture/fact.js";
import type { NamedCertificate, PemObject } from "../../posture/named-file.js";
import type { CertificateFacts } from "../../posture/posture.js";
import { fold, type Situation } from "./expansion.js";
import type { Model } from "./model.js";
import { placesOf } from "./paths.js";

export type Certificates =
  | { readonly kind: "loaded"; readonly certificates: readonly CertificateFacts[]; readonly origin: Origin }
  | { readonly kind: "failed"; readonly reason: string; readonly origin: Origin }
  | { readonly kind: "unknown"; readonly reason: string };

/** The RSA key that Exim makes: GNUTLS_SEC_PARAM_MEDIUM, or 2048 with OpenSSL. */
const SELF_SIGNED: CertificateFacts = { keyType: "rsa", keyBits: 2048, signatureHash: "sha256" };

const ABSENT = "nothing is known of the files of this machine";

/** The PEM blocks of a file; a string says why there are none. */
function objectsOf(
  model: Model,
  file: string,
): readonly PemObject[] | { readonly failed: string } | { readonly unknown: string } {
  for (const place of placesOf(file, model.source.path)) {
    const path = model.files?.nameOf?.(place) ?? place;
    const status = model.files?.status(path) ?? null;
    if (status === null) return { unknown: ABSENT };
    if (status.kind === "missing") continue;
    const objects = status.kind === "file" ? (model.files?.pem(path) ?? null) : null;
    return objects ?? { unknown: `${file} may not be read by this program` };
  }
  return { failed: `${file} does not exist` };
}

function pair(
  model: Model,
  file: string,
  keyFile: string,
): NamedCertificate | { readonly failed: string } | { readonly unknown: string } {
  const objects = objectsOf(model, file);
  if ("failed" in objects || "unknown" in objects) return objects;
  const certificate = objects.find((object) => object.kind === "certificate");
  if (certificate === undefined) return { failed: `${file} has no certificate` };
  const keys = objectsOf(model, keyFile);
  if ("failed" in keys || "unknown" in keys) return keys;
  const key = keys.find((object) => object.kind === "private-key");
  if (key === undefined) return { failed: `${keyFile} has no private key` };
  if (key.encrypted) return { failed: `the private key in ${keyFile} is encrypted` };
  if (key.key === null) return { unknown: `the private key in ${keyFile} is of an unknown kind` };
  if (key.key.spkiSha256 !== certificate.certificate.spkiSha256)
    return { failed: `the private key in ${keyFile} does not belong to the certificate in ${file}` };
  return certificate.certificate;
}

function factsOf(certificate: NamedCertificate, file: string): CertificateFacts {
  const { keyType, keyBits, curve, signatureHash, notBefore, notAfter } = certificate;
  return {
    ...{ file, keyType, keyBits, notBefore, notAfter },
    ...(curve !== undefined && { curve }),
    ...(signatureHash !== undefined && { signatureHash }),
  };
}

/** The certificates of a server in a situation. */
export function readCertificates(model: Model, situation: Situation): Certificates {
  const named = model.main.get("tls_certificate");
  const keys = model.main.get("tls_privatekey");
  const { origin } = named;
  const file = named.unknown ? null : fold(named.value, situation);
  const keyFile = keys.unknown ? null : fold(keys.value, situation);
  if (file === null) return { kind: "unknown", reason: "tls_certificate is an expansion" };
  if (file === "") return { kind: "loaded", certificates: [SELF_SIGNED], origin };
  if (keyFile === null) return { kind: "unknown", reason: "tls_privatekey is an expansion" };
  const files = listItems(file);
  const keyFiles = keyFile === "" ? files : listItems(keyFile);
  const certificates: CertificateFacts[] = [];
  for (const [index, path] of files.entries()) {
    const key = keyFiles[index];
    const found = key === undefined ? { failed: `there is no private key for ${path}` } : pair(model, path, key);
    if ("failed" in found) return { kind: "failed", reason: found.failed, origin };
    if ("unknown" in found) return { kind: "unknown", reason: found.unknown };
    certificates.push(factsOf(found, path));
  }
  return { kind: "loaded", certificates, origin };
}
