// A survey of a server made of data, over a network made of data.

import { Handshakes } from "../../server/src/probe/engine/handshakes.js";
import { DEFAULT_BUDGET, DEFAULT_CONNECTIONS, type Manners, Pool } from "../../server/src/probe/engine/pool.js";
import { survey, type Survey } from "../../server/src/probe/engine/survey.js";
import type { Target } from "../../server/src/probe/target.js";
import { type Peer, SimulatedNetwork } from "./simulated-network.js";
import { answerHello, type TlsSetup } from "./simulated-tls.js";

/** TLS begins with the connection. */
export const IMPLICIT: Target = {
  text: "smtps://mx.test",
  protocol: "smtp",
  transport: "implicit",
  host: "mx.test",
  port: 465,
};

/** Answers one hello, and breaks off at anything after it. */
export function tlsPeer(setup: TlsSetup): Peer {
  let met = false;
  return (received) => {
    if (received === null) return [];
    if (met) return ["reset"];
    met = true;
    const reply = answerHello(setup, received);
    return [typeof reply === "string" ? reply : reply.send];
  };
}

interface SurveyRun {
  readonly seen: Survey;
  readonly network: SimulatedNetwork;
  readonly pool: Pool;
}

export async function surveyOf(
  peer: (index: number) => Peer,
  { target = IMPLICIT, ...manners }: Partial<Manners> & { readonly target?: Target } = {},
): Promise<SurveyRun> {
  const network = new SimulatedNetwork({ peer });
  const pool = new Pool({ connections: DEFAULT_CONNECTIONS, budget: DEFAULT_BUDGET, ...manners }, (milliseconds) =>
    network.sleep(milliseconds),
  );
  const seen = await survey(new Handshakes(target, network, pool, "mx.test"));
  return { seen, network, pool };
}
