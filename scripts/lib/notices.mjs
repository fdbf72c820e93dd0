// The licences of the packages whose code is in a bundle: most of them ask to be passed on with it.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./root.mjs";

const PACKAGE = /^(.*\bnode_modules\/(?:@[^/]+\/)?[^/]+)\//u;

/** One text for all packages that appear among the inputs of esbuild's metafiles. */
export function notices(metafiles) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(inputs.map((input) => PACKAGE.exec(input)?.[1]).filter((folder) => folder !== undefined));
  const parts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));
    const file = readdirSync(join(ROOT, folder)).find((entry) => /^licen[cs]e/iu.test(entry));
    const text = file === undefined ? `Licence: ${license}` : readFileSync(join(ROOT, folder, file), "utf8").trim();
    return `${name} ${version}\n\n${text}\n`;
  });
  return parts.join(`\n${"-".repeat(80)}\n\n`);
}
