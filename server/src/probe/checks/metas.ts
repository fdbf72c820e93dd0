// All checks as data, for lists, pages and descriptors. What they do is in their files.

import type { CheckMeta } from "./check.js";
import { CHECKS } from "./registry.generated.js";

/** Every check, by id. */
export function checks(): readonly CheckMeta[] {
  return CHECKS.map(({ meta }) => meta);
}
