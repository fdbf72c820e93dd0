// What rules say of a real Exim: that it stops, or that the daemon does not start although -bV passes.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { rules } from "../../../../server/src/core/api.js";
import { EximFolder, freePorts, requireExim } from "../../../support/exim.js";

/** Rules that claim that Exim does not start, by what tells. */
const STOPPING = {
  "exim-does-not-start": "read",
  "exim-option-set-twice": "read",
  "exim-macro-contains-another": "read",
  "exim-unknown-option": "read",
  "openssl-options-with-gnutls": "read",
  "gnutls-priority-refused": "daemon",
} as const;

for (const [id, how] of Object.entries(STOPPING)) {
  describe(id, () => {
    const examples = rules().find((rule) => rule.id === id)?.examples ?? [];
    for (const [index, { bad, good, serverVersion }] of examples.entries()) {
      // Another release, or a transport alone: the daemon starts.
      if (serverVersion !== undefined || (how === "daemon" && bad.includes("begin transports"))) continue;
      test(`example ${index + 1}`, async (t) => {
        const folder = requireExim(t);
        if (folder === null) return;
        const exim = new EximFolder(t, folder);
        const [port = 0] = await freePorts(1);
        const base = [
          ...exim.base,
          `daemon_smtp_ports = ${port}`,
          "local_interfaces = 127.0.0.1",
          "primary_hostname = mx.test",
          "",
        ].join("\n");
        const wrong = exim.write("bad.conf", base + bad);
        const right = exim.write("good.conf", base + good);
        const reads = async (path: string): Promise<boolean> =>
          !(await exim.run("-C", path, "-bP", "transports")).failed;
        assert.equal(await reads(right), true);
        assert.equal(await reads(wrong), how === "daemon");
        assert.equal(await exim.daemon(t, wrong, [port]), null);
        const daemon = await exim.daemon(t, right, [port]);
        assert.ok(daemon, exim.log());
      });
    }
  });
}
