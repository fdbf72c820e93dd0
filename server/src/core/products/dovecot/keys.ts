// Names of settings within their blocks: which setting of the table a word means there.

import type { Section } from "./blocks.js";
import { type KnownSetting, settingIn } from "./settings-table.js";
import { atLeast, type DovecotVersion } from "./version.js";

export interface Key extends KnownSetting {
  /** With the blocks around: `service/imap-login/inet_listener/imap/port`. */
  readonly path: string;
}

function free(section: Section, name: string): Key {
  return {
    path: section.path + name,
    name,
    scope: section.scope,
    type: "string",
    values: [],
    fallback: "",
    auth: false,
  };
}

/** In 2.4 the prefix of the blocks around may be left out: `port` in `inet_listener` is inet_listener_port. */
function modernKey(section: Section, word: string, version: DovecotVersion): Key | null {
  const name = word.replace(/^"(.*)"$/, "$1");
  if (section.free) return free(section, name);
  const block = section.scope.split(".").at(-1) ?? "";
  const argument = section.path.split("/").at(-2) ?? "";
  for (const full of block === "" ? [name] : [`${block}_${argument}_${name}`, `${block}_${name}`, name]) {
    const known = settingIn(version, full.split("/", 1)[0] ?? full);
    if (known === undefined) continue;
    const short =
      block !== "" && full.startsWith(`${block}_`) && block !== "ssl_server" ? full.slice(block.length + 1) : full;
    return { ...known, name: known.name, path: section.path + short };
  }
  return null;
}

/** What `name` means in `section`; null where Dovecot does not know it there. */
export function keyOf(section: Section, name: string, version: DovecotVersion): Key | null {
  if (section.foreign) return null;
  if (atLeast(version, "2.4")) return modernKey(section, name, version);
  if (section.free) return free(section, name);
  const known = settingIn(version, name, section.scope);
  if (known === undefined || known.type === "section") return null;
  return { ...known, path: section.path + name };
}
