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
  readonly #threads: Worker[] = [];

  /**
   * Starts threads until there are `count`, or as many as the machine has use for. They begin with `rehearsal`, a part of the work as far
   * as it is known, and forget what they find: it can depend on files that are not yet known, but the code is compiled by then.
   */
  start(count: number, rehearsal: () => Share<InputFile>): void {
    const wanted = Math.min(count, MAX_HELPERS, availableParallelism() - 1);
    // Run from its sources, the program has no such file.
    if (wanted <= this.#threads.length || !existsSync(PROGRAM)) return;
    compileLess();
    while (this.#threads.length < wanted) {
      const thread = new Worker(PROGRAM, {
        workerData: sent(rehearsal(), {}),
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION },
      });
      // Nobody waits for a thread that has nothing to do.
      thread.unref();
      this.#threads.push(thread);
    }
  }

  /** Has every thread take parts of the work; what each of them found. A thread that failed found nothing. */
  take(share: Share<InputFile>, options: ProductOptions): readonly Promise<Found>[] {
    const work = sent(share, options);
    return this.#threads.map(async (thread) => answer(thread, work));
  }
}

function sent({ parts, ...share }: Share<InputFile>, { files: _, ...options }: ProductOptions): Sent {
  const plain = parts.map((part) =>
    part.map(({ source, dialect }) => ({ path: source.path, text: source.text, dialect })),
  );
  return { share: { ...share, parts: plain }, options };
}

function answer(thread: Worker, work: Sent): Promise<Found> {
  return new Promise((resolve) => {
    const end = (found: Found): void => {
      thread.unref();
      resolve(found);
    };
    const fail = (): void => {
      end(new Map());
    };
    thread.ref();
    thread.once("message", end).once("error", fail).once("exit", fail);
    thread.postMessage(work);
  });
}
