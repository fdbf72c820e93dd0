// Folds those expansions whose value follows from what a configuration says of one connection. Everything else is not guessed: null.
// Source: the Exim specification, chapter "String expansions"; `eval_condition` and `expand_string_internal` in src/expand.c.

/** What is known when a string is expanded. */
export interface Situation {
  /** TLS is in use on the connection. */
  readonly tls: boolean;
  /** The local port of an incoming connection; null where there is none. */
  readonly port: number | null;
  /** What a path in `exists{…}` is; null where nobody knows. */
  exists?(path: string): boolean | null;
  /** The items of a named host list; null where there is none. */
  hostList?(name: string): string | null;
}

/** `some`: not empty, and nothing more is known of it. */
type Known = string | { readonly some: true };

/** Expansions within one another are followed this deep; Exim has no limit. */
const MAX_DEPTH = 40;

class Unclear extends Error {}

function variable(name: string, { tls, port }: Situation): Known {
  if (/^tls_(?:in_)?(?:cipher|ver|cipher_std)$/.test(name)) return tls ? { some: true } : "";
  if (/^(?:received|interface)_port$/.test(name) && port !== null) return String(port);
  throw new Unclear(name);
}

class Folder {
  readonly #text: string;
  readonly #situation: Situation;
  #at = 0;
  #depth: number;

  constructor(text: string, situation: Situation, depth: number) {
    this.#text = text;
    this.#situation = situation;
    this.#depth = depth;
    if (depth > MAX_DEPTH) throw new Unclear("depth");
  }

  /** The whole string. */
  all(): Known {
    const parts: Known[] = [];
    while (this.#at < this.#text.length) parts.push(this.#piece());
    if (parts.every((part) => typeof part === "string")) return parts.join("");
    const [only, ...more] = parts.filter((part) => part !== "");
    if (more.length === 0 && only !== undefined) return only;
    throw new Unclear("a part is not known");
  }

  #piece(): Known {
    const character = this.#text.charAt(this.#at);
    if (character === "\\") {
      const next = this.#text.charAt(this.#at + 1);
      if (next === "N") throw new Unclear("\\N");
      this.#at += 2;
      return { n: "\n", t: "\t", r: "\r" }[next] ?? next;
    }
    if (character !== "$") {
      this.#at += 1;
      return character;
    }
    const simple = /^\$(?:\{([a-zA-Z_]\w*)\}|([a-zA-Z_]\w*))/.exec(this.#text.slice(this.#at));
    if (simple !== null) {
      this.#at += simple[0].length;
      return variable(simple[1] ?? simple[2] ?? "", this.#situation);
    }
    const condition = /^\$\{\s*if\s*/.exec(this.#text.slice(this.#at));
    if (condition === null) throw new Unclear("an expansion");
    this.#at += condition[0].length;
    return this.#if();
  }

  #if(): Known {
    const holds = this.condition();
    this.#blanks();
    if (this.#text[this.#at] === "}") {
      this.#at += 1;
      return holds ? "true" : "";
    }
    const yes = this.#group();
    this.#blanks();
    let no = "";
    if (this.#text.startsWith("fail", this.#at)) throw new Unclear("fail");
    if (this.#text[this.#at] === "{") no = this.#group();
    this.#blanks();
    if (this.#text[this.#at] !== "}") throw new Unclear("an end of ${if");
    this.#at += 1;
    return this.#fold(holds ? yes : no);
  }

  /** A condition at the place reached. */
  condition(): boolean {
    this.#blanks();
    const [whole = "", bang, name = ""] = /^(!\s*)?(def:\w+|[a-z_]+|[<>=]=?)/.exec(this.#text.slice(this.#at)) ?? [];
    if (whole === "") throw new Unclear("a condition");
    this.#at += whole.length;
    const value = this.#test(name);
    return bang === undefined ? value : !value;
  }

  #test(name: string): boolean {
    if (name.startsWith("def:")) return variable(name.slice(4), this.#situation) !== "";
    if (name === "and" || name === "or") return this.#several(name);
    const first = this.#fold(this.#group());
    if (name === "bool" || name === "bool_lax") return truth(first);
    if (name === "exists") {
      const found = typeof first === "string" ? (this.#situation.exists?.(first) ?? null) : null;
      if (found === null) throw new Unclear("a file");
      return found;
    }
    const second = this.#fold(this.#group());
    if (first === "" || second === "") {
      if (name === "eq" || name === "eqi") return first === second;
    }
    if (typeof first !== "string" || typeof second !== "string") throw new Unclear("a comparison");
    if (name === "eq") return first === second;
    if (name === "eqi") return first.toLowerCase() === second.toLowerCase();
    const [a, b] = [Number(first), Number(second)];
    if (!/^[<>=]=?$/.test(name) || !Number.isFinite(a) || !Number.isFinite(b)) throw new Unclear(name);
    if (name === "=" || name === "==") return a === b;
    return name.startsWith("<") ? a < b || (name === "<=" && a === b) : a > b || (name === ">=" && a === b);
  }

  /** `{{a}{b}…}`; one that decides is enough, whatever the others are. */
  #several(name: "and" | "or"): boolean {
    const inner = this.#group();
    const folder = new Folder(inner, this.#situation, this.#depth + 1);
    let unclear: Unclear | null = null;
    for (const group of folder.groups()) {
      try {
        const holds = new Folder(group, this.#situation, this.#depth + 2).condition();
        if (holds === (name === "or")) return holds;
      } catch (error) {
        if (!(error instanceof Unclear)) throw error;
        unclear = error;
      }
    }
    if (unclear !== null) throw unclear;
    return name === "and";
  }

  groups(): readonly string[] {
    const found: string[] = [];
    this.#blanks();
    while (this.#text[this.#at] === "{") {
      found.push(this.#group());
      this.#blanks();
    }
    return found;
  }

  #fold(text: string): Known {
    return new Folder(text, this.#situation, this.#depth + 1).all();
  }

  /** What stands between braces at the place reached. */
  #group(): string {
    this.#blanks();
    if (this.#text[this.#at] !== "{") throw new Unclear("a brace");
    const start = this.#at + 1;
    let level = 0;
    for (; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text.charAt(this.#at);
      if (character === "\\") this.#at += 1;
      else if (character === "{") level += 1;
      else if (character === "}" && --level === 0) {
        this.#at += 1;
        return this.#text.slice(start, this.#at - 1);
      }
    }
    throw new Unclear("a closing brace");
  }

  #blanks(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at += 1;
  }
}

/** `expand_check_condition`: empty, 0, no and false are false; 1, yes and true are true. */
function truth(value: Known): boolean {
  const word = typeof value === "string" ? value.trim().toLowerCase() : null;
  if (word === "" || word === "0" || word === "no" || word === "false") return false;
  if (word === "1" || word === "yes" || word === "true") return true;
  throw new Unclear("a condition");
}

function clear<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof Unclear) return null;
    throw error;
  }
}

/** The value of `text` in a situation; null where it is not known. */
export function fold(text: string, situation: Situation): string | null {
  if (!/[$\\]/.test(text)) return text;
  const value = clear(() => new Folder(text, situation, 0).all());
  return typeof value === "string" ? value : null;
}

/** Whether a condition such as `server_advertise_condition` holds; null where it is not known. */
export function foldCondition(text: string, situation: Situation): boolean | null {
  return clear(() => truth(new Folder(text, situation, 0).all()));
}
