// What the editor says about options: type, default, releases, meaning. Nothing of what anybody has set.

import { defaultOf, description, isKnownIn, manualUrl, type Option } from "./options.js";
import type { EximVersion } from "./version.js";

/** An option described; `here`: what a macro or repeated lines make of it in this configuration. */
export function optionMarkdown(option: Option, version: EximVersion, here?: string): string {
  const { name, type, scope, since, removed, repeats } = option;
  const value = defaultOf(option, version);
  const facts = [
    `Type: ${type}${repeats === true ? "; may be set more than once" : ""}.`,
    `Default in ${version.text}: ${value === "" ? "none" : `\`${value}\``}.`,
    ...(since === undefined ? [] : [`Since Exim ${since}.`]),
    ...(removed === undefined ? [] : [`Gone since ${removed}.`]),
  ];
  const where = scope === "main" ? "main section" : scope.split("/").reverse().join(" ");
  return [
    `**${name}** (${where})`,
    ...[description(option)].filter((text) => text !== undefined),
    facts.join(" "),
    ...(here === undefined ? [] : [`Here: \`${here}\``]),
    `[Exim specification](${manualUrl(option)})`,
  ].join("\n\n");
}

/** One line beside the name. */
export function optionDetail(option: Option, version: EximVersion): string {
  const value = defaultOf(option, version);
  return `${option.type}${value === "" ? "" : `, default ${value}`}${isKnownIn(option, version) ? "" : ", not in this release"}`;
}
