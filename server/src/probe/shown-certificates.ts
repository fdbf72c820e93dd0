// Every certificate that a host has, each with its own verdict on trust: what hellos showed, and what whole handshakes add to it.

import type { ShownCertificate } from "./checks/check.js";
import { attempt, type Tools } from "./engine/attempts.js";
import type { Survey } from "./engine/survey.js";
import type { KeyType, TlsSession } from "./transport.js";

/** The other kind of certificate that a server may have beside one of the given kind. */
const OTHER: Readonly<Record<KeyType, KeyType>> = { rsa: "ec", ec: "rsa" };

/** Certificates by their fingerprint, that of the whole conversation first. */
export async function shownCertificates(
  session: TlsSession | null,
  survey: Survey,
  tools: Tools,
): Promise<readonly ShownCertificate[]> {
  const { chains } = survey.sightings;
  const first = read(tools, session);
  const others = [...chains.values()].flatMap((chain) => tools.transport.readChain(chain) ?? []);
  const missing = keyTypes(others.map(({ report }) => report.keyType)).filter((type) => type !== keyType(first));
  // Hellos of TLS 1.3 show no certificate: where there is nothing else, a second one has to be asked for.
  const hidden = chains.size === 0 && survey.suites.has("TLSv1.3") ? keyTypes(first?.report.keyType) : [];
  const wanted = first === null ? [] : [...missing, ...hidden.map((type) => OTHER[type])];
  const more = wanted.map(async (type) => {
    const result = await attempt({ kind: "conversation", offer: { keyType: type } }, tools);
    return result.kind === "conversation" ? read(tools, result.session) : null;
  });
  const sessions = [first, ...(await Promise.all(more))].filter((one) => one !== null);
  const all = [...sessions, ...others.map((certificate) => ({ ...certificate, trust: null }))];
  return all.filter(
    ({ report: { sha256 } }, index) => all.findIndex((other) => other.report.sha256 === sha256) === index,
  );
}

function read({ transport }: Tools, session: TlsSession | null): ShownCertificate | null {
  const sent = session === null ? null : transport.readChain(session.chain);
  return sent === null || session === null ? null : { ...sent, trust: session.trust };
}

function keyType(certificate: ShownCertificate | null): KeyType | undefined {
  return keyTypes(certificate?.report.keyType)[0];
}

/** EdDSA certificates are asked for along with those for ECDSA. */
function keyTypes(names: string | readonly string[] | undefined): readonly KeyType[] {
  const types = [names ?? []].flat().flatMap((name): readonly KeyType[] => {
    if (name.startsWith("rsa")) return ["rsa"];
    return ["ec", "ed25519", "ed448"].includes(name) ? ["ec"] : [];
  });
  return [...new Set(types)];
}
