// What of a report is worth remembering. Where it is kept is the caller's business.

import type { Snapshot } from "./history.js";
import type { ProbeReport } from "./report.js";

/** Null where the probe did not get far enough to tell: a host that was not reached has not changed. */
export function snapshotOf({ target, at, transport, starttls, versions }: ProbeReport): Snapshot | null {
  if (versions.length > 0) return { target, at, tls: true, versions };
  return transport === "starttls" && starttls?.offered === false ? { target, at, tls: false, versions: [] } : null;
}
