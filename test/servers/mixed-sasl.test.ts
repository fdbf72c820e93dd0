// Logins that Postfix lets Dovecot check: what both files together promise before TLS, and what the running servers do.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test, type TestContext } from "node:test";
import { postureReport, SourceText } from "../../server/src/core/api.js";
import { selfSigned } from "../support/certificates.js";
import { startDovecot } from "../support/dovecot.js";
import { freePorts } from "../support/ports.js";
import { startPostfix } from "../support/postfix.js";
import { greeting, open, replies } from "../support/tls-observer.js";

interface Case {
  /** Of dovecot.conf. */
  readonly dovecot: string;
  /** Overrides of the smtpd that asks it. */
  readonly smtpd?: Readonly<Record<string, string>>;
  /** What EHLO shows to a stranger before TLS. */
  readonly announced: readonly string[];
  /** The answer to a right password before TLS. */
  readonly answer: "235" | "535";
}

/** One Dovecot and one smtpd for each. */
const CASES: Readonly<Record<string, Case>> = {
  hashed: {
    dovecot: "disable_plaintext_auth = no\nauth_mechanisms = cram-md5 scram-sha-256",
    announced: ["CRAM-MD5", "SCRAM-SHA-256"],
    answer: "535",
  },
  // `disable_plaintext_auth` and `ssl = required` hold for Dovecot's own clients, and for nobody else.
  careful: {
    dovecot: "ssl = required\ndisable_plaintext_auth = yes\nauth_mechanisms = plain login cram-md5",
    announced: ["PLAIN", "LOGIN", "CRAM-MD5"],
    answer: "235",
  },
  filtered: {
    dovecot: "auth_mechanisms = login cram-md5",
    smtpd: { smtpd_sasl_mechanism_filter: "!login, static:all" },
    announced: ["CRAM-MD5"],
    answer: "535",
  },
};

const PASSWORD = Buffer.from("\0joe\0password").toString("base64");

/** What a stranger meets, who is not of this host as Dovecot sees it. */
async function meet(port: number): Promise<Pick<Case, "announced" | "answer">> {
  const socket = await open(port, "127.0.0.3");
  await greeting(socket);
  socket.write("EHLO test\r\n");
  const [ehlo = ""] = await replies(socket, 1);
  socket.write(`AUTH PLAIN ${PASSWORD}\r\n`);
  const [login = ""] = await replies(socket, 1);
  socket.destroy();
  const answer = login.slice(0, 3);
  assert.ok(answer === "235" || answer === "535", login);
  return { announced: /^250[- ]AUTH (.*?)\r?$/m.exec(ehlo)?.[1]?.split(" ") ?? [], answer };
}

async function start(t: TestContext) {
  const identity = selfSigned({ names: ["mx.test"] });
  const free = await freePorts(Object.keys(CASES).length - 1);
  const entries = Object.entries(CASES);
  // The first is asked by the socket in Postfix's own queue, as most are; the others by a port.
  const paths = ["private/auth", ...free.map((port) => `inet:127.0.0.1:${port}`)];
  const services = entries.map(([name, { smtpd }], index) => [name, { smtpd_sasl_path: paths[index] ?? "", ...smtpd }]);
  const postfix = await startPostfix(t, {
    identity,
    main: { smtpd_sasl_auth_enable: "yes", smtpd_sasl_type: "dovecot" },
    services: Object.fromEntries(services) as Record<string, Record<string, string>>,
  });
  if (postfix === null) return null;
  const queue = join(postfix.configDirectory, "../queue/private/auth");
  const files: string[] = [];
  for (const [index, [, { dovecot }]] of entries.entries()) {
    const listener =
      index === 0
        ? `unix_listener ${queue} {\n mode = 0666\n }`
        : `inet_listener {\n address = 127.0.0.1\n port = ${free[index - 1]}\n }`;
    const config = `${dovecot}\nservice auth {\n ${listener}\n}`;
    const running = await startDovecot(t, { identity, config });
    if (running === null) return null;
    files.push(readFileSync(running.configFile, "utf8"));
  }
  return { postfix, files };
}

test("before TLS, Postfix offers what Dovecot tells it, whatever Dovecot demands of its own clients", async (t) => {
  const running = await start(t);
  if (running === null) return;
  const { postfix, files } = running;
  const given = [
    ...["main.cf", "master.cf"].map((name) => ({
      source: new SourceText(`/etc/postfix/${name}`, readFileSync(join(postfix.configDirectory, name), "utf8")),
      dialect: `postfix-${basename(name, ".cf")}`,
    })),
    ...files.map((text, index) => ({
      source: new SourceText(`/etc/dovecot${index}/dovecot.conf`, text),
      dialect: "dovecot",
    })),
  ];
  const { endpoints } = postureReport(given, { serverVersions: { postfix: "3.7", dovecot: "2.3" } });
  for (const [name, { announced, answer }] of Object.entries(CASES)) {
    const port = postfix.ports[name] ?? 0;
    assert.deepEqual(await meet(port), { announced, answer }, name);
    const predicted = endpoints.find((endpoint) => endpoint.product === "postfix" && endpoint.port === port);
    const plain = announced.some((mechanism) => mechanism === "PLAIN" || mechanism === "LOGIN");
    assert.equal(predicted?.plaintextAuth, plain, name);
  }
});
