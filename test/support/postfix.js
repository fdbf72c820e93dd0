// A private Postfix on loopback, for tests that compare with the real server. Needs root, because Postfix changes users.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePorts } from "./ports.js";
import { requireProgram } from "./programs.js";
/** master(8)'s queue, as `postfix check` would make it. */
const QUEUE = [
    "private",
    "public",
    "maildrop",
    "active",
    "incoming",
    "deferred",
    "defer",
    "bounce",
    "corrupt",
    "hold",
    "flush",
    "saved",
    "trace",
];
/** What smtpd needs beside itself. */
export const DAEMONS = `
cleanup unix n - n - 0 cleanup
rewrite unix - - n - - trivial-rewrite
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;
/** Makes the folders of an instance; null, with the test skipped, where Postfix is not installed or the test is not run by root. */
export function prepareInstance(t) {
    const postconf = requireProgram(t, "postconf");
    if (postconf === null)
        return null;
    if (process.getuid?.() !== 0) {
        if (process.env["MAILTLS_REQUIRE_ALL"] === "1")
            throw new Error("Postfix needs root");
        t.skip("Postfix needs root");
        return null;
    }
    const daemons = execFileSync(postconf, ["-dh", "daemon_directory"], { encoding: "utf8" }).trim();
    const root = mkdtempSync(join(tmpdir(), "mailtls-postfix-"));
    chmodSync(root, 0o755);
    const at = (...names) => join(root, ...names);
    for (const folder of ["etc", "data", "queue", "queue/pid", ...QUEUE.map((name) => `queue/${name}`)])
        mkdirSync(at(folder));
    execFileSync("chown", ["postfix", at("data"), ...QUEUE.map((name) => at("queue", name))]);
    execFileSync("chgrp", ["postdrop", at("queue/public"), at("queue/maildrop")]);
    chmodSync(at("queue/private"), 0o700);
    chmodSync(at("queue/public"), 0o710);
    chmodSync(at("queue/maildrop"), 0o730);
    const log = () => (existsSync(at("maillog")) ? readFileSync(at("maillog"), "utf8") : "");
    let running = null;
    const halt = async () => {
        running?.master.kill();
        await running?.exited;
        running = null;
    };
    const stop = async () => {
        await halt();
        rmSync(root, { recursive: true, force: true });
    };
    t.after(stop);
    const start = async () => {
        const before = log().length;
        const master = spawn(join(daemons, "master"), ["-c", at("etc")], { stdio: "ignore" });
        running = { master, exited: once(master, "exit") };
        // Said once all sockets are there (src/master/master.c).
        while (!log().slice(before).includes("daemon started")) {
            if (master.exitCode !== null)
                throw new Error(`Postfix ended: ${log()}`);
            await pause(5);
        }
    };
    const settings = {
        queue_directory: at("queue"),
        data_directory: at("data"),
        maillog_file: at("maillog"),
        maillog_file_prefixes: root,
    };
    return { root, configDirectory: at("etc"), settings, log, start, halt, stop };
}
/** Starts an instance with smtpd services on free ports; null, with the test skipped, where that is not possible. */
export async function startPostfix(t, options) {
    const instance = prepareInstance(t);
    if (instance === null)
        return null;
    const { root, configDirectory, log, stop } = instance;
    const at = (...names) => join(root, ...names);
    const { identity, services = { smtp: {} } } = options;
    if (identity !== undefined) {
        writeFileSync(at("key.pem"), identity.key, { mode: 0o600 });
        writeFileSync(at("cert.pem"), identity.fullChain);
    }
    const main = {
        compatibility_level: "3.6",
        ...instance.settings,
        inet_interfaces: "127.0.0.1",
        inet_protocols: "ipv4",
        myhostname: "mx.test",
        mydestination: "localhost",
        alias_maps: "",
        alias_database: "",
        smtpd_client_connection_rate_limit: "0",
        smtpd_client_connection_count_limit: "0",
        ...(identity === undefined
            ? {}
            : { smtpd_tls_security_level: "may", smtpd_tls_cert_file: at("cert.pem"), smtpd_tls_key_file: at("key.pem") }),
        ...options.main,
    };
    const names = Object.keys(services);
    const free = await freePorts(names.length);
    const ports = Object.fromEntries(names.map((name, index) => [name, free[index] ?? 0]));
    const lines = Object.entries(services).map(([name, overrides]) => {
        const flags = Object.entries(overrides).map(([key, value]) => ` -o {${key}=${value}}`);
        return `127.0.0.1:${ports[name]} inet n - n - 100 smtpd -o syslog_name=postfix/${name}${flags.join("")}`;
    });
    writeFileSync(at("etc/main.cf"), mainText(main));
    writeFileSync(at("etc/master.cf"), [...lines, DAEMONS, options.master ?? ""].join("\n"));
    options.prepare?.(configDirectory);
    await instance.start();
    return { ports, configDirectory, log, stop };
}
/** Settings as lines of main.cf. */
export function mainText(settings) {
    return Object.entries(settings)
        .map(([name, value]) => `${name} = ${value}\n`)
        .join("");
}
//# sourceMappingURL=postfix.js.map