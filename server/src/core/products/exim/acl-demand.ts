// Whether the ACLs let mail through without TLS. Only conditions about TLS, login and ports are known; all others may hold or not.
// Source: the Exim specification, chapter "Access control lists"; acl_check_internal in src/acl.c.

import { readAclLine } from "../../dialects/exim/acl.js";
import { listItems } from "../../dialects/exim/strings.js";
import type { Origin } from "../../posture/fact.js";
import { fold, foldCondition, type Situation } from "./expansion.js";
import { audience } from "./host-list.js";
import { firstLine, type Model } from "./model.js";

/** Three-valued: null may be either. */
type Truth = boolean | null;

interface Connection extends Situation {
  /** Nobody can log in on it. */
  readonly loginPossible: Truth;
}

interface Step {
  readonly verb: string;
  /** Conditions before and behind `endpass`. */
  readonly conditions: { readonly name: string; readonly negated: boolean; readonly value: string }[];
  readonly endpass: { readonly name: string; readonly negated: boolean; readonly value: string }[];
  readonly origin: Origin;
}

const MODIFIERS = new Set(
  "add_header continue control delay log_message log_reject_target logwrite message queue remove_header set udpsend".split(
    " ",
  ),
);

/** ACLs within one another are followed this deep (acl_level in src/acl.c has 20). */
const MAX_DEPTH = 20;

function stepsOf(model: Model, name: string): readonly Step[] | null {
  const steps: Step[] = [];
  let found = false;
  let behind = false;
  for (const statement of model.reading.statements) {
    if (statement.kind === "acl" && statement.name.text === name) found = true;
    if (statement.kind !== "acl-line" || statement.acl !== name) continue;
    const { source, span, line } = statement.logical;
    const part = readAclLine(line.text);
    if (part.verb !== null) {
      behind = false;
      const origin: Origin = {
        kind: "explicit",
        setting: `acl ${name}`,
        path: source.path,
        span: firstLine(source, span),
      };
      steps.push({ verb: part.verb, conditions: [], endpass: [], origin });
    }
    if (part.name === "endpass") behind = true;
    else if (part.name !== "" && !MODIFIERS.has(part.name))
      steps.at(-1)?.[behind ? "endpass" : "conditions"].push(part);
  }
  return found ? steps : null;
}

class Judge {
  readonly #model: Model;
  readonly #connection: Connection;
  /** Which steps refuse for certain. */
  readonly refusing: Origin[] = [];

  constructor(model: Model, connection: Connection) {
    this.#model = model;
    this.#connection = connection;
  }

  /** What an ACL may come to; null where it cannot be read. */
  outcomes(name: string, depth = 0): ReadonlySet<"accept" | "deny"> | null {
    const steps = depth > MAX_DEPTH ? null : stepsOf(this.#model, name);
    if (steps === null) return null;
    const outcomes = new Set<"accept" | "deny">();
    for (const step of steps) {
      const holds = this.#all(step.conditions, depth);
      const passed = this.#all(step.endpass, depth);
      switch (step.verb) {
        case "accept":
        case "discard":
          if (holds !== false && passed !== false) outcomes.add("accept");
          if (holds !== false && passed !== true) outcomes.add("deny");
          if (holds === true) return outcomes;
          break;
        case "deny":
        case "drop":
        case "defer":
          if (holds !== false) outcomes.add("deny");
          if (holds !== true) break;
          this.refusing.push(step.origin);
          return outcomes;
        case "require":
          if (holds !== true) outcomes.add("deny");
          if (holds !== false) break;
          this.refusing.push(step.origin);
          return outcomes;
      }
    }
    outcomes.add("deny");
    return outcomes;
  }

  #all(conditions: Step["conditions"], depth: number): Truth {
    let result: Truth = true;
    for (const { name, negated, value } of conditions) {
      const holds = this.#holds(name, value, depth);
      if (holds === null) result = null;
      else if (holds === negated) return false;
    }
    return result;
  }

  #holds(name: string, value: string, depth: number): Truth {
    const { tls, loginPossible } = this.#connection;
    switch (name) {
      case "encrypted":
        return tls ? (listItems(value).includes("*") ? true : null) : false;
      case "authenticated":
        return loginPossible === false ? false : null;
      case "hosts":
        return { all: true, none: false, some: null }[audience(value, this.#connection)];
      case "condition":
        return foldCondition(value, this.#connection);
      case "acl": {
        const inner = this.outcomes(value, depth + 1);
        return inner?.size === 1 ? inner.has("accept") : null;
      }
      default:
        return null;
    }
  }
}

/** The ACL that an option names; an empty one is not there, null is not known. */
function aclNamed(model: Model, option: string, situation: Situation): string | null {
  const { value, unknown } = model.main.get(option);
  const name = unknown ? null : fold(value, situation);
  return name === null || /^[\w]*$/.test(name) ? name : null;
}

/** Every one of them must let a message pass; without one for RCPT, none is taken. */
const OPTIONS = ["acl_smtp_mail", "acl_smtp_rcpt", "acl_smtp_predata", "acl_smtp_data"] as const;

export interface Demand {
  /** No mail passes without TLS, but some does with it. */
  readonly demanded: boolean;
  readonly origin: Origin;
  readonly unclear?: string;
}

function judge(model: Model, option: string, connection: Connection) {
  const name = aclNamed(model, option, connection);
  if (name === "")
    return { outcomes: new Set([option === "acl_smtp_rcpt" ? "deny" : "accept"] as const), refusing: [] };
  const one = new Judge(model, connection);
  return { outcomes: name === null ? null : one.outcomes(name), refusing: one.refusing };
}

/** `login`: whether a login is possible before TLS, and with it. */
export function demand(model: Model, port: number, login: { readonly before: Truth; readonly with: Truth }): Demand {
  const fallback: Origin = { kind: "default", setting: "acl_smtp_rcpt" };
  let unclear: string | undefined;
  let demanded: Origin | null = null;
  for (const option of OPTIONS) {
    const without = judge(model, option, { tls: false, port, loginPossible: login.before });
    const withTls = judge(model, option, { tls: true, port, loginPossible: login.with });
    if (without.outcomes === null || withTls.outcomes === null) {
      unclear = `${option} is not known`;
      continue;
    }
    const refused = !without.outcomes.has("accept");
    if (refused && !withTls.outcomes.has("accept")) return { demanded: false, origin: fallback };
    if (refused) demanded ??= without.refusing[0] ?? model.main.get(option).origin;
    else if ([...without.outcomes].sort().join() !== [...withTls.outcomes].sort().join())
      unclear = `${option} demands TLS of some clients, or for some mail`;
  }
  if (demanded !== null) return { demanded: true, origin: demanded };
  return { demanded: false, origin: fallback, ...(unclear !== undefined && { unclear }) };
}
