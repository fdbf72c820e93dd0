// What an offer to log in means for whoever listens on the line.

import type { LoginOffer } from "./dialogue.js";

/**
 * SASL mechanisms that send the password as it is (PLAIN: RFC 4616; LOGIN: never standardised), or a token that does as well
 * (OAUTHBEARER: RFC 7628; XOAUTH2: Google's and Microsoft's form of it).
 */
const CLEAR_TEXT = new Set(["PLAIN", "LOGIN", "OAUTHBEARER", "XOAUTH2"]);

export function offersLogin({ mechanisms, command }: LoginOffer): boolean {
  return mechanisms.length > 0 || command !== null;
}

/** The mechanisms of the offer that send a secret as it is, and the command where there is one, as in `USER command`. */
export function clearTextLogins({ mechanisms, command }: LoginOffer): readonly string[] {
  const clear = mechanisms.filter((mechanism) => CLEAR_TEXT.has(mechanism));
  return command === null ? clear : [...clear, `${command} command`];
}
