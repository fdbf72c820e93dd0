// What can be written at a place of an Exim file: options of the section, values of booleans, drivers.

import { readLines } from "../../dialects/exim/lines.js";
import type { SourceText } from "../../text/source-text.js";
import { wordAt } from "../../text/word-at.js";
import type { Completion, CompletionList } from "../product.js";
import { optionDetail, optionMarkdown } from "./catalogue.js";
import type { Model, Scope } from "./model.js";
import { driversOf, isKnownIn, type Option, optionsIn } from "./options.js";

/** Values of options with a choice of words. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  tls_require_ciphers: ["NORMAL", "SECURE128", "SECURE192", "PFS", "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"],
  tls_advertise_hosts: ["*"],
  auth_advertise_hosts: ["${if eq{$tls_in_cipher}{}{}{*}}", "*"],
  hosts_require_tls: ["*"],
  hosts_require_dane: ["*"],
  hosts_try_dane: ["*"],
  tls_dhparam: ["ffdhe2048", "ffdhe3072", "ffdhe4096", "none"],
  tls_verify_certificates: ["system"],
  protocol: ["smtp", "smtps", "lmtp"],
  tls_on_connect_ports: ["465"],
  daemon_smtp_ports: ["25 : 465 : 587"],
};

const SECTION = /^[ \t]*begin[ \t]+(\w+)/i;
const HEAD = /^[ \t]*(\w+)[ \t]*:[ \t]*$/;

/** The scope in which a line stands, read from the lines before it. */
function scopeAt(model: Model, { text }: SourceText, offset: number): Scope | "none" | { readonly kind: string } {
  let section = "main";
  let name = "";
  for (const line of readLines(text)) {
    if (line.span.start >= offset) break;
    const content = text.slice(line.content.start, line.content.end);
    const begun = SECTION.exec(content)?.[1]?.toLowerCase().replace(/s$/, "");
    if (begun !== undefined) [section, name] = [begun, ""];
    else name = HEAD.exec(content)?.[1] ?? name;
  }
  if (section === "main") return model.main;
  if (!["router", "transport", "authenticator"].includes(section) || name === "") return "none";
  const scope = model.drivers.find(({ instance }) => instance?.driver === section && instance.name.text === name);
  return scope ?? { kind: section };
}

function optionItem(option: Option, model: Model, taken: ReadonlySet<string>, after: string): Completion {
  return {
    kind: "setting",
    label: option.name,
    detail: optionDetail(option, model.version),
    markdown: optionMarkdown(option, model.version),
    deprecated: option.removed !== undefined,
    text: option.name + after,
    preferred: !taken.has(option.name),
  };
}

function values(name: string, scope: { readonly kind: string }): readonly string[] {
  if (name === "driver") return driversOf(scope.kind.split("/")[0] ?? "");
  const option = optionsIn(scope.kind).find((one) => one.name === name);
  return WORDS[name] ?? (option?.type.startsWith("boolean") === true ? ["true", "false"] : []);
}

/** What can be written at `offset`; null where there is nothing to choose from. */
export function completions(model: Model, source: SourceText, offset: number): CompletionList | null {
  const { text } = source;
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  const scope = scopeAt(model, source, lineStart);
  if (scope === "none" || /^[ \t]*[#.]/.test(before)) return null;
  const [, name] = /^[ \t]*(?:hide[ \t]+)?(\w+)[ \t]*=/.exec(before) ?? [];
  if (name !== undefined) {
    const items = values(name, scope).map((label): Completion => ({
      ...{ kind: "value", label, detail: name, markdown: "", deprecated: false, text: label, preferred: true },
    }));
    return items.length === 0 ? null : { span: wordAt(text, offset, /[^\s=]/), items };
  }
  if (!/^[ \t]*(?:hide[ \t]+)?(?:not?_)?\w*$/.test(before)) return null;
  const span = wordAt(text, offset, /\w/);
  const taken = new Set("written" in scope ? scope.written.map(({ option }) => option.name) : []);
  const rest = text.slice(span.end).split("\n", 1)[0] ?? "";
  const options = optionsIn(scope.kind).filter((option) => isKnownIn(option, model.version));
  return {
    span,
    items: options.map((option) =>
      optionItem(option, model, taken, rest.trimStart().startsWith("=") || option.type === "boolean" ? "" : " = "),
    ),
  };
}
