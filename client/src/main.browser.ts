// Entry of windows in a browser. Wiring only.

import { createExtension } from "./extension.js";
import { startServer } from "./start-server.browser.js";

export const { activate, deactivate } = createExtension({ startServer, hasNetwork: false });
