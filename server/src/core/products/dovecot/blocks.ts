// Blocks and filters: what stands around a line, and whether Dovecot takes a block there.

import type { BlockStart } from "../../dialects/dovecot/tree.js";
import type { Place } from "../product.js";
import { addFilter, type Filter, isFilter } from "./filters.js";
import { settingIn } from "./settings-table.js";
import { atLeast, type DovecotVersion } from "./version.js";

/** What stands around a line. */
export interface Section {
  readonly outer: Section | null;
  readonly filter: Filter;
  /** The blocks that are no filters, each with its name, with a slash behind each: `service/imap-login/`. */
  readonly path: string;
  /** Their types: `service.inet_listener`. */
  readonly scope: string;
  readonly names: readonly string[];
  /** Any name may stand in it: a list of words of the user's own. */
  readonly free: boolean;
  /** Dovecot does not know the block: nothing is said of what stands in it. */
  readonly foreign: boolean;
  /** Where it begins. */
  readonly at?: Place;
}

export const ROOT: Section = {
  outer: null,
  filter: {},
  path: "",
  scope: "",
  names: [],
  free: false,
  foreign: false,
};

export interface Opened {
  readonly section: Section;
  readonly problem?: { readonly kind: string; readonly message: string };
  /** The list of blocks that it belongs to, and its name in there. */
  readonly parent?: string;
  readonly entry?: string;
}

/** Blocks of 2.4 that are one and the same with the settings of their prefix, for a server's TLS. */
const TRANSPARENT = "ssl_server";

interface KnownBlock {
  readonly name: string;
  readonly type: string;
}

/** The block's full name in 2.4, where the prefix of the one around may be left out. */
function blockIn(section: Section, name: string, version: DovecotVersion): KnownBlock | undefined {
  const last = section.scope.split(".").at(-1) ?? "";
  const argument = section.path.split("/").at(-2) ?? "";
  const candidates = atLeast(version, "2.4") ? [`${last}_${argument}_${name}`, `${last}_${name}`, name] : [name];
  for (const candidate of candidates) {
    const known = settingIn(version, candidate, atLeast(version, "2.4") ? "" : section.scope);
    if (known !== undefined && ["section", "strlist", "boollist", "list", "filter"].includes(known.type)) return known;
  }
  return undefined;
}

function inside(section: Section, type: string, path: string, free: boolean, foreign = section.foreign): Section {
  const { filter } = section;
  const scope = section.scope === "" ? type : `${section.scope}.${type}`;
  return { outer: section, filter, path, scope, names: [...section.names, type], free, foreign };
}

/** Opens the block `node` within `section`; `name`: its argument, or a number in place of one. */
export function openBlock(section: Section, node: BlockStart, name: string, version: DovecotVersion): Opened {
  const type = node.name.text;
  if (isFilter(type)) {
    const filter = addFilter(section.filter, type, node.argument?.text ?? "");
    if (typeof filter !== "string") return { section: { ...section, outer: section, filter } };
    return { section: { ...section, outer: section }, problem: { kind: "misplaced-filter", message: filter } };
  }
  if (type === "group" && node.argument?.text.startsWith("@") === true && atLeast(version, "2.4"))
    return { section: inside(section, type, `${section.path}group/`, true, true) };
  const path = `${section.path}${type}/`;
  const known = section.foreign ? undefined : blockIn(section, type, version);
  if (known === undefined) {
    const words = [...section.names, type].join(" { ");
    const problem = { kind: "unknown-setting", message: `Unknown setting: ${words}` };
    return { section: inside(section, type, `${path}${name}/`, true, true), ...(section.foreign ? {} : { problem }) };
  }
  if (section.free) {
    const problem = { kind: "section-not-allowed", message: "Section not allowed here" };
    return { section: inside(section, type, path, true, true), problem };
  }
  const named = node.argument !== null;
  switch (known.type) {
    case "strlist":
    case "boollist":
      return { section: inside(section, known.name, `${section.path}${known.name}/`, true) };
    case "filter": {
      const at = known.name === TRANSPARENT ? section.path : `${section.path}${known.name}/`;
      const opened = { section: inside(section, known.name, at, false) };
      if (!named) return opened;
      return { ...opened, problem: { kind: "named-block", message: `${type} { } must not have a section name` } };
    }
    default: {
      const parent = `${section.path}${known.name}`;
      const opened: Opened = { section: inside(section, known.name, `${parent}/${name}/`, false), parent, entry: name };
      if (known.type !== "list" || named) return opened;
      return { ...opened, problem: { kind: "unnamed-block", message: `${type} { } is missing section name` } };
    }
  }
}
