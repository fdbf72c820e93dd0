// A private Exim on loopback, for tests that compare with the real server. Its packages conflict with Postfix's: they are unpacked, not
// installed (scripts/install-exim.mjs). Needs root, because Exim changes users.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eximFolder } from "../../scripts/lib/exim-folder.mjs";
import { freePorts, listens } from "./ports.js";
/** Where Exim's packages are unpacked; null, with the test skipped, where they are not or the test is not run by root. */
export function requireExim(t) {
    const folder = eximFolder();
    const reason = !existsSync(join(folder, "usr/sbin/exim4"))
        ? "Exim is not unpacked: run node scripts/install-exim.mjs"
        : process.getuid?.() === 0
            ? null
            : "Exim needs root";
    if (reason === null)
        return folder;
    if (process.env["MAILTLS_REQUIRE_ALL"] === "1")
        throw new Error(reason);
    t.skip(reason);
    return null;
}
/** A folder with a spool of its own, gone after the test. */
export class EximFolder {
    root;
    #program;
    constructor(t, folder) {
        this.#program = join(folder, "usr/sbin/exim4");
        this.root = mkdtempSync(join(tmpdir(), "mailtls-exim-"));
        execFileSync("chmod", ["755", this.root]);
        mkdirSync(this.at("spool"));
        execFileSync("chown", ["-R", "Debian-exim:Debian-exim", this.at("spool")]);
        t.after(() => {
            rmSync(this.root, { recursive: true, force: true });
        });
    }
    at(...names) {
        return join(this.root, ...names);
    }
    /** Options that make the instance private, and quiet. */
    get base() {
        return [
            `spool_directory = ${this.at("spool")}`,
            `log_file_path = ${this.at("spool", "%slog")}`,
            `pid_file_path = ${this.at("spool", "exim.pid")}`,
            "keep_environment =",
            "never_users =",
        ];
    }
    write(name, text) {
        writeFileSync(this.at(name), text, { mode: 0o640 });
        return this.at(name);
    }
    /** Runs Exim to its end. */
    run(...args) {
        return new Promise((resolve) => {
            execFile(this.#program, args, { encoding: "latin1", maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
                resolve({ failed: error !== null, stdout, stderr });
            });
        });
    }
    /** What was logged so far. */
    log() {
        return ["mainlog", "paniclog"]
            .map((name) => this.at("spool", name))
            .map((path) => (existsSync(path) ? readFileSync(path, "latin1") : ""))
            .join("");
    }
    /** Starts a daemon with `config`, ended after the test; null when it does not start. */
    async daemon(t, config, ports) {
        const child = spawn(this.#program, ["-C", config, "-bdf"], { stdio: "ignore" });
        const exited = once(child, "exit");
        const stop = async () => {
            child.kill();
            await exited;
        };
        t.after(stop);
        for (const port of ports) {
            while (!(await listens(port)))
                if (child.exitCode !== null)
                    return null;
        }
        return { stop };
    }
}
export { freePorts };
//# sourceMappingURL=exim.js.map