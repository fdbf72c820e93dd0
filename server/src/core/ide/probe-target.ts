// The hosts that a file, or a place in it, suggests to probe.

import type { InputFile, ProbePlace } from "../products/product.js";
import type { ProductOptions } from "../products/options.js";
import { loadConfigurations } from "../lint/run.js";

/** A target as the `probe` command takes it: of the line at `offset`, else of the file; null when the file names no host. */
export function probeTarget(file: InputFile, offset: number, options: ProductOptions): string | null {
  return loadConfigurations([file], options)[0]?.probeTarget(file, offset) ?? null;
}

/** The hosts that `file` names, each where it does; `files` are those of the same configuration, itself included. */
export function probePlaces(
  file: InputFile,
  files: readonly InputFile[],
  options: ProductOptions,
): readonly ProbePlace[] {
  return loadConfigurations(files, options).flatMap((configuration) =>
    configuration.files.some(({ source }) => source.path === file.source.path) ? configuration.probePlaces(file) : [],
  );
}
