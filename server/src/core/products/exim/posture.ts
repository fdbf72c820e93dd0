// From effective settings to a Posture. No judgement here.

import type { Posture } from "../../posture/posture.js";
import { clientEndpoints } from "./client-posture.js";
import type { Model } from "./model.js";
import { serverEndpoints } from "./server-posture.js";

/** The ports of the daemon and the smtp transports; nothing where Exim does not start, or where most of a configuration is missing. */
export function postureOf(model: Model): Posture {
  if (model.fatals.length > 0) return { endpoints: [] };
  return { endpoints: [...(model.sources.partial ? [] : serverEndpoints(model)), ...clientEndpoints(model)] };
}
