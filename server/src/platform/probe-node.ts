// The probe for programs that run on Node: a target in, a report out.

import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import type { ProbeReport } from "../probe/report.js";
import type { Snapshot } from "../probe/history.js";
import { usageReport } from "../probe/make-report.js";
import { runProbe } from "../probe/run.js";
import { isHost, isIpv6, parseTarget } from "../probe/target.js";
import { systemClock } from "./system-clock.js";
import { tcpTransport } from "./tcp-transport.js";

/** What a timer of Node's can hold (2^31 - 1 ms, 24 days); above it fires at once. */
const MAX_TIMEOUT = 2 ** 31 - 1;

export interface ProbeOptions {
  /** For the whole probe, in milliseconds. */
  readonly timeoutMs: number;
  /** The name to ask for and to find in the certificate; by default the target's host. */
  readonly servername?: string;
  /** Trust these authorities (PEM) instead of the well-known ones. */
  readonly ca?: string;
  readonly signal?: AbortSignal;
  /** Policy profile to judge by as well. */
  readonly profile?: string;
  /** Connections open at the same time. */
  readonly connections?: number;
  /** What is remembered of the last probe of this target. */
  readonly previous?: Snapshot;
  /** Connections in all, for servers with more suites than a usual probe can ask for. */
  readonly budget?: number;
  /** Called as each step begins and as each connection is made; `connections` is how many were made so far. */
  readonly onProgress?: (step: string, connections: number) => void;
}

/**
 * Probes TARGET in one real conversation. Never rejects: a target or an option that makes no sense is a report too, with an
 * error of the kind `usage`. When it resolves, no socket and no timer of its own is left; only a
 * name that the system is looking up cannot be called back.
 */
export async function probe(text: string, options: ProbeOptions): Promise<ProbeReport> {
  const parsed = parseTarget(text);
  if (!parsed.ok) return usageReport(text, parsed.message, Date.now());
  const { target } = parsed;
  const problem = usageProblem(options);
  if (problem !== null) return usageReport(text, problem, Date.now(), target);

  const { timeoutMs, ca, signal, onProgress, profile, connections, budget, previous } = options;
  const servername = presentedName(options.servername ?? target.host);
  const transport = tcpTransport({
    host: target.host,
    port: target.port,
    servername,
    timeoutMs,
    ...(ca === undefined ? {} : { ca }),
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    return await runProbe({
      target,
      transport,
      clock: systemClock,
      now: Date.now(),
      serverName: isIP(servername) === 0 ? servername : null,
      ...(profile === undefined ? {} : { profile }),
      ...(connections === undefined ? {} : { connections }),
      ...(budget === undefined ? {} : { budget }),
      ...(previous === undefined ? {} : { previous }),
      onProgress: (step, made) => onProgress?.(step, made),
    });
  } finally {
    transport.dispose();
  }
}

function usageProblem({ servername, ca, timeoutMs }: ProbeOptions): string | null {
  if (servername !== undefined && !isHost(servername) && !isIpv6(servername))
    return "The server name is not a host name.";
  if (!(timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT)) return "The timeout is not a number of milliseconds above 0.";
  return ca === undefined || isPem(ca) ? null : "The authorities to trust are not certificates in PEM form.";
}

/** As certificates and SNI write it: ASCII, no dot at the end (RFC 6066 §3), an IPv6 address without its zone. */
function presentedName(host: string): string {
  if (host.includes(":")) return host.replace(/%.*$/u, "");
  return (domainToASCII(host) || host).replace(/\.$/u, "");
}

function isPem(text: string): boolean {
  try {
    return new X509Certificate(text).raw.length > 0;
  } catch {
    return false;
  }
}
