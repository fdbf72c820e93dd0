// The probes of this session: what each host was found to be, until that is cleared. Nothing is written to a disk.

import type { Snapshot } from "../probe/history.js";
import { snapshotOf } from "../probe/remember.js";
import type { ProbeReport } from "../probe/report.js";

export class Probes {
  readonly #reports = new Map<string, ProbeReport>();
  readonly #last = new Map<string, Snapshot>();

  /** The newest report on a target; null where there is none, or it was cleared. */
  report(target: string): ProbeReport | null {
    return this.#reports.get(target) ?? null;
  }

  /** What to hold the next probe of a target against. */
  last(target: string): Snapshot | null {
    return this.#last.get(target) ?? null;
  }

  /** Gives what is to be remembered. */
  add(report: ProbeReport): Snapshot | null {
    const snapshot = snapshotOf(report);
    this.#reports.set(report.target, report);
    if (snapshot !== null) this.#last.set(report.target, snapshot);
    return snapshot;
  }

  /** What was found is forgotten, what it is held against next time is not. */
  clear(): void {
    this.#reports.clear();
  }
}
