// The files that a file leads to: what it includes.

import type { FileLink, InputFile } from "../products/product.js";
import type { ProductOptions } from "../products/options.js";
import { loadConfigurations } from "../lint/run.js";

/** Each place of `file` that names another file, as far as that is known to exist. */
export function fileLinks(file: InputFile, options: ProductOptions): readonly FileLink[] {
  return loadConfigurations([file], options)[0]?.links?.(file) ?? [];
}
