import { tlsPeer } from "./support/survey-run.js";
import { simulatedProbe } from "./support/simulated-probe.js";
import { USUAL } from "./support/usual-setup.js";
import { test } from "node:test";
test("x", async () => {
  const t = Date.now();
  const { report, network } = await simulatedProbe({ tls: () => tlsPeer(USUAL) });
  console.log(Date.now() - t, report.status, network.made, JSON.stringify(report.inconclusive), JSON.stringify(report.checks.map((c) => c.id + ":" + c.verdict)));
});
