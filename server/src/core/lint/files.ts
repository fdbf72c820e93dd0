// What can be said about files before and beside linting: their kind, their settings, their posture.

import { DIALECTS } from "../dialects/registry.generated.js";
import type { FileHint } from "../dialects/dialect.js";
import type { InputFile, SettingsReport } from "../products/product.js";
import type { ProductOptions } from "../products/options.js";
import { PROFILES, profileById } from "../policy/profiles.js";
import { PRODUCTS } from "../products/registry.generated.js";
import { closest } from "../text/closest.js";
import { loadConfigurations, optionsOf } from "./run.js";

/** Ids of all dialects: the kinds of file that are understood. */
export function dialectIds(): readonly string[] {
  return DIALECTS.map((dialect) => dialect.id);
}

/** The kind of a file by its name, else its place, else its content; null when it is none that is understood. */
export function recognise(hint: FileHint): string | null {
  const file = hint.path.slice(hint.path.lastIndexOf("/") + 1);
  // Most files are called what they are, and then no other dialect has to read the text.
  const named = DIALECTS.find((dialect) => dialect.isNamed(file) && dialect.recognise(hint) === "name");
  if (named !== undefined) return named.id;
  const found = DIALECTS.map((dialect) => ({ id: dialect.id, by: dialect.recognise(hint) }));
  for (const by of ["place", "content"]) {
    const match = found.find((candidate) => candidate.by === by);
    if (match) return match.id;
  }
  return null;
}

/** A message when there is no such profile, or when no product understands an option, else null. */
export function checkOptions(options: ProductOptions): string | null {
  if (options.profile !== undefined && profileById(options.profile) === undefined) {
    return unknownProfile(options.profile);
  }
  const messages = PRODUCTS.map((product) => product.checkOptions(options));
  return messages.includes(null) ? null : (messages[0] ?? null);
}

/** Ids of the mail servers whose files are understood. */
export function productIds(): readonly string[] {
  return PRODUCTS.map(({ id }) => id);
}

/** A message when that mail server has no such version, or none such library, else null. */
export function checkOptionsOf(id: string, options: ProductOptions): string | null {
  return PRODUCTS.find((product) => product.id === id)?.checkOptions(options) ?? null;
}

/** What `given` says, and what the project says where that leaves it open. */
export function mergeOptions(project: ProductOptions, given: ProductOptions): ProductOptions {
  const { library } = given;
  const left = Object.entries(project.libraries ?? {}).filter(
    ([id]) => library === undefined || checkOptionsOf(id, { library }) !== null,
  );
  return {
    ...project,
    ...given,
    serverVersions: { ...project.serverVersions, ...given.serverVersions },
    libraries: { ...Object.fromEntries(left), ...given.libraries },
  };
}

function unknownProfile(name: string): string {
  const ids = PROFILES.map(({ id }) => id);
  const near = closest(name, ids);
  return `"${name}" is not a policy profile; ${near === null ? `known are ${ids.join(", ")}.` : `did you mean ${near}?`}`;
}

/** The files given, and those that belong to the same configurations, as far as `options.files` knows them. */
export function completeFiles(files: readonly InputFile[], options: ProductOptions): readonly InputFile[] {
  return PRODUCTS.flatMap((product) => {
    const own = files.filter((file) => product.dialects.includes(file.dialect));
    return own.length === 0 ? [] : product.complete(own, optionsOf(product, options));
  });
}

/** The settings of every configuration in `files`, as the server reads them. */
export function settingsReports(files: readonly InputFile[], options: ProductOptions): readonly SettingsReport[] {
  return loadConfigurations(files, options).map((configuration) => configuration.settings());
}
