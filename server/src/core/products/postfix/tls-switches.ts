// The switches of Postfix 2.2 that a TLS level replaced, by who reads them. What they come to is levels.ts.

export type SwitchedSide = "smtpd" | "smtp" | "lmtp" | "postscreen" | "tlsproxy";

export interface Switches {
  readonly side: SwitchedSide;
  /** The parameter that replaces them. */
  readonly level: string;
  readonly names: readonly string[];
}

function switches(side: SwitchedSide, client: boolean): Switches {
  const names = [`${side}_use_tls`, `${side}_enforce_tls`, ...(client ? [`${side}_tls_enforce_peername`] : [])];
  return { side, level: `${side}_tls_security_level`, names };
}

/** One level replaces these (postconf(5); DEPRECATION_README). */
export const TLS_SWITCHES: readonly Switches[] = [
  switches("smtpd", false),
  switches("smtp", true),
  switches("lmtp", true),
  switches("postscreen", false),
  switches("tlsproxy", false),
];

const names = new Set(TLS_SWITCHES.flatMap((kind) => kind.names));

export function isTlsSwitch(name: string): boolean {
  return names.has(name);
}
