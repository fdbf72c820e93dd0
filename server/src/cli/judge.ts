// Judges the files of one group: where they are many, on several threads. What is found is the same, and in the same order.

import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import * as path from "node:path";
import { judgements, verdict, type InputFile, type ProductOptions, type Verdict } from "../core/api.js";
import { withHostFacts } from "./inputs.js";
import type { Share } from "./judge-thread.js";
import { loadPem, withPem } from "./pem.js";
import type { Group } from "./rc-file.js";

/** Directories that make it worth starting one more thread, which costs about as much as judging as many. */
const DIRECTORIES_PER_THREAD = 128;

/** Each thread takes some 200 MB; what more threads would save is soon less than what reading the files takes. */
const MAX_THREADS = 4;

/** In MiB. Twice V8's own: most of what is made is soon forgotten, and the room for it decides how often it is looked through. */
const YOUNG_GENERATION = 64;

type Judgements = ReturnType<typeof judgements>;

/** What is found in the files of a group. */
export async function judge(group: Group): Promise<Verdict> {
  const { files, lint } = group;
  const [own = [], ...others] = parts(files);
  if (others.length === 0) return withPem(() => verdict(files, withHostFacts(group.options, files), lint));
  await loadPem();
  const options = withHostFacts(group.options, files);
  const given = files.map(({ source }) => source.path);
  const threads = others.map(async (part) => start(part, given, options));
  // The threads are started before this one is busy.
  await new Promise(setImmediate);
  const found = [judgements(own, options, given)];
  for (const [index, thread] of threads.entries())
    found.push((await thread) ?? judgements(others[index] ?? [], options, given));
  return verdict(files, options, lint, found);
}

/** The files in as many parts as threads are worth it. A directory stays whole: its files are one configuration. */
function parts<File extends InputFile>(files: readonly File[]): readonly (readonly File[])[] {
  const directories = new Map<string, File[]>();
  for (const file of files) {
    const directory = path.dirname(file.source.path);
    const others = directories.get(directory);
    if (others === undefined) directories.set(directory, [file]);
    else others.push(file);
  }
  const worth = Math.floor(directories.size / DIRECTORIES_PER_THREAD);
  const count = Math.max(1, Math.min(MAX_THREADS, availableParallelism(), worth));
  const size = Math.ceil(directories.size / count);
  const all = [...directories.values()];
  return Array.from({ length: count }, (_, index) => all.slice(index * size, (index + 1) * size).flat());
}

/** What another thread finds; null where it could not be had, for lack of memory for example. */
async function start(
  files: readonly InputFile[],
  given: readonly string[],
  { files: _, ...options }: ProductOptions,
): Promise<Judgements | null> {
  const program = new URL("./judge-thread.js", import.meta.url);
  // Run from its sources, the program has no such file.
  if (!existsSync(program)) return null;
  const { Worker } = await import("node:worker_threads");
  const share: Share = {
    files: files.map(({ source, dialect }) => ({ path: source.path, text: source.text, dialect })),
    given,
    options,
  };
  const worker = new Worker(program, {
    workerData: share,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION },
  });
  return new Promise((resolve) => {
    const end = (): void => {
      resolve(null);
    };
    worker.once("message", (found: Judgements) => {
      resolve(found);
    });
    // Whatever happened, the same work on this thread does it, or shows the defect.
    worker.once("error", end).once("exit", end);
  });
}
