// Files that a command changes: written in place, shown as a diff, told in JSON. What changes is the command's business.

import { encodeText } from "../core/api.js";
import { replaceFile } from "../platform/file-tree.js";
import { STDIN, type InputError, type LoadedFile } from "./inputs.js";
import { unifiedDiff } from "./unified-diff.js";

/** A file that changes, and its new text. */
export interface Change {
  readonly file: LoadedFile;
  readonly text: string;
}

/** Writes every change to its file; standard input has none. */
export function writeAll(changes: readonly Change[]): readonly InputError[] {
  return changes.flatMap(({ file: { source, bytes }, text }) => {
    if (source.path === STDIN) return [];
    const written = replaceFile(source.path, bytes, encodeText(text));
    return written.ok ? [] : [{ file: source.path, message: written.error.message }];
  });
}

/** `diff` only where nothing was to be written, `text` only for standard input. */
export function changeJson({ file: { source }, text }: Change, dryRun: boolean, written: boolean): object {
  const { path: file } = source;
  if (dryRun) return { file, written: false, diff: unifiedDiff(file, source.text, text) };
  return file === STDIN ? { file, written: false, text } : { file, written };
}
