// Where the repository is. Needs no dependency: scripts use it before anything is installed.

import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
