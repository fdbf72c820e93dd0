// The ways in which a change for one endpoint can be written. Options of the main section hold for all listeners: whether others change is
// not known here.

import type { Endpoint, HardeningChange, PostureChange } from "../../posture/posture.js";
import { PROTOCOL_VERSIONS } from "../../tls/versions.js";
import type { Ways } from "../product.js";
import type { Model } from "./model.js";
import { realise } from "./realise.js";

/** The ways to make `change` true of `endpoint`. */
export function waysOf(model: Model, change: HardeningChange, endpoint: Endpoint): Ways {
  const asked = postureChange(change, endpoint);
  if (asked === null) {
    return { ways: [], obstacle: "tls_require_ciphers names algorithms in Exim's own way; write it by hand." };
  }
  const edits = realise(model, asked, endpoint);
  return edits === null ? { ways: [], obstacle: "Exim's options cannot say it for this endpoint." } : { ways: [edits] };
}

function postureChange(change: HardeningChange, { versions }: Endpoint): PostureChange | null {
  switch (change.kind) {
    case "offer-suites":
    case "offer-groups":
      return null;
    case "offer-versions": {
      const offered = versions?.value ?? PROTOCOL_VERSIONS;
      const unwanted = offered.filter((version) => !change.versions.includes(version));
      return unwanted.length === 0 ? null : { kind: "disable-versions", versions: unwanted };
    }
    default:
      return change;
  }
}
