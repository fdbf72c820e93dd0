// The probes of this session: what each host was found to be, until that is cleared. Nothing is written to a disk.

import { MAX_SNAPSHOTS, type Snapshot } from "../probe/history.js";
import { snapshotOf } from "../probe/remember.js";
import type { ProbeReport } from "../probe/report.js";

export class Probes {
  readonly #reports = new Map<string, ProbeReport>();
  readonly #history = new Map<string, readonly Snapshot[]>();

  /** Whether there is no report at all. */
  get isEmpty(): boolean {
    return this.#reports.size === 0;
  }

  /** The newest report on a target; null where there is none, or it was cleared. */
  report(target: string): ProbeReport | null {
    return this.#reports.get(target) ?? null;
  }

  /** What to hold the next probe of a target against, the newest first. */
  history(target: string): readonly Snapshot[] {
    return this.#history.get(target) ?? [];
  }

  /** Gives what is to be remembered. */
  add(report: ProbeReport): Snapshot | null {
    const { target } = report;
    const snapshot = snapshotOf(report);
    this.#reports.set(target, report);
    if (snapshot !== null) this.#history.set(target, [snapshot, ...this.history(target)].slice(0, MAX_SNAPSHOTS));
    return snapshot;
  }

  /** What was found is forgotten, what the next probe is held against is not. */
  clear(): void {
    this.#reports.clear();
  }
}
