// A whole probe of a server made of data.

import type { ProbeReport } from "../../server/src/probe/report.js";
import { runProbe } from "../../server/src/probe/run.js";
import type { Protocol, Target } from "../../server/src/probe/target.js";
import type { TlsSession, TransportResult } from "../../server/src/probe/transport.js";
import { mailPeer, type MailPeerOptions } from "./mail-peer.js";
import { type Peer, SimulatedNetwork } from "./simulated-network.js";

/** What a conversation with an anonymous suite would come to: there is no certificate to read. */
export const SESSION: TlsSession = {
  version: "TLSv1.2",
  suite: "TLS_DH_anon_WITH_AES_128_CBC_SHA",
  group: null,
  dhBits: null,
  chain: [],
  trust: { verified: false, code: null, reason: "no certificate", hostname: null },
  alpn: null,
  ocspResponse: null,
  ocspTimestamps: false,
};

export interface SimulatedProbe {
  readonly protocol?: Protocol;
  readonly implicitTls?: boolean;
  readonly session?: () => TransportResult<TlsSession>;
  /** TLS of each connection, counted from 0. */
  readonly tls: (index: number) => Peer;
  readonly spoil?: (index: number) => MailPeerOptions["spoil"];
  readonly onProgress?: (network: SimulatedNetwork, connections: number) => void;
}

export async function simulatedProbe({
  protocol = "smtp",
  implicitTls = false,
  session = () => ({ ok: true, value: SESSION }),
  tls,
  spoil,
  onProgress,
}: SimulatedProbe): Promise<{ readonly report: ProbeReport; readonly network: SimulatedNetwork }> {
  const target: Target = {
    text: "mx.test",
    host: "mx.test",
    port: 25,
    protocol,
    transport: implicitTls ? "implicit" : "starttls",
  };
  const network = new SimulatedNetwork({
    peer: (index) => {
      const spoiler = spoil?.(index);
      return mailPeer({
        protocol,
        implicitTls,
        tls: tls(index),
        ...(spoiler === undefined ? {} : { spoil: spoiler }),
      });
    },
    session,
  });
  let now = 0;
  const report = await runProbe({
    target,
    transport: network,
    clock: () => now++,
    now: 0,
    serverName: "mx.test",
    onProgress: (_step, connections) => onProgress?.(network, connections),
  });
  return { report, network };
}
