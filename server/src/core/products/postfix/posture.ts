// From effective settings to a Posture: the endpoints of a configuration. Each kind has a file of its own. No judgement here.

import type { Posture } from "../../posture/posture.js";
import { assumedClient, clientEndpoints } from "./client-posture.js";
import type { Model } from "./model.js";
import { postscreenEndpoint } from "./postscreen-posture.js";
import { assumedServer, serverEndpoint } from "./server-posture.js";

export { protocolsSetting } from "./side.js";

/**
 * The endpoints of a configuration: its services, and, marked `assumed`, the stricter ones that would inherit the mandatory lists.
 * Without main.cf nothing is known: a service is main.cf with some changes.
 */
export function postureOf(model: Model): Posture {
  if (!model.mainRead) return { endpoints: [] };
  return {
    endpoints: [
      ...model.servicesOf("postscreen").flatMap((service) => postscreenEndpoint(model, service)),
      ...model.servicesOf("smtpd").flatMap((service) => serverEndpoint(model, service)),
      ...(model.master ? [] : assumedServer(model)),
      ...model.servicesOf("smtp", "lmtp").flatMap((service) => clientEndpoints(model, service)),
      ...assumedClient(model),
    ],
  };
}
