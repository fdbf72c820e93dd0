// Strings and lists in the values of options. Nothing is expanded. Source: string_dequote, string_interpret_escape and
// string_nextinlist in src/string.c (4.96).

/** What a quoted string stands for; `rest` is what follows its closing quote, null where there is none. */
export interface Quoted {
  readonly text: string;
  readonly rest: string | null;
}

const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** Reads a string that begins with `"`. */
export function dequote(text: string): Quoted {
  let result = "";
  for (let at = 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') return { text: result, rest: text.slice(at + 1) };
    if (character !== "\\") {
      result += character;
      continue;
    }
    const [whole, digits, hex, other] = /^\\(?:([0-7]{1,3})|x([0-9a-fA-F]{0,2})|([^]?))/.exec(text.slice(at)) ?? ["\\"];
    if (digits !== undefined) result += String.fromCharCode(Number.parseInt(digits, 8) & 0xff);
    else if (hex !== undefined) result += hex === "" ? "" : String.fromCharCode(Number.parseInt(hex, 16));
    else result += ESCAPES[other ?? ""] ?? (other === "" ? "\\" : (other ?? ""));
    at += whole.length - 1;
  }
  return { text: result, rest: null };
}

/** The items of a list: separated by `:`, or by what follows `<` at its start; a doubled separator stands for itself. */
export function listItems(text: string): readonly string[] {
  let rest = text.trimStart();
  let separator = ":";
  const chosen = /^<([!-/:-@[-`{-~])/.exec(rest)?.[1];
  if (chosen !== undefined) {
    separator = chosen;
    rest = rest.slice(2);
  }
  const items: string[] = [];
  let item = "";
  for (let at = 0; at < rest.length; at += 1) {
    const character = rest.charAt(at);
    if (character !== separator) item += character;
    else if (rest[at + 1] === separator) {
      item += character;
      at += 1;
    } else {
      items.push(item.trim());
      item = "";
    }
  }
  if (item.trim() !== "") items.push(item.trim());
  return items;
}
