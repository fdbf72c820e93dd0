// What the posture of a main.cf says against what a real Postfix does with it: versions, STARTTLS, TLS demanded.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { connect as connectTls, type SecureVersion } from "node:tls";
import { SourceText } from "../../server/src/core/api.js";
import { parse } from "../../server/src/core/dialects/postfix-main/parse.js";
import { loadModel } from "../../server/src/core/products/postfix/model.js";
import { postureOf } from "../../server/src/core/products/postfix/posture.js";
import { selfSigned } from "../support/certificates.js";
import { startPostfix } from "../support/postfix.js";

const LISTS = [
  "",
  "!SSLv2, !SSLv3",
  "!SSLv2:!SSLv3:!TLSv1",
  "!TLSv1.3",
  ">=TLSv1",
  ">=TLSv1.2",
  ">=tlsv1.2",
  ">= TLSv1.2",
  "<=TLSv1.2",
  ">=TLSv1.1 <=TLSv1.2",
  ">=0x0303",
  ">=303",
  ">=TLSv1.2 >=TLSv1",
  ">=None",
  ">=SSLv3",
  ">=SSLv2",
  "TLSv1.2",
  "TLSv1.1 TLSv1.2",
  "TLSv1.2, !TLSv1.2",
  "!TLSv1.0",
  "TLS1.2",
  "SSLv3",
  ">=TLSv1.4",
];

const CASES: readonly Readonly<Record<string, string>>[] = [
  ...LISTS.map((list) => ({ smtpd_tls_protocols: list })),
  { smtpd_tls_security_level: "encrypt", smtpd_tls_mandatory_protocols: ">=TLSv1.3", smtpd_tls_protocols: "TLSv1.2" },
  { smtpd_tls_security_level: "ENCRYPT" },
  { smtpd_tls_security_level: "secure", smtpd_tls_mandatory_protocols: "TLSv1.1" },
  { smtpd_tls_security_level: "none" },
  { smtpd_tls_security_level: "none", smtpd_use_tls: "yes" },
  { smtpd_tls_security_level: "", smtpd_use_tls: "yes" },
  { smtpd_tls_security_level: "", smtpd_enforce_tls: "yes", smtpd_tls_mandatory_protocols: ">=TLSv1.2" },
  { smtpd_tls_security_level: "may", smtpd_enforce_tls: "yes" },
  { smtpd_tls_security_level: "none", smtpd_tls_wrappermode: "yes", smtpd_tls_mandatory_protocols: "!TLSv1.3" },
];

const TIMEOUT_MS = 10_000;
const VERSIONS: readonly [SecureVersion, string][] = [
  ["TLSv1", "TLSv1"],
  ["TLSv1.1", "TLSv1.1"],
  ["TLSv1.2", "TLSv1.2"],
  ["TLSv1.3", "TLSv1.3"],
];

/** Sends each line after the reply to the one before it; gives the replies, greeting first. */
async function converse(socket: Socket, lines: readonly string[]): Promise<string[]> {
  const replies: string[] = [];
  let reply = "";
  const pending = [...lines];
  for await (const line of createInterface({ input: socket })) {
    reply += `${line}\n`;
    if (line[3] === "-") continue;
    replies.push(reply);
    reply = "";
    const next = pending.shift();
    if (next === undefined) break;
    socket.write(`${next}\r\n`);
  }
  return replies;
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error("time-out")));
  await once(socket, "connect");
  return socket;
}

async function negotiates(port: number, version: SecureVersion, implicit: boolean): Promise<boolean> {
  const socket = await open(port);
  socket.on("error", () => undefined);
  if (!implicit) {
    const replies = await converse(socket, ["EHLO test", "STARTTLS"]);
    if (!replies[2]?.startsWith("220")) {
      socket.destroy();
      return false;
    }
    socket.removeAllListeners("data");
  }
  const secure = connectTls({
    socket,
    rejectUnauthorized: false,
    minVersion: version,
    maxVersion: version,
    ciphers: "ALL:@SECLEVEL=0",
  });
  const won = await Promise.race([
    once(secure, "secureConnect").then(() => true),
    once(secure, "error").then(() => false),
    once(secure, "close").then(() => false),
  ]).catch(() => false);
  secure.destroy();
  return won;
}

async function observe(port: number, implicit: boolean) {
  const versions: string[] = [];
  for (const [version, name] of VERSIONS) if (await negotiates(port, version, implicit)) versions.push(name);
  if (implicit) return { versions, transport: "implicit", required: true };
  const socket = await open(port);
  const replies = await converse(socket, ["EHLO test", "MAIL FROM:<>"]);
  socket.destroy();
  return {
    versions,
    transport: /[- ]STARTTLS/.test(replies[1] ?? "") ? "starttls" : "none",
    required: replies[2]?.startsWith("530") ?? false,
  };
}

test(`the posture of ${CASES.length} configurations is what Postfix does`, async (t) => {
  const identity = selfSigned({ names: ["mx.test"] });
  const services = Object.fromEntries(CASES.map((settings, index) => [`case${index}`, settings]));
  const postfix = await startPostfix(t, { identity, services });
  if (postfix === null) return;
  for (const [index, settings] of CASES.entries()) {
    const text = Object.entries({ smtpd_tls_security_level: "may", smtpd_tls_cert_file: "x", ...settings })
      .map(([name, value]) => `${name} = ${value}\n`)
      .join("");
    const model = loadModel(parse(new SourceText("main.cf", text)), {
      serverVersion: "3.7.11",
      library: "openssl-3.0",
    });
    const endpoint = postureOf(model).endpoints.find(({ id }) => id === "smtp/inet");
    assert.ok(endpoint);
    const predicted = {
      versions: endpoint.versions?.value ?? [],
      transport: endpoint.transport.value,
      required: endpoint.required.value,
    };
    const observed = await observe(postfix.ports[`case${index}`] ?? 0, endpoint.transport.value === "implicit");
    assert.deepEqual(predicted, observed, JSON.stringify(settings));
  }
  t.diagnostic(`${CASES.length} configurations compared, 0 differences`);
});
