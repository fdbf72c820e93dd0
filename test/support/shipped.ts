// The main.cf and master.cf files that an installed Postfix package ships, as bytes. Nothing of them is kept in this repository.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { requireProgram } from "./programs.js";

export interface ShippedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Where Debian's package puts its samples. */
const FOLDERS = ["/usr/share/postfix", "/etc/postfix"];
const NAMES = {
  main: /^main\.cf\.(?:debian|dist|proto|tls)$/,
  master: /^master\.cf\.(?:dist|proto)$/,
};

/** Every sample; none, with the test skipped, where Postfix is not installed. */
export function shippedFiles(t: TestContext, kind: keyof typeof NAMES = "main"): readonly ShippedFile[] {
  if (requireProgram(t, "postconf") === null) return [];
  return FOLDERS.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => NAMES[kind].test(name))
      .map((name) => ({ name, bytes: readFileSync(join(folder, name)) })),
  );
}
