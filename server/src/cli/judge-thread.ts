// One thread of several that judge: what it is given, and what it gives back. Who shares the work out is judge.ts.

import { parentPort, workerData } from "node:worker_threads";
import { judgements, SourceText, type ProductOptions } from "../core/api.js";
import { withHostFacts } from "./inputs.js";
import { loadPem } from "./pem.js";

/** What can be sent to a thread: data without functions. */
export interface Share {
  readonly files: readonly { readonly path: string; readonly text: string; readonly dialect: string }[];
  /** Paths of all files that are judged, here or elsewhere. */
  readonly given: readonly string[];
  readonly options: Omit<ProductOptions, "files">;
}

function judge({ files, given, options }: Share): ReturnType<typeof judgements> {
  const sources = files.map(({ path, text, dialect }) => ({ source: new SourceText(path, text), dialect }));
  const all = given.map((path) => ({ source: { path } }));
  return judgements(sources, { ...withHostFacts(options, all), ...options }, given);
}

await loadPem();
parentPort?.postMessage(judge(workerData as Share));
