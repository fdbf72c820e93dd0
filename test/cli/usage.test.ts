// Help, version, wrong usage: what the command line says about itself.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { mailtls } from "./support/mailtls.js";

const COMMANDS = ["check", "fix", "settings", "posture", "ciphers", "probe", "explain", "rules", "lsp"];

test("--version is the version of the package, alone", () => {
  const { version } = JSON.parse(readFileSync(new URL("../../server/package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  assert.deepEqual(mailtls(["--version"]), { code: 0, stdout: `${version}\n`, stderr: "" });
});

test("--help lists every command, and each command has a help of its own", () => {
  const { code, stdout } = mailtls(["--help"]);
  assert.equal(code, 0);
  for (const command of COMMANDS) {
    assert.match(stdout, new RegExp(`^  ${command} `, "mu"));
    const own = mailtls([command, "--help"]);
    assert.equal(own.code, 0);
    assert.match(own.stdout, new RegExp(`^Usage: mailtls ${command} `, "mu"));
    for (const line of own.stdout.split("\n")) assert.ok(line.length <= 132, line);
  }
});

test("wrong usage: exit code 2, a reason and where to read more on standard error, nothing on standard output", () => {
  const cases: [string[], RegExp][] = [
    [[], /no command given/u],
    [["chek", "x"], /unknown command 'chek'; did you mean check\?/u],
    [["--nonsense"], /unknown option '--nonsense'/u],
    [["check"], /PATH… is missing/u],
    [["check", "--nonsense", "x"], /unknown option '--nonsense'/u],
    [["check", "--format", "xml", "x"], /--format is one of text, json, sarif, github, not 'xml'/u],
    [["check", "--fail-on", "hint", "x"], /--fail-on is one of/u],
    [["check", "x", "--format"], /argument missing/u],
    [["check", "x", "--kind", "nonsense"], /--kind is one of .*postfix-main/u],
    [["fix", "--format", "sarif", "x"], /--format is one of text, json,/u],
    [["settings", "a", "b"], /takes one PATH/u],
    [["explain"], /RULE is missing/u],
    [["explain", "sslv3-enable"], /unknown rule 'sslv3-enable'; did you mean sslv3-enabled\?/u],
    [["explain", "qwertyuiop"], /unknown rule 'qwertyuiop'; mailtls rules lists them/u],
    [["rules", "x"], /unexpected argument 'x'/u],
    [["lsp"], /--stdio is missing/u],
    [["probe"], /TARGET… is missing/u],
    [["probe", "--timeout", "soon", "x"], /--timeout is a number of seconds/u],
    [["probe", "--from", "/nonexistent"], /--from: \/nonexistent cannot be read: no such file/u],
    [["probe", "--ca", "/nonexistent", "x"], /--ca: \/nonexistent cannot be read: no such file/u],
  ];
  for (const [args, reason] of cases) {
    const { code, stdout, stderr } = mailtls(args);
    assert.equal(code, 2, args.join(" "));
    assert.equal(stdout, "");
    assert.match(stderr, reason);
    assert.match(stderr, /\nSee mailtls.* --help\.\n$/u);
  }
});
