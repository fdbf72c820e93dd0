// What is remembered of a probe, to hold the next one against. Where it is kept is the caller's business.

import type { ProtocolVersion } from "../core/api.js";
import type { ProbeReport } from "./report.js";

/** What one probe saw of a host that must not get worse unnoticed. */
export interface Snapshot {
  readonly target: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Whether TLS was offered at all, by STARTTLS or from the beginning. */
  readonly tls: boolean;
  readonly versions: readonly ProtocolVersion[];
}

/** Null where the probe did not get far enough to tell: a host that was not reached has not changed. */
export function snapshotOf({ target, at, transport, starttls, versions }: ProbeReport): Snapshot | null {
  if (versions.length > 0) return { target, at, tls: true, versions };
  return transport === "starttls" && starttls?.offered === false ? { target, at, tls: false, versions: [] } : null;
}
