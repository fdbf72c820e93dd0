// The host that a place in a file suggests to probe.

import type { InputFile } from "../products/product.js";
import type { ProductOptions } from "../products/options.js";
import { loadConfigurations } from "../lint/run.js";

/** A target as the `probe` command takes it: of the line at `offset`, else of the file; null when the file names no host. */
export function probeTarget(file: InputFile, offset: number, options: ProductOptions): string | null {
  return loadConfigurations([file], options)[0]?.probeTarget(file, offset) ?? null;
}
