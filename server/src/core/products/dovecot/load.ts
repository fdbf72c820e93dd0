// Sorts files into configurations: a main file with everything that it includes. No meaning of settings.

import { SourceText } from "../../text/source-text.js";
import type { ProductOptions } from "../options.js";
import type { InputFile } from "../product.js";
import { directoryOf } from "../paths.js";

/** The files of one configuration. `partial`: `main` is a part of one whose main file is not at hand. */
export interface Sources {
  readonly main: SourceText;
  readonly given: readonly SourceText[];
  readonly partial: boolean;
}

const MAIN_NAME = /(?:^|[.-])dovecot\.conf(?:\.[^/]*)?$/;

const isMain = (path: string): boolean => MAIN_NAME.test(path.slice(path.lastIndexOf("/") + 1));

/** The directory of the main file that a part belongs to: `conf.d` and the like lie in it. */
function homeOf(path: string): string {
  const directory = directoryOf(path);
  return /(?:^|\/)(?:conf|local)\.d\/$/.test(directory) ? directory.replace(/[^/]*\/$/, "") : directory;
}

/** A main file that was not given, but lies where one belongs. */
function mainBeside(path: string, options: ProductOptions): SourceText | null {
  const candidate = `${homeOf(path)}dovecot.conf`;
  const text = options.files?.text(candidate) ?? null;
  return text === null ? null : new SourceText(candidate, text);
}

/** One group for each main file; parts without one stand for themselves. */
export function groupFiles(files: readonly InputFile[], options: ProductOptions): readonly Sources[] {
  const given = files.map(({ source }) => source);
  const mains = given.filter(({ path }) => isMain(path));
  const orphans: SourceText[] = [];
  for (const part of given) {
    if (isMain(part.path) || mains.some(({ path }) => directoryOf(path) === homeOf(part.path))) continue;
    const main = mainBeside(part.path, options);
    if (main) mains.push(main);
    else orphans.push(part);
  }
  return [
    ...mains.map((main) => ({ main, given, partial: false })),
    ...orphans.map((main) => ({ main, given, partial: true })),
  ];
}
