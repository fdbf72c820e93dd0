// What the facts of a certificate come to: its names, its chain, its purposes, where it is shown. Trust is not judged.

import type { Origin } from "./fact.js";
import type { CertificateFacts, Endpoint } from "./posture.js";

/** A certificate, and the place to blame for it. */
export interface Shown {
  readonly certificate: CertificateFacts;
  readonly at: Origin;
}

/** A third of all rules ask, and most endpoints of files in a repository show none. */
const NONE: readonly Shown[] = [];

/** All certificates of an endpoint that is known to exist: what is shown to everybody, then what some names are shown. */
export function shownCertificates({ certificates, sniCertificates, presence }: Endpoint): readonly Shown[] {
  if (presence === "assumed" || (certificates ?? sniCertificates) === undefined) return NONE;
  return [certificates, sniCertificates].flatMap(
    (fact) => fact?.value.map((certificate) => ({ certificate, at: certificate.origin ?? fact.origin })) ?? [],
  );
}

/** The certificate as the subject of a sentence. */
export function certificateName({ file, serverName }: CertificateFacts): string {
  const name = serverName === undefined ? "The certificate" : `The certificate for ${serverName}`;
  return file === undefined ? name : `${name} in ${file}`;
}

export function isSelfSigned({ subject, issuer }: CertificateFacts): boolean {
  return subject !== undefined && subject === issuer;
}

/** `incomplete`: nobody's certificate leads on to the issuer named. `disordered`: it is there, further down. */
export type ChainState =
  { readonly kind: "complete" | "unknown" } | { readonly kind: "incomplete" | "disordered"; readonly issuer: string };

/** Whether each certificate's issuer follows it (RFC 8446 §4.4.2); the last one's may be a root, which peers have themselves. */
export function chainState(leaf: CertificateFacts): ChainState {
  const { chain, issuer: first, verified = false } = leaf;
  if (isSelfSigned(leaf)) return { kind: "complete" };
  if (chain === undefined || first === undefined) return { kind: "unknown" };
  if (chain.every(({ subject }) => subject !== first)) {
    // Where a root itself has issued it nothing is missing.
    return verified ? { kind: "complete" } : { kind: "incomplete", issuer: first };
  }
  let current = leaf;
  for (const next of chain) {
    const { issuer } = current;
    // What comes behind a root is of no use, and does no harm.
    if (isSelfSigned(current) || issuer === undefined) break;
    if (next.subject !== issuer) {
      // A certificate that nothing asks for only costs bytes, unless the issuer stands behind it.
      const later = chain.slice(chain.indexOf(next)).some(({ subject }) => subject === issuer);
      return later ? { kind: "disordered", issuer } : { kind: "complete" };
    }
    current = next;
  }
  return { kind: "complete" };
}

/** Whether it may be used for this. Without the extension everything is allowed (RFC 5280 §4.2.1.12). */
export function allows({ extendedKeyUsage }: CertificateFacts, purpose: "serverAuth" | "clientAuth"): boolean {
  return (
    extendedKeyUsage === undefined || [purpose, "anyExtendedKeyUsage"].some((one) => extendedKeyUsage.includes(one))
  );
}

/** Whether a DNS name of a certificate covers a host; `*` stands for the whole first label and no more (RFC 9525 §6.3). */
export function coversName(pattern: string, host: string): boolean {
  const name = host.toLowerCase();
  const [first, ...rest] = pattern.toLowerCase().split(".");
  if (first !== "*") return pattern.toLowerCase() === name;
  return rest.length >= 2 && name.includes(".") && name.slice(name.indexOf(".") + 1) === rest.join(".");
}

/** The day in UTC, as `2026-11-24`. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
