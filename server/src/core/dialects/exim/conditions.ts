// `.ifdef` and its kin: which physical lines count. Source: get_config_line and next_cstate in src/readconf.c (4.96).

import { CONDITIONS } from "./lines.js";

/** `on`: lines count. `waiting`: they would after an `.else`. `off`: they do not until `.endif`. */
type State = "on" | "waiting" | "off";

/** CSTATE_STACK_SIZE: deeper nesting is refused. */
const MAX_DEPTH = 10;

export type Outcome =
  | { readonly kind: "none" }
  | { readonly kind: "handled" }
  | { readonly kind: "refused"; readonly problem: string; readonly message: string };

const HANDLED: Outcome = { kind: "handled" };

/** The state of nested conditions. */
export class ConditionStack {
  #state: State = "on";
  readonly #outer: State[] = [];

  get active(): boolean {
    return this.#state === "on";
  }

  /** A condition is not closed by `.endif`. */
  get open(): boolean {
    return this.#outer.length > 0;
  }

  /** Reads a physical line that begins with a dot; `found`: a macro was replaced in it, which is what `.ifdef` asks. */
  read(line: string, found: boolean): Outcome {
    const word = CONDITIONS.find((condition) => line.startsWith(condition, 1));
    if (word === undefined) return { kind: "none" };
    // A word that only begins like one is passed over without a message; so is one before a tab (Exim tests for the letter t).
    const next = line.charAt(1 + word.length);
    if (next !== "" && next !== " " && next !== "t" && next !== "\n") return HANDLED;
    return word === "ifdef" || word === "ifndef" ? this.#push(word, found) : this.#change(word, found);
  }

  #push(word: string, found: boolean): Outcome {
    if (this.#outer.length >= MAX_DEPTH) {
      const message = `Conditions are nested more than ${MAX_DEPTH} deep here: Exim does not start.`;
      return { kind: "refused", problem: "conditions-too-deep", message };
    }
    this.#outer.push(this.#state);
    if (this.#state !== "on") this.#state = "off";
    else this.#state = found === (word === "ifdef") ? "on" : "waiting";
    return HANDLED;
  }

  #change(word: "elifdef" | "elifndef" | "else" | "endif", found: boolean): Outcome {
    const outer = this.#outer.at(-1);
    if (outer === undefined) {
      const message = `\`.${word}\` without an \`.ifdef\` before it: Exim does not start. Remove the line, or add what is missing.`;
      return { kind: "refused", problem: "condition-without-ifdef", message };
    }
    if (word === "endif") {
      this.#outer.pop();
      this.#state = outer;
    } else if (this.#state === "waiting") {
      const holds = word === "else" || found === (word === "elifdef");
      this.#state = holds ? "on" : "waiting";
    } else this.#state = "off";
    return HANDLED;
  }
}
