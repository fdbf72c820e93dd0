// What can be told about a setting without any file: Markdown for hover and completion, and the words that it takes.

import { code } from "../../text/markdown.js";
import { minimumWords } from "./protocol-versions.js";
import { branchesOf, descriptionOf, type KnownSetting, manualUrl, settingIn } from "./settings-table.js";
import type { DovecotVersion } from "./version.js";

/** The words that a setting takes; none where it takes any text. */
export function wordsOf({ name, type, values }: KnownSetting, version: DovecotVersion): readonly string[] {
  if (name === "ssl_min_protocol") return minimumWords(version);
  if (name === "ssl_options") return ["no_ticket"];
  return type === "bool" ? ["yes", "no"] : values;
}

/** What a reader wants to know of a setting in `version`; `here`: what it comes to where the reader stands. */
export function settingMarkdown(known: KnownSetting, version: DovecotVersion, here?: string): string {
  const { name, type, fallback } = known;
  const words = wordsOf(known, version);
  return [
    `**${name}** (${type === "bool" ? "yes or no" : type})`,
    descriptionOf(name),
    fallback === undefined
      ? undefined
      : `Default in Dovecot ${version.text}: ${fallback === "" ? "empty" : code(fallback)}`,
    here === undefined || here === fallback ? undefined : `Here: ${code(here)}`,
    words.length > 0 && type !== "bool" ? `Values: ${words.map(code).join(", ")}` : undefined,
    `[Dovecot manual](${manualUrl(name, version)})`,
  ]
    .filter((paragraph) => paragraph !== undefined)
    .join("\n\n");
}

/** What is said of a name that this release does not have, and another does; null where none does. */
export function foreignMarkdown(name: string, version: DovecotVersion): string | null {
  const branches = branchesOf(name);
  const [branch] = branches;
  if (branch === undefined || settingIn(version, name) !== undefined) return null;
  return [
    `**${name}**`,
    descriptionOf(name) ?? "",
    `Dovecot ${version.text} does not have this setting; ${branches.join(", ")} ${branches.length > 1 ? "have" : "has"}.`,
  ].join("\n\n");
}
