// Where scripts/install-exim.mjs unpacks Exim, and where tests find it.

import { homedir } from "node:os";
import { join } from "node:path";

export function eximFolder() {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(cache, "mail-tls", "exim");
}
