// The certificates of a service as the posture shows them: what follows each of them, and where its file is named.

import type { CertificateFacts, Endpoint } from "../../posture/posture.js";
import type { NamedCertificate } from "../../posture/named-file.js";
import { certificateSetting, pathOf, placeOfFile } from "./certificate-uses.js";
import type { Certificates, LoadedCertificate } from "./certificates.js";
import type { Model, Scope } from "./model.js";
import type { Side } from "./side.js";

/** What is sent after a certificate; null where that is not known. */
function sentAfter(
  model: Model,
  scope: Scope,
  side: Side,
  { chain }: LoadedCertificate,
): readonly NamedCertificate[] | null {
  if (chain.length > 0) return chain;
  // A certificate alone gets its chain from the authorities that are set (OpenSSL's ssl/statem/statem_lib.c, ssl_add_cert_chain).
  const file = scope.get(`${side}_tls_CAfile`)?.value ?? "";
  const folder = scope.get(`${side}_tls_CApath`)?.value ?? "";
  if (folder !== "" || (file !== "" && scope.bool("tls_append_default_CA") !== false)) return null;
  if (file === "") return [];
  const objects = model.files?.pem(pathOf(model, scope, file)) ?? null;
  return objects && objects.flatMap((object) => (object.kind === "certificate" ? [object.certificate] : []));
}

/** The fact about what the settings of one side come to; none where it is not known, or TLS does not start. */
export function certificateFact(
  model: Model,
  scope: Scope,
  side: Side,
  certificates: Certificates,
): Pick<Endpoint, "certificates"> {
  if (certificates.kind === "unknown" || certificates.kind === "failed") return {};
  const { origin } = certificates;
  if (certificates.kind === "anonymous") return { certificates: { value: [], origin } };
  const value = certificates.certificates.map((certificate): CertificateFacts => {
    const setting = certificateSetting(scope, side, certificate.file);
    const at = placeOfFile(scope, setting, certificate.file);
    const { chain: _, ...facts } = certificate;
    const chain = sentAfter(model, scope, side, certificate);
    return { ...facts, ...(chain && { chain }), ...(at && { origin: { kind: "explicit", setting, ...at } }) };
  });
  return { certificates: { value, origin } };
}
