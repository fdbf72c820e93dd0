// Names endpoints and versions in the words of messages. Facts only; what is wrong with them is said by rules.

import type { ProtocolVersion } from "../tls/versions.js";
import type { Endpoint } from "./posture.js";

/** The endpoint as the subject of a sentence. */
export function subject(endpoint: Endpoint): string {
  if (endpoint.destination !== undefined) return `Delivery to ${endpoint.destination}`;
  if (endpoint.role === "client") {
    return endpoint.required.value ? "Delivery that demands TLS" : "Delivery to other servers";
  }
  if (endpoint.presence === "assumed") return "A service that demands TLS, such as submission,";
  if (endpoint.service === "mx" && endpoint.port === null) return "Port 25";
  return endpoint.port === null ? endpoint.id : `Port ${endpoint.port}`;
}

/** `TLSv1` is TLS 1.0, and so on, as people write it. */
export function versionName(version: ProtocolVersion): string {
  const names: Readonly<Partial<Record<ProtocolVersion, string>>> = {
    SSLv2: "SSL 2.0",
    SSLv3: "SSL 3.0",
    TLSv1: "TLS 1.0",
  };
  return names[version] ?? version.replace("TLSv", "TLS ");
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
