// What IMAP, POP3, ManageSieve, submission and LMTP servers announce before TLS, and how each is asked for it.

import type { Socket } from "node:net";
import { open } from "./tls-observer.js";

export type Spoken = "imap" | "pop3" | "sieve" | "submission" | "lmtp";

/** A client that is not on the server's own host: Dovecot trusts those whose address is its own. */
export const STRANGER = "127.0.0.2";

/** Reads until what came matches; null where the server hangs up before. */
function until(socket: Socket, end: RegExp): Promise<string | null> {
  return new Promise((resolve) => {
    let text = "";
    const stop = (result: string | null): void => {
      socket.off("data", onData).off("close", onClose);
      resolve(result);
    };
    const onData = (chunk: Buffer): void => {
      text += chunk.toString("latin1");
      if (end.test(text)) stop(text);
    };
    const onClose = (): void => {
      stop(null);
    };
    socket.on("data", onData).on("close", onClose);
    if (socket.destroyed) onClose();
  });
}

interface Dialogue {
  /** The end of the greeting. */
  readonly greeting: RegExp;
  /** What asks for the capabilities, and the end of the answer; without, the greeting tells them. */
  readonly ask?: readonly [command: string, end: RegExp];
  readonly startTls: readonly [command: string, answer: RegExp];
  readonly offersTls: RegExp;
  readonly takesPasswords: RegExp;
  /** Some way to log in. */
  readonly takesLogins: RegExp;
}

const SMTP = {
  greeting: /^220 [^\n]*\n/m,
  startTls: ["STARTTLS\r\n", /^\d{3} [^\n]*\n/m],
  offersTls: /^250[- ]STARTTLS/m,
} as const;

const DIALOGUES: Readonly<Record<Spoken, Dialogue>> = {
  imap: {
    greeting: /^\* OK [^\n]*\n/m,
    ask: ["a CAPABILITY\r\n", /^a [^\n]*\n/m],
    startTls: ["b STARTTLS\r\n", /^b [^\n]*\n/m],
    offersTls: /\bSTARTTLS\b/,
    // Without LOGINDISABLED clients may use LOGIN, whatever mechanisms there are (RFC 3501 §6.2.3).
    takesPasswords: /\bAUTH=(?:PLAIN|LOGIN)\b|^(?![^]*LOGINDISABLED)/,
    takesLogins: /\bAUTH=|^(?![^]*LOGINDISABLED)/,
  },
  pop3: {
    greeting: /^\+OK[^\n]*\n/m,
    // USER may be announced, and refused before a password is sent.
    ask: ["CAPA\r\nUSER test\r\n", /^\.\r\n[+-][^\n]*\n/m],
    startTls: ["STLS\r\n", /^[+-][^\n]*\n/m],
    offersTls: /^STLS\r$/m,
    takesPasswords: /^SASL.* (?:PLAIN|LOGIN)\b|^\.\r\n\+OK/m,
    takesLogins: /^SASL \S|^\.\r\n\+OK/m,
  },
  sieve: {
    greeting: /^OK [^\n]*\n/m,
    startTls: ["STARTTLS\r\n", /^(?:OK|NO|BYE)[^\n]*\n/m],
    offersTls: /^"STARTTLS"/m,
    takesPasswords: /^"SASL" ".*\b(?:PLAIN|LOGIN)\b/m,
    takesLogins: /^"SASL" "[^"]/m,
  },
  submission: {
    ...SMTP,
    ask: ["EHLO test\r\n", /^250 [^\n]*\n/m],
    takesPasswords: /^250[- ]AUTH.* (?:PLAIN|LOGIN)\b/m,
    takesLogins: /^250[- ]AUTH \S/m,
  },
  lmtp: { ...SMTP, ask: ["LHLO test\r\n", /^250 [^\n]*\n/m], takesPasswords: /(?!)/, takesLogins: /^250/m },
};

/** How a client comes to the point where TLS begins. */
export function startTlsOf(spoken: Spoken): (socket: Socket) => Promise<boolean> {
  const { greeting, ask, startTls } = DIALOGUES[spoken];
  return async (socket) => {
    if ((await until(socket, greeting)) === null) throw new Error("the server greets nobody");
    if (spoken === "submission" || spoken === "lmtp") {
      socket.write(ask?.[0] ?? "");
      await until(socket, ask?.[1] ?? /\n/);
    }
    const [command, end] = startTls;
    socket.write(command);
    const answer = await until(socket, end);
    return answer !== null && /^(?:\+OK|OK|b OK|220)/m.test(answer);
  };
}

export interface AccessAnnounced {
  readonly starttls: boolean;
  readonly plainLogin: boolean;
  /** There is no way to log in. */
  readonly demanded: boolean;
}

/** What a stranger is shown before TLS. */
export async function announcedAccess(port: number, spoken: Spoken): Promise<AccessAnnounced> {
  const { greeting, ask, offersTls, takesPasswords, takesLogins } = DIALOGUES[spoken];
  const socket = await open(port, STRANGER);
  let shown = await until(socket, greeting);
  if (shown !== null && ask !== undefined) {
    socket.write(ask[0]);
    shown = await until(socket, ask[1]);
  }
  socket.destroy();
  if (shown === null) throw new Error("the server greets nobody");
  return {
    starttls: offersTls.test(shown),
    plainLogin: takesPasswords.test(shown),
    demanded: !takesLogins.test(shown),
  };
}
