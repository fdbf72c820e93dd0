import type { Language } from "./conversation.js";
/** The language of a server that is greeted with the commands of `ask`. */
export declare function smtpLanguage(name: string, ask: Language["ask"]): Language;
