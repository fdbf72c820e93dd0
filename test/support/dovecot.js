// A private Dovecot on loopback, for tests that compare with the real server. Needs root, because Dovecot changes users.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts, listens } from "./ports.js";
import { requireProgram } from "./programs.js";
/** The service that accepts each protocol's connections, and the listeners that it has by default on privileged ports. */
const SERVICES = {
    imap: { service: "imap-login", defaults: ["imap", "imaps"] },
    pop3: { service: "pop3-login", defaults: ["pop3", "pop3s"] },
    sieve: { service: "managesieve-login", defaults: ["sieve"] },
    submission: { service: "submission-login", defaults: ["submission", "submissions"] },
    lmtp: { service: "lmtp", defaults: [] },
};
/**
 * Starts an instance of its own, with one user for every name and the password `password`; null, with the test skipped,
 * where Dovecot is not installed or the test is not run by root.
 */
export async function startDovecot(t, options = {}) {
    const program = requireProgram(t, "dovecot");
    if (program === null)
        return null;
    if (process.getuid?.() !== 0) {
        if (process.env["MAILTLS_REQUIRE_ALL"] === "1")
            throw new Error("Dovecot needs root");
        t.skip("Dovecot needs root");
        return null;
    }
    const root = mkdtempSync(join(tmpdir(), "mailtls-dovecot-"));
    chmodSync(root, 0o755);
    for (const folder of ["run", "state", "mail"])
        mkdirSync(join(root, folder));
    const { listeners = { imap: { protocol: "imap" } }, identity, address = "127.0.0.1", config = "" } = options;
    if (identity !== undefined) {
        writeFileSync(join(root, "key.pem"), identity.key, { mode: 0o600 });
        writeFileSync(join(root, "cert.pem"), identity.fullChain);
    }
    const names = Object.keys(listeners);
    const free = await freePorts(names.length);
    const ports = Object.fromEntries(names.map((name, index) => [name, free[index] ?? 0]));
    const configFile = join(root, "dovecot.conf");
    const text = [basics(root, address, listeners), tls(root, identity), ...services(listeners, address, ports), config];
    writeFileSync(configFile, text.map((part) => `${part}\n`).join(""));
    const dovecot = spawn(program, ["-F", "-c", configFile], { stdio: ["ignore", "ignore", "pipe"] });
    let complaints = "";
    dovecot.stderr.setEncoding("utf8").on("data", (chunk) => (complaints += chunk));
    const exited = once(dovecot, "exit");
    const logFile = join(root, "log");
    const log = () => complaints + (existsSync(logFile) ? readFileSync(logFile, "utf8") : "");
    const stop = async () => {
        dovecot.kill();
        await exited;
        rmSync(root, { recursive: true, force: true });
    };
    t.after(stop);
    for (const port of free) {
        while (!(await listens(port, address)))
            if (dovecot.exitCode !== null)
                throw new Error(`Dovecot ended: ${log()}`);
    }
    return { ports, configFile, log, stop };
}
/** What keeps the instance apart from the system's, and one user for every name. */
function basics(root, address, listeners) {
    const protocols = new Set(Object.values(listeners).map(({ protocol }) => protocol));
    return `base_dir = ${root}/run
state_dir = ${root}/state
instance_name = ${root.slice(root.lastIndexOf("/") + 1)}
log_path = ${root}/log
listen = ${address}
hostname = mx.test
protocols = ${[...protocols].join(" ")}
mail_location = maildir:${root}/mail/%u
submission_relay_host = 127.0.0.1
passdb {
  driver = static
  args = password=password
}
userdb {
  driver = static
  args = uid=dovecot gid=dovecot home=${root}/mail/%u
}
service stats {
  chroot =
}`;
}
function tls(root, identity) {
    return identity === undefined ? "ssl = no" : `ssl = yes\nssl_cert = <${root}/cert.pem\nssl_key = <${root}/key.pem`;
}
/** The services with the listeners asked for, and without those that they have by themselves. */
function services(listeners, address, ports) {
    return Object.entries(SERVICES).flatMap(([id, { service, defaults }]) => {
        const own = Object.entries(listeners).filter(([, { protocol }]) => protocol === id);
        if (own.length === 0)
            return [];
        const inherited = defaults.map((name) => `  inet_listener ${name} {\n    port = 0\n  }`);
        const added = own.map(([name, { ssl = false }]) => [
            `  inet_listener test-${name} {`,
            `    address = ${address}`,
            `    port = ${ports[name]}`,
            `    ssl = ${ssl ? "yes" : "no"}`,
            "  }",
        ].join("\n"));
        return [`service ${service} {`, ...inherited, ...added, "}"];
    });
}
//# sourceMappingURL=dovecot.js.map