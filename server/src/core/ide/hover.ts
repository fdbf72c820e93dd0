// What the editor shows for the text under the cursor, beyond findings.

import type { InputFile } from "../products/product.js";
import type { ProductOptions } from "../products/options.js";
import { loadConfigurations } from "../lint/run.js";
import type { Span } from "../text/span.js";

/** Describes what stands at `offset`; null when there is nothing to say. */
export function hover(
  file: InputFile,
  offset: number,
  options: ProductOptions,
): { readonly span: Span; readonly markdown: string } | null {
  return loadConfigurations([file], options)[0]?.hover(file, offset) ?? null;
}
