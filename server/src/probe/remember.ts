// What of a report is worth remembering, and what of it counts next time. Where it is kept is the caller's business.

import { compareVersions, type ProtocolVersion } from "../core/api.js";
import type { Snapshot } from "./history.js";
import type { ProbeReport } from "./report.js";

/** Null where the probe did not get far enough to tell: a host that was not reached has not changed. */
export function snapshotOf({ target, at, transport, starttls, versions }: ProbeReport): Snapshot | null {
  if (versions.length > 0) return { target, at, tls: true, versions };
  return transport === "starttls" && starttls?.offered === false ? { target, at, tls: false, versions: [] } : null;
}

/**
 * The best of the last probes of a target, the newest of equals: what the next one is held against. One bad probe must not become
 * the measure of the next.
 */
export function bestOf(snapshots: readonly Snapshot[]): Snapshot | null {
  return [...snapshots].sort((a, b) => compareSnapshots(b, a)).at(0) ?? null;
}

function compareSnapshots(a: Snapshot, b: Snapshot): number {
  const [one, other] = [newestVersion(a), newestVersion(b)];
  const byVersion =
    one === null || other === null ? Number(one !== null) - Number(other !== null) : compareVersions(one, other);
  return Number(a.tls) - Number(b.tls) || byVersion || (a.at < b.at ? -1 : Number(a.at > b.at));
}

function newestVersion({ versions }: Snapshot): ProtocolVersion | null {
  return [...versions].sort(compareVersions).at(-1) ?? null;
}
