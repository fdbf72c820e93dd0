// Sorts files into configurations: main.cf with the master.cf and the tables beside it. No meaning of settings.

import { SourceText } from "../../text/source-text.js";
import type { ProductOptions } from "../options.js";
import type { InputFile } from "../product.js";
import type { Sources } from "./model.js";
import { directoryOf } from "../paths.js";

/** `main.cf` ↔ `master.cf`, `main.cf.j2` ↔ `master.cf.j2`, `debian.main.cf` ↔ `debian.master.cf`. */
function renamed(path: string, from: RegExp, to: string): string | null {
  const directory = directoryOf(path);
  const name = path.slice(directory.length);
  const other = name.replace(from, `$1${to}`);
  return other === name ? null : directory + other;
}

const masterBeside = (path: string): string | null => renamed(path, /(^|[.-])main(?=\.cf)/, "master");
const mainBeside = (path: string): string | null => renamed(path, /(^|[.-])master(?=\.cf)/, "main");

/** A file that was not given, but belongs to one that was. */
function companion(path: string | null, options: ProductOptions): SourceText | null {
  const text = path === null ? null : (options.files?.text(path) ?? null);
  return path === null || text === null ? null : new SourceText(path, text);
}

/** One entry per configuration; tables go to the main.cf of their directory. */
export function groupFiles(files: readonly InputFile[], options: ProductOptions): readonly Sources[] {
  const of = (dialect: string): SourceText[] =>
    files.filter((file) => file.dialect === dialect).map(({ source }) => source);
  const masters = new Map(of("postfix-master").map((source) => [source.path, source]));
  const maps = of("postfix-map");
  const groups: { main: SourceText | null; master: SourceText | null; maps: SourceText[] }[] = [];
  // By the directory of main.cf, the first of each.
  const homes = new Map<string, (typeof groups)[number]>();
  const add = (group: (typeof groups)[number]): void => {
    groups.push(group);
    const directory = group.main && directoryOf(group.main.path);
    if (directory !== null && !homes.has(directory)) homes.set(directory, group);
  };
  for (const main of of("postfix-main")) {
    const path = masterBeside(main.path);
    const given = path === null ? undefined : masters.get(path);
    if (given) masters.delete(given.path);
    add({ main, master: given ?? companion(path, options), maps: [] });
  }
  for (const master of masters.values()) {
    add({ main: companion(mainBeside(master.path), options), master, maps: [] });
  }
  for (const table of maps) {
    const directory = directoryOf(table.path);
    let group = homes.get(directory);
    if (!group) {
      const main = companion(`${directory}main.cf`, options);
      group = { main, master: main && companion(masterBeside(main.path), options), maps: [] };
      add(group);
    }
    group.maps.push(table);
  }
  return groups;
}
