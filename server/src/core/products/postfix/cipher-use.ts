// Which cipher settings each service uses, and the exclusions that they come with. What the string lets in is ciphers.ts.

import { exclusionItems } from "./cipher-names.js";
import { cipherListSetting, gradeNamed } from "./ciphers.js";
import { clientLevel, demandsTls, serverLevel } from "./levels.js";
import type { Model } from "./model.js";
import type { Service } from "./services.js";

/** The cipher settings that one service uses for one kind of session. */
export interface CipherUse {
  readonly service: Service;
  readonly side: "smtp" | "smtpd";
  /** TLS is demanded, so that the mandatory settings count. */
  readonly required: boolean;
  /** The parameter with the cipher list. */
  readonly list: string;
  /** The parameters with exclusions. */
  readonly exclusions: readonly string[];
}

function useOf(service: Service, side: "smtp" | "smtpd", required: boolean): CipherUse[] {
  const grade = service.get(required ? `${side}_tls_mandatory_ciphers` : `${side}_tls_ciphers`);
  if (gradeNamed(grade?.value ?? "medium") === null) return [];
  const list = cipherListSetting(service, side, required);
  const exclusions = [`${side}_tls_exclude_ciphers`, ...(required ? [`${side}_tls_mandatory_exclude_ciphers`] : [])];
  return [{ service, side, required, list, exclusions }];
}

/** Each service with the settings that count for it. Deliveries that a policy table holds to a level of their own are not here. */
export function cipherUses(model: Model): readonly CipherUse[] {
  const servers = model.servicesOf("smtpd").flatMap((service) => {
    const wrapper = service.bool("smtpd_tls_wrappermode") === true;
    const { level } = serverLevel(service);
    if (level === "invalid" || level === "unknown" || (level === "none" && !wrapper)) return [];
    return useOf(service, "smtpd", wrapper || demandsTls(level));
  });
  const clients = model.servicesOf("smtp").flatMap((service) => {
    const { level } = clientLevel(service);
    return level === "invalid" || level === "unknown" || level === "none"
      ? []
      : useOf(service, "smtp", demandsTls(level));
  });
  return [...servers, ...clients];
}

/** The cipher string of a use, without what Postfix adds by itself. */
export function cipherText({ service, list, exclusions }: CipherUse): string {
  const items = exclusions.flatMap((name) => exclusionItems(service.get(name)?.value ?? ""));
  return [service.get(list)?.value ?? "", ...items.map(({ text }) => `!${text}`)].join(":");
}
