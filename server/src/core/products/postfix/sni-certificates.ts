// The certificates behind the rows of tls_server_sni_maps. What a row says is sni.ts; nothing is judged.

import type { CertificateFacts, Endpoint } from "../../posture/posture.js";
import { type Certificates, readChain } from "./certificates.js";
import type { Model, Scope } from "./model.js";
import { readSniRow, type SniRow } from "./sni.js";
import { type TableValue, tableValues } from "./tables.js";
import { atLeast } from "./version.js";

/** The release that brought the tables. */
const SINCE = "3.4";

export interface SniCertificates {
  readonly key: string;
  readonly row: SniRow;
  readonly value: TableValue;
  readonly certificates: Certificates;
}

/** The rows of all tables of certificates by name. */
export function sniCertificates(model: Model): readonly SniCertificates[] {
  if (!atLeast(model.version, SINCE)) return [];
  return Array.from(tableValues(model)).flatMap((value) => {
    const { setting, text, key } = value;
    if (value.use !== "sni" || key === null) return [];
    const row = readSniRow(key, text);
    const origin = { kind: "explicit", setting, ...value.place() } as const;
    return [{ key, row, value, certificates: readChain(model, model, setting, text, origin) }];
  });
}

/** The fact about them: rows whose files are not known, or do not serve, are left out. */
export function sniFact(model: Model, scope: Scope): Pick<Endpoint, "sniCertificates"> {
  const setting = scope.get("tls_server_sni_maps");
  if (setting === undefined || setting.value === "") return {};
  const value = sniCertificates(model).flatMap(({ key, certificates }): CertificateFacts[] =>
    certificates.kind === "loaded"
      ? certificates.certificates.map((one) => ({ ...one, serverName: key, origin: certificates.origin }))
      : [],
  );
  return value.length === 0 ? {} : { sniCertificates: { value, origin: setting.origin } };
}
