// Loads what reads certificates and keys when it is needed: it is large, and most files that are checked name none that are here.

import type { PemReader } from "../platform/named-files.js";

let reader: PemReader | null = null;
let isWanted = false;

/** Reads PEM where that is loaded; otherwise nothing can be said, and `withPem` asks again. */
export const readPem: PemReader = (content) => {
  isWanted ||= reader === null;
  return reader?.(content) ?? null;
};

export async function loadPem(): Promise<void> {
  reader ??= (await import("../platform/pem.js")).pemObjects;
}

/** What `use` makes of files. Where it came to a certificate, it is called again with what reads it: it must do nothing else. */
export async function withPem<Result>(use: () => Result): Promise<Result> {
  const result = use();
  if (reader !== null || !isWanted) return result;
  await loadPem();
  return use();
}
