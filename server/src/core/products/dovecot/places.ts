// Where something is shown that no line of the files can be blamed for.

import type { Endpoint } from "../../posture/posture.js";
import type { Place } from "../product.js";
import type { Model } from "./model.js";
import { settingSpan } from "./scope.js";
import { placeOfListener } from "./services.js";

/** The first of these that somebody wrote is the nearest to a default that counts for all. */
const NEAR = ["ssl", "ssl_cert", "ssl_server_cert_file", "ssl_min_protocol", "protocols"];

/** At what switched the endpoint on, else at the settings of TLS, else at the head of the main file. */
export function placeOfDefault(model: Model, endpoint: Endpoint): Place {
  for (const fact of [endpoint.transport, endpoint.required])
    if (fact.origin.kind === "explicit") return { path: fact.origin.path, span: fact.origin.span };
  for (const name of NEAR) {
    const [written] = model.written(name);
    if (written) return { path: written.source.path, span: settingSpan(written) };
  }
  const listener = model.listeners.find(({ id }) => id === endpoint.id);
  const place = listener && placeOfListener(model.reading, listener);
  return place ?? { path: model.main.path, span: { start: 0, end: 0 } };
}
