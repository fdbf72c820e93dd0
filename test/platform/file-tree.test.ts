// Walking, reading and replacing files: what black-box tests of the command line cannot arrange.

import assert from "node:assert/strict";
import {
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { readFile, readHead, replaceFile, SNIFF_BYTES, walk } from "../../server/src/platform/file-tree.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "mailtls-files-"));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

test("replaceFile refuses when the file no longer holds what was read", (t) => {
  const file = join(temporary(t), "main.cf");
  writeFileSync(file, "someone else's text");
  const result = replaceFile(file, bytes("what was read"), bytes("new"));
  assert.ok(!result.ok);
  assert.equal(result.error.kind, "changed");
  assert.equal(readFileSync(file, "utf8"), "someone else's text");
  assert.deepEqual(readdirSync(join(file, "..")), ["main.cf"], "no temporary file is left");
});

test("replaceFile gives readers the old file or the new one: the old inode keeps the old text", (t) => {
  const folder = temporary(t);
  const file = join(folder, "main.cf");
  writeFileSync(file, "old", { mode: 0o604 });
  linkSync(file, join(folder, "witness"));
  assert.ok(replaceFile(file, bytes("old"), bytes("new")).ok);
  assert.equal(readFileSync(file, "utf8"), "new");
  assert.equal(readFileSync(join(folder, "witness"), "utf8"), "old");
  assert.equal(statSync(file).mode & 0o7777, 0o604);
});

test("replaceFile keeps the owner", (t) => {
  if (process.getuid?.() !== 0) {
    t.skip("only root can give files away");
    return;
  }
  const file = join(temporary(t), "main.cf");
  writeFileSync(file, "old");
  chownSync(file, 12345, 23456);
  assert.ok(replaceFile(file, bytes("old"), bytes("new")).ok);
  assert.deepEqual([statSync(file).uid, statSync(file).gid], [12345, 23456]);
});

test("replaceFile tells what stands in the way", (t) => {
  const folder = temporary(t);
  const kind = (file: string): string => {
    const result = replaceFile(file, bytes(""), bytes("new"));
    return result.ok ? "ok" : result.error.kind;
  };
  assert.equal(kind(join(folder, "missing")), "unwritable");
  assert.equal(kind(folder), "not-a-file");
});

test("walk gives files in order, follows links to files only, and tells what it cannot follow", (t) => {
  const folder = temporary(t);
  for (const name of ["b", "a", ".git", "node_modules"]) mkdirSync(join(folder, name));
  for (const name of ["b/x", "a/y", "c", ".git/z", "node_modules/z"]) writeFileSync(join(folder, name), "");
  symlinkSync("../c", join(folder, "a/to-file"));
  symlinkSync("..", join(folder, "a/to-directory"));
  symlinkSync("self", join(folder, "self"));
  const found = [...walk(folder)].map((entry) => (entry.ok ? entry.value : `${entry.error.kind}: ${entry.error.path}`));
  assert.deepEqual(
    found,
    ["c", "unreadable: self", "a/to-file", "a/y", "b/x"].map((name) =>
      name.replace(/[^ ]*$/u, (path) => join(folder, path)),
    ),
  );
});

test("readHead reads no more than the beginning; readFile tells texts from the rest", (t) => {
  const folder = temporary(t);
  const file = join(folder, "main.cf");
  writeFileSync(file, "x".repeat(SNIFF_BYTES * 3 + 1));
  const head = readHead(file);
  assert.equal(head.ok && head.value.length, SNIFF_BYTES);
  const whole = readFile(file);
  assert.equal(whole.ok && whole.value.length, SNIFF_BYTES * 3 + 1);
  const kindOf = (path: string): string => {
    const result = readFile(path);
    return result.ok ? "ok" : result.error.kind;
  };
  writeFileSync(join(folder, "nul"), "a\0b");
  assert.deepEqual(
    ["nul", "gone", "."].map((name) => kindOf(join(folder, name))),
    ["ok", "missing", "unreadable"],
  );
});
