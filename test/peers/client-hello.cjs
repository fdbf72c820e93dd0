// Run by another Node.js: prints, for each cipher string on standard input (a JSON array), the suites of the ClientHello that its TLS
// library sends for it, as numbers, or null where the library refuses the string. Knows nothing of what is expected.
"use strict";
const net = require("net");
const tls = require("tls");

/** A TLS record with a handshake message; a client without usable suites sends an alert instead (RFC 5246 §6.2.1). */
const HANDSHAKE = 22;

/** The cipher suites of a ClientHello in one TLS record (RFC 5246 §7.4.1.2); null for any other record. */
function suitesOf(record) {
  if (record[0] !== HANDSHAKE) return null;
  const session = 5 + 4 + 2 + 32;
  let at = session + 1 + record[session];
  const end = at + 2 + record.readUInt16BE(at);
  const suites = [];
  for (at += 2; at < end; at += 2) suites.push(record.readUInt16BE(at));
  return suites;
}

function helloFor(ciphers, port) {
  return new Promise((resolve) => {
    let context;
    try {
      context = tls.createSecureContext({ ciphers, minVersion: "TLSv1", maxVersion: "TLSv1.2" });
    } catch {
      resolve(null);
      return;
    }
    answer = resolve;
    const socket = tls.connect({ port, host: "127.0.0.1", secureContext: context, rejectUnauthorized: false });
    socket.on("error", () => {});
  });
}

/** Takes what the one connection under way has brought; called when that connection has ended, so that none disturbs the next. */
let answer = () => {};
const server = net.createServer((socket) => {
  let bytes = Buffer.alloc(0);
  let suites = null;
  socket.on("error", () => {});
  socket.on("close", () => answer(suites));
  socket.on("data", (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length < 5 || bytes.length < 5 + bytes.readUInt16BE(3)) return;
    suites = suites || suitesOf(bytes);
    socket.destroy();
  });
});

let input = "";
process.stdin.on("data", (chunk) => (input += chunk));
process.stdin.on("end", () => {
  server.listen(0, "127.0.0.1", async () => {
    const answers = [];
    for (const ciphers of JSON.parse(input)) answers.push(await helloFor(ciphers, server.address().port));
    process.stdout.write(JSON.stringify(answers), () => process.exit(0));
  });
});
