// The demo's mail server: SMTP with STARTTLS on the loopback interface, with a certificate that nobody else trusts.

import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";
import { tsImport } from "tsx/esm/api";

/** Starts it on a free port and writes its authority to `demo-ca.pem` in `folder`. */
export async function startDemoServer(folder) {
  const { createAuthority, issue } = await tsImport("../../test/support/certificates.ts", import.meta.url);
  const authority = createAuthority("Mail TLS demo");
  const { key, fullChain } = issue(authority, { names: ["localhost"] });
  writeFileSync(join(folder, "demo-ca.pem"), authority.cert);
  const server = new SMTPServer({ key, cert: fullChain, name: "localhost", banner: "Mail TLS demo", logger: false });
  server.on("error", () => {}); // A client that leaves early is none of the demo's business.
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  return {
    port: server.server.address().port,
    close: () => new Promise((done) => server.close(done)),
  };
}
