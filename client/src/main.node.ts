// Entry of desktop and remote windows. Wiring only.

import { createExtension } from "./extension.js";
import { startServer } from "./start-server.node.js";

export const { activate, deactivate } = createExtension({ startServer, hasNetwork: true });
