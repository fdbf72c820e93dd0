// Which programs read a setting, in words for messages. What becomes of them is for rules.

import { enumerate } from "../../posture/describe.js";
import type { Setting } from "./model.js";
import { parameter } from "./parameters.js";

/** The programs that read a setting, in words; null where none of them reads the setting here. */
export function readers({ effective, service }: Setting): string | null {
  const daemons = parameter(effective.name)?.daemons ?? [];
  if (daemons.includes("*")) return service ? service.program : "every program of Postfix";
  if (service) return daemons.includes(service.program) ? service.program : null;
  return daemons.length === 0 ? null : enumerate(daemons);
}
