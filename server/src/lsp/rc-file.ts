// The `.mailtlsrc.json` that holds for an open document: found upwards from it, as on the command line. What it says is core's business.

import { RC_FILE, readRc, SourceText, type FileTree, type Rc } from "../core/api.js";

export interface FoundRc {
  readonly uri: string;
  /** Null where the file is broken: the defaults hold then. */
  readonly rc: Rc | null;
  /** One sentence for each thing that is wrong with it. */
  readonly problems: readonly string[];
}

/** The nearest file, no further up than a folder with `.git`; null where there is none, or no file system. */
export function findRc(document: string, files: FileTree): FoundRc | null {
  for (let folder = above(document); /^file:\/\/[^/]*(\/|$)/u.test(folder); folder = above(folder)) {
    const uri = `${folder}/${RC_FILE}`;
    const text = files.text(uri);
    if (text !== null) {
      const source = new SourceText(uri, text);
      const { rc, problems } = readRc(text);
      const sentences = problems.map(({ message, span }) => {
        const { line, column } = source.position(span.start);
        return `line ${line + 1}, column ${column + 1}: ${message}`;
      });
      return { uri, rc, problems: sentences };
    }
    const git = files.status(`${folder}/.git`);
    if (git !== null && git.kind !== "missing") return null;
  }
  return null;
}

const above = (uri: string): string => uri.slice(0, Math.max(0, uri.lastIndexOf("/")));
