// What was seen of each host in its last probes, kept over restarts in VS Code's own storage. No judgement here.

import type { Memento } from "vscode";
import { MAX_SNAPSHOTS, type Snapshot } from "../../server/src/lsp/protocol.js";

const KEY = "mailTls.probeHistory";
/** Hosts remembered; those probed longest ago go first. */
const MAX_HOSTS = 500;

export class ProbeHistory {
  readonly #storage: Memento;

  constructor(storage: Memento) {
    this.#storage = storage;
  }

  /** The newest first. */
  of(target: string): readonly Snapshot[] {
    return this.#hosts().find((snapshots) => snapshots[0]?.target === target) ?? [];
  }

  /** Null: the probe saw nothing that could be held against the next one. */
  async remember(snapshot: Snapshot | null): Promise<void> {
    if (snapshot === null) return;
    const { target } = snapshot;
    const others = this.#hosts().filter((snapshots) => snapshots[0]?.target !== target);
    const own = [snapshot, ...this.of(target)].slice(0, MAX_SNAPSHOTS);
    await this.#storage.update(KEY, [own, ...others].slice(0, MAX_HOSTS));
  }

  /** One list for each host. */
  #hosts(): readonly (readonly Snapshot[])[] {
    return this.#storage.get<readonly (readonly Snapshot[])[]>(KEY) ?? [];
  }
}
