// What the editor offers to write at the cursor.

import type { CompletionList, InputFile } from "../products/product.js";
import type { ProductOptions } from "../products/options.js";
import { loadConfigurations } from "../lint/run.js";

/** What can be written at `offset`; null where there is nothing to choose from. */
export function completions(file: InputFile, offset: number, options: ProductOptions): CompletionList | null {
  return loadConfigurations([file], options)[0]?.completions(file, offset) ?? null;
}
