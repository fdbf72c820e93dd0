// The way into a network namespace: node relay.cjs SOCKET PORT lets clients of the Unix socket through to a port of its loopback interface.
"use strict";
const net = require("net");
const [path, port] = process.argv.slice(2);
net
  .createServer((client) => {
    const server = net.connect(Number(port), "127.0.0.1");
    for (const socket of [client, server]) {
      socket.on("error", () => undefined);
      socket.on("close", () => {
        client.destroy();
        server.destroy();
      });
    }
    client.pipe(server).pipe(client);
  })
  .listen(path);
process.stdin.resume().on("end", () => process.exit(0));
