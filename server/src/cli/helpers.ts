// Threads that judge beside the main one. Starting one takes as long as reading some hundred files, so it is done meanwhile.

import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import type { InputFile, ProductOptions } from "../core/api.js";
import type { Found, Share } from "./judge-share.js";
import type { Sent } from "./judge-thread.js";

/** Each thread takes some 200 MB; what more threads would save is soon less than what reading the files takes. */
const MAX_HELPERS = 3;

/** In MiB. Twice V8's own: most of what is made is soon forgotten, and the room for it decides how often it is looked through. */
const YOUNG_GENERATION = 64;

const PROGRAM = new URL("./judge-thread.js", import.meta.url);

const NOTHING: Found = new Map();

/**
 * Node.js 20 has nothing between its baseline and its slowest compiler, to which it hands functions so early, and so much with each, that
 * in a run of seconds compiling takes more time than it saves (measured by `npm run bench directories`: a quarter of the run). Later
 * releases have Maglev, and other flags.
 */
function compileLess(): void {
  if (!process.versions.node.startsWith("20.")) return;
  for (const flag of ["--interrupt-budget=600000", "--max-inlined-bytecode-size-cumulative=100"])
    setFlagsFromString(flag);
}

/** The threads of one command. They end with it. */
export class Helpers {
  readonly #threads: Helper[] = [];

  /**
   * Starts threads until there are `count`, or as many as the machine has use for. They begin with `rehearsal`, a part of the work as far
   * as it is known, and forget what they find: it can depend on files that are not yet known, but the code is compiled by then.
   */
  start(count: number, rehearsal: () => Share<InputFile>): void {
    const wanted = Math.min(count, MAX_HELPERS, availableParallelism() - 1);
    // Run from its sources, the program has no such file.
    if (wanted <= this.#threads.length || !existsSync(PROGRAM)) return;
    compileLess();
    while (this.#threads.length < wanted) this.#threads.push(new Helper(sent(rehearsal(), {})));
  }

  /** Has every thread take parts of the work; what each of them found. */
  take(share: Share<InputFile>, options: ProductOptions): readonly Promise<Found>[] {
    const work = sent(share, options);
    return this.#threads.map((thread) => thread.take(work));
  }
}

/** One thread. Where it ends for lack of memory, for example, nothing is found, and the others do its work. */
class Helper {
  readonly #worker: Worker;
  #isThere = true;
  #answer: (found: Found) => void = () => undefined;

  constructor(rehearsal: Sent) {
    this.#worker = new Worker(PROGRAM, {
      workerData: rehearsal,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION },
    });
    // Nobody waits for a thread that has nothing to do.
    this.#worker.unref();
    const end = (): void => {
      this.#isThere = false;
      this.#answer(NOTHING);
    };
    this.#worker.on("error", end).on("exit", end);
    this.#worker.on("message", (found: Found) => {
      this.#worker.unref();
      this.#answer(found);
    });
  }

  take(work: Sent): Promise<Found> {
    if (!this.#isThere) return Promise.resolve(NOTHING);
    this.#worker.ref();
    this.#worker.postMessage(work);
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }
}

function sent({ parts, ...share }: Share<InputFile>, { files: _, ...options }: ProductOptions): Sent {
  const plain = parts.map((part) =>
    part.map(({ source, dialect }) => ({ path: source.path, text: source.text, dialect })),
  );
  return { share: { ...share, parts: plain }, options };
}
