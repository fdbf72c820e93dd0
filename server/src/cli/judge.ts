// Judges the files of one group: where they are many, with the help of other threads. What is found is the same, and in the same order.

import * as path from "node:path";
import { judgements, verdict, type InputFile, type Verdict } from "../core/api.js";
import type { Helpers } from "./helpers.js";
import { withHostFacts } from "./inputs.js";
import { judgeShare, type Share } from "./judge-share.js";
import { loadPem, withPem } from "./pem.js";
import type { Group } from "./rc-file.js";

/** Files that make it worth starting one more thread: judging them takes about as long. */
const FILES_PER_THREAD = 256;

/** Directories that a thread takes at once: few enough that all threads come to an end together. */
const DIRECTORIES_PER_PART = 16;

/** Judges groups of files, one after the other. */
export class Judge {
  #helpers: Helpers | null = null;

  /** Gets help, where that is worth it for so many files as these: there may be more to come. */
  async expect(files: readonly InputFile[]): Promise<void> {
    if (files.length < FILES_PER_THREAD) return;
    this.#helpers ??= new (await import("./helpers.js")).Helpers();
    this.#helpers.start(Math.floor(files.length / FILES_PER_THREAD), () => shareOf(files.slice(0, FILES_PER_THREAD)));
  }

  /** What is found in the files of a group. */
  async judge({ files, options: told, lint }: Group): Promise<Verdict> {
    await this.expect(files);
    const helpers = files.length < FILES_PER_THREAD ? null : this.#helpers;
    if (helpers === null) return withPem(() => verdict(files, withHostFacts(told, files), lint));
    await loadPem();
    const options = withHostFacts(told, files);
    const share = shareOf(files);
    const helped = helpers.take(share, options);
    const found = new Map(judgeShare(share, options));
    for (const others of helped) for (const [part, judged] of await others) found.set(part, judged);
    // Whatever became of a thread, the same work on this one does it, or shows the defect.
    const all = share.parts.map((part, index) => found.get(index) ?? judgements(part, options, new Set(share.given)));
    return verdict(files, options, lint, all);
  }
}

function shareOf(files: readonly InputFile[]): Share<InputFile> {
  return {
    parts: partsOf(files),
    given: files.map(({ source }) => source.path),
    taken: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  };
}

/** The files in parts. A directory stays whole: its files are one configuration. */
function partsOf<File extends InputFile>(files: readonly File[]): readonly (readonly File[])[] {
  const directories = new Map<string, File[]>();
  for (const file of files) {
    const directory = path.dirname(file.source.path);
    const others = directories.get(directory);
    if (others === undefined) directories.set(directory, [file]);
    else others.push(file);
  }
  const all = [...directories.values()];
  return Array.from({ length: Math.ceil(all.length / DIRECTORIES_PER_PART) }, (_, index) =>
    all.slice(index * DIRECTORIES_PER_PART, (index + 1) * DIRECTORIES_PER_PART).flat(),
  );
}
