// What is remembered of a probe, to hold the next one against. Data only; remember.ts makes it, callers keep it.

import type { ProtocolVersion } from "../core/api.js";

/** What one probe saw of a host that must not get worse unnoticed. */
export interface Snapshot {
  readonly target: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Whether TLS was offered at all, by STARTTLS or from the beginning. */
  readonly tls: boolean;
  readonly versions: readonly ProtocolVersion[];
}
