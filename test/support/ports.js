// Ports of the loopback interface for real servers, which cannot be told to take any free one.
import { once } from "node:events";
import { connect, createServer } from "node:net";
/** Below the ports that systems give to clients: with those, a client of another test may take one before the server does. */
const PORTS = { first: 10_240, count: 20_000 };
/** Ports that were free a moment ago, no two the same. */
export async function freePorts(count) {
    const free = [];
    for (let next = Math.floor(Math.random() * PORTS.count); free.length < count; next += 1) {
        const port = PORTS.first + (next % PORTS.count);
        const server = createServer().listen(port, "127.0.0.1");
        const taken = await Promise.race([
            once(server, "listening").then(() => false),
            once(server, "error").then(() => true),
        ]).catch(() => true);
        if (taken)
            continue;
        await once(server.close(), "close");
        free.push(port);
    }
    return free;
}
/** Whether something accepts connections there by now; waits a little where nothing does. */
export function listens(port, address = "127.0.0.1") {
    return new Promise((resolve) => {
        const socket = connect(port, address);
        socket.once("connect", () => {
            socket.destroy();
            resolve(true);
        });
        socket.once("error", () => {
            setTimeout(resolve, 5, false);
        });
    });
}
//# sourceMappingURL=ports.js.map