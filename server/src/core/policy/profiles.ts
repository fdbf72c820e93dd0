// Every profile, the default first. A new one is a file under profiles/ and a line here.

import type { Profile } from "./profile.js";
import { anssi } from "./profiles/anssi.js";
import { bsi } from "./profiles/bsi.js";
import { mail } from "./profiles/mail.js";
import { mozillaIntermediate, mozillaModern, mozillaOld } from "./profiles/mozilla.js";
import { ncscNl } from "./profiles/ncsc-nl.js";
import { nist } from "./profiles/nist.js";
import { rfc9325 } from "./profiles/rfc9325.js";

export const DEFAULT_PROFILE = mail;

export const PROFILES: readonly Profile[] = [
  mail,
  rfc9325,
  mozillaModern,
  mozillaIntermediate,
  mozillaOld,
  ncscNl,
  bsi,
  nist,
  anssi,
];

export function profileById(id: string): Profile | undefined {
  return PROFILES.find((profile) => profile.id === id);
}
