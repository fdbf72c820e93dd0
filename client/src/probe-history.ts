// What was seen of each host when it was probed last, kept over restarts in VS Code's own storage. No judgement here.

import type { Memento } from "vscode";
import type { Snapshot } from "../../server/src/lsp/protocol.js";

const KEY = "mailTls.probeHistory";
/** Hosts remembered; those probed longest ago go first. */
const MAX_HOSTS = 500;

export class ProbeHistory {
  readonly #storage: Memento;

  constructor(storage: Memento) {
    this.#storage = storage;
  }

  last(target: string): Snapshot | undefined {
    return this.#all().find((snapshot) => snapshot.target === target);
  }

  /** Null: the probe saw nothing that could be held against the next one. */
  async remember(snapshot: Snapshot | null): Promise<void> {
    if (snapshot === null) return;
    const others = this.#all().filter(({ target }) => target !== snapshot.target);
    await this.#storage.update(KEY, [snapshot, ...others].slice(0, MAX_HOSTS));
  }

  #all(): readonly Snapshot[] {
    return this.#storage.get<readonly Snapshot[]>(KEY) ?? [];
  }
}
