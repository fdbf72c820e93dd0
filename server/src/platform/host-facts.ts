// What this machine tells about the servers whose files lie on it. Asked only where the files are this machine's own.

import { existsSync } from "node:fs";
import { hostname } from "node:os";
import type { ProductOptions } from "../core/api.js";

/** The host name behind `myhostname`'s default, and whose build of the server is installed (its compiled-in paths differ). */
export function hostFacts(): NonNullable<ProductOptions["host"]> {
  return { hostname: hostname(), ...(existsSync("/etc/debian_version") && { distribution: "debian" as const }) };
}
