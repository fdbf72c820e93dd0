// What a certificate may be used for. Which use it is put to is told by certificate-uses.ts.

import type { NamedCertificate } from "../../posture/named-file.js";

/** Without the extension everything is allowed (RFC 5280 section 4.2.1.12). */
export function allows({ extendedKeyUsage }: NamedCertificate, purpose: "serverAuth" | "clientAuth"): boolean {
  return (
    extendedKeyUsage === undefined || [purpose, "anyExtendedKeyUsage"].some((one) => extendedKeyUsage.includes(one))
  );
}
