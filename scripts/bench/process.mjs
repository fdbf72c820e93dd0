// What a whole `mailtls check main.cf` costs, against starting node.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execute, goal, milliseconds } from "../lib/measure.mjs";
import { withCli } from "./cli.mjs";

const RUNS = 25;
/** `mailtls check main.cf` may take this many times as long as `node -e 0`. */
const LIMIT = 2.5;

const MAIN_CF = `smtpd_tls_security_level = may
smtpd_tls_cert_file = /etc/ssl/certs/ssl-cert-snakeoil.pem
smtpd_tls_key_file = /etc/ssl/private/ssl-cert-snakeoil.key
smtpd_tls_protocols = !SSLv2
smtp_tls_security_level = may
`;

export function benchProcess() {
  withCli((folder, cli) => {
    writeFileSync(join(folder, "main.cf"), MAIN_CF);
    const node = (expected, ...args) => execute(process.execPath, args, { cwd: folder, expected });
    const empty = milliseconds(() => node([0], "-e", "0"), RUNS);
    // Whether there are findings depends on the machine: the file names a certificate of its own.
    const check = milliseconds(() => node([0, 1], cli, "check", "main.cf"), RUNS);
    const times = check / empty;
    console.log(`Whole process, median of ${RUNS} runs`);
    console.log(`node -e 0              ${empty.toFixed(0).padStart(6)} ms`);
    console.log(`mailtls check main.cf  ${check.toFixed(0).padStart(6)} ms, ${times.toFixed(2)} times as long`);
    goal(`at most ${LIMIT} times as long as node -e 0`, times <= LIMIT);
  });
}
