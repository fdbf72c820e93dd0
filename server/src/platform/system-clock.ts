// The clock that the platform lends to the pure layers.

import type { Clock } from "../probe/transport.js";

/** Milliseconds since the process began; unlike the time of day it never goes back. */
export const systemClock: Clock = () => performance.now();
