// Finds the `.mailtlsrc.json` of each file, and puts together the files that have the same one. What it says is core's business.

import * as path from "node:path";
import {
  decodeBytes,
  mergeOptions,
  RC_FILE,
  readRc,
  SourceText,
  type LintOptions,
  type ProductOptions,
  type Rc,
} from "../core/api.js";
import { kindOfPath, readFile } from "../platform/file-tree.js";
import { posixPath } from "./formats/path.js";
import { STDIN, type InputError, type LoadedFile } from "./inputs.js";

/** Files that are judged together, and how. */
export interface Group {
  readonly files: readonly LoadedFile[];
  readonly options: ProductOptions;
  readonly lint: LintOptions;
  readonly failOn?: string;
  /** Path of the baseline. */
  readonly baseline?: string;
}

export interface Grouped {
  readonly groups: readonly Group[];
  readonly errors: readonly InputError[];
}

/**
 * The files by their `.mailtlsrc.json`: the nearest one upwards, no further than a directory with `.git`. `config` names one for
 * all of them instead. What `given` says on the command line wins. A file that is broken is an error, and the defaults hold.
 */
export function groupByRc(files: readonly LoadedFile[], given: ProductOptions, config: string | undefined): Grouped {
  const nearest = new Map<string, string | null>();
  const members = new Map<string | null, LoadedFile[]>();
  // A file that was named is read, even where there is nothing to judge by it: it may be broken.
  if (config !== undefined) members.set(config, []);
  for (const file of files) {
    const rc =
      config ?? rcAbove(path.resolve(file.source.path === STDIN ? "." : path.dirname(file.source.path)), nearest);
    const others = members.get(rc);
    if (others === undefined) members.set(rc, [file]);
    else others.push(file);
  }
  const errors: InputError[] = [];
  const groups = [...members].map(([file, own]): Group => {
    const rc = file === null ? null : load(file, errors);
    if (file === null || rc === null) return { files: own, options: given, lint: {} };
    const { options, lint, failOn, baseline } = rc;
    return {
      files: own,
      options: mergeOptions(options, given),
      lint,
      ...(failOn !== undefined && { failOn }),
      ...(baseline !== undefined && { baseline: path.resolve(path.dirname(file), baseline) }),
    };
  });
  return { groups, errors };
}

/** The nearest file for a directory; `known` remembers the answers. */
function rcAbove(directory: string, known: Map<string, string | null>): string | null {
  const before = known.get(directory);
  if (before !== undefined) return before;
  const file = path.join(directory, RC_FILE);
  const parent = path.dirname(directory);
  const isLast = parent === directory || exists(path.join(directory, ".git"));
  const found = exists(file) ? file : isLast ? null : rcAbove(parent, known);
  known.set(directory, found);
  return found;
}

/** Something is there, even if it cannot be read: passing over it would judge by another file in silence. */
function exists(file: string): boolean {
  const kind = kindOfPath(file);
  return kind.ok || kind.error.kind !== "missing";
}

function load(path: string, errors: InputError[]): Rc | null {
  const content = readFile(path);
  const file = posixPath(path);
  if (!content.ok) {
    errors.push({ file, message: content.error.message });
    return null;
  }
  const source = new SourceText(file, decodeBytes(content.value));
  const { rc, problems } = readRc(source.text);
  for (const { message, span } of problems) {
    const { line, column } = source.position(span.start);
    errors.push({
      file,
      message: `line ${line + 1}, column ${column + 1}: ${message}`,
      line: line + 1,
      column: column + 1,
    });
  }
  return rc;
}
