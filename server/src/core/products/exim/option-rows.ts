// The shape of the generated table of options; options.ts makes sense of it.

/** What most options do not need. */
export interface OptionExtras {
  readonly since?: string;
  readonly removed?: string;
  /** It may be set more than once: the values are joined. */
  readonly repeats?: boolean;
  /** Not every build has it. */
  readonly feature?: boolean;
}

/** How a value is read and printed (`optionlist` in src/structs.h, readconf_handle_option in src/readconf.c). */
export type OptionType =
  | ("string" | "boolean" | "boolean or expansion" | "integer" | "integer K" | "kilobytes" | "octal" | "fixed-point")
  | ("time" | "times" | "time or expansion" | "user" | "group" | "users" | "groups");

export type OptionRow = readonly [
  scope: string,
  name: string,
  type: OptionType,
  defaults?: readonly (readonly [since: string, value: string])[],
  extras?: OptionExtras,
];
