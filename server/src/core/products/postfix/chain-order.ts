// Whether what follows a certificate leads to its issuer (RFC 8446 §4.4.2). Trust is not judged.

import type { NamedCertificate } from "../../posture/named-file.js";

export function isSelfSigned({ subject, issuer }: NamedCertificate): boolean {
  return subject === issuer;
}

/** `incomplete`: nobody's certificate leads on to the issuer named. `disordered`: it is there, further down. */
export type ChainState =
  { readonly kind: "complete" } | { readonly kind: "incomplete" | "disordered"; readonly issuer: string };

/** Of each certificate the issuer must follow; the last one's may be a root, which peers have themselves. */
export function chainState(leaf: NamedCertificate, chain: readonly NamedCertificate[]): ChainState {
  if (isSelfSigned(leaf)) return { kind: "complete" };
  if (chain.every(({ subject }) => subject !== leaf.issuer)) return { kind: "incomplete", issuer: leaf.issuer };
  let current = leaf;
  for (const next of chain) {
    // What comes behind a root is of no use, and does no harm.
    if (isSelfSigned(current)) break;
    const issuer = current.issuer;
    if (next.subject !== issuer) {
      // A certificate that nothing asks for only costs bytes, unless the issuer stands behind it.
      const later = chain.slice(chain.indexOf(next)).some(({ subject }) => subject === issuer);
      return later ? { kind: "disordered", issuer } : { kind: "complete" };
    }
    current = next;
  }
  return { kind: "complete" };
}
