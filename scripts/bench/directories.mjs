// One `mailtls check` of many configuration directories against one `postconf -n` for each of them.

import { spawnSync } from "node:child_process";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execute, goal, median, timed } from "../lib/measure.mjs";
import { withCli } from "./cli.mjs";
import { configuration } from "./configurations.mjs";

const DIRECTORIES = 2000;
/** The check may take this part of the time of all postconf runs. */
const LIMIT = 1 / 5;

/** postconf waits while a file is younger than a second or two; it is measured without. */
const LONG_AGO = new Date("2020-01-01T00:00:00Z");

function write(root) {
  return Array.from({ length: DIRECTORIES }, (_, index) => {
    const directory = join(root, `mx${String(index).padStart(4, "0")}`, "postfix");
    mkdirSync(directory, { recursive: true });
    for (const [name, text] of Object.entries(configuration(index))) {
      writeFileSync(join(directory, name), text);
      utimesSync(join(directory, name), LONG_AGO, LONG_AGO);
    }
    return directory;
  });
}

export function benchDirectories() {
  if (spawnSync("postconf", ["-d", "mail_version"]).error) {
    console.log("Directories: postconf is not installed, so that there is nothing to compare with\n");
    return;
  }
  withCli((folder, cli) => {
    const root = join(folder, "hosts");
    const directories = write(root);
    let findings = 0;
    const postconf = () => {
      for (const directory of directories) execute("postconf", ["-c", directory, "-n"]);
    };
    const check = () => {
      const { stdout } = execute(process.execPath, [cli, "check", root, "--format", "json"], { expected: [1] });
      findings = JSON.parse(stdout).findings.length;
    };
    // Both once before, so that all files and programs are in the page cache.
    execute("postconf", ["-c", directories[0], "-n"]);
    timed(check);
    // The check is so much shorter that a hiccup of the machine decides; it is measured around the other, and the middle one counts.
    const checks = [timed(check)];
    const theirs = timed(postconf);
    checks.push(timed(check), timed(check));
    const ours = median(checks);
    console.log(`${DIRECTORIES} directories; the files were made to look old, for postconf waits for young ones`);
    console.log(`postconf -n, once for each   ${(theirs / 1000).toFixed(2).padStart(7)} s`);
    console.log(
      `mailtls check, once for all  ${(ours / 1000).toFixed(2).padStart(7)} s, ${(ours / theirs).toFixed(3)} of it, ${findings} findings`,
    );
    goal(`at most ${LIMIT} of the time of postconf`, ours / theirs <= LIMIT);
  });
}
