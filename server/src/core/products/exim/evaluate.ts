// Statements to options: which table a name is looked up in, what Exim refuses, what repeated lines come to. No opinion on any value.
// Source: readconf_handle_option, readconf_driver_init and the end of readconf_main in src/readconf.c (4.96).

import type { ConfigurationProblem, Instance, OptionLine, Reading, Statement } from "../../dialects/exim/statement.js";
import { listItems } from "../../dialects/exim/strings.js";
import { readEximOptions } from "../../tls/vocabularies/exim-openssl-options.js";
import type { Library } from "./library.js";
import { isDriver, isKnownIn, type Option, option } from "./options.js";
import { readValue } from "./values.js";
import type { EximVersion } from "./version.js";

/** An option that a line sets. */
export interface Written {
  readonly option: Option;
  readonly line: OptionLine;
  /** What Exim holds after this line. */
  readonly text: string;
  /** As `exim -bP` shows it. */
  readonly printed: string;
}

export interface Evaluation {
  /** Each option once, with its last line. */
  readonly written: readonly Written[];
  /** `kind`: the table of its driver, or its class alone where it has none. */
  readonly instances: readonly { readonly instance: Instance; readonly kind: string }[];
  /** Those of reading and those of the options, in the order in which Exim would meet them. */
  readonly problems: readonly ConfigurationProblem[];
}

/** A repeated option: `condition` is combined, others are joined (opt_rep_con, opt_rep_str). */
function combined({ name }: Option, before: string, added: string): string {
  if (name === "condition") return `\${if and{{bool_lax{${before}}}{bool_lax{${added}}}}}`;
  const separator = name.startsWith("headers_add") ? "\n" : name.startsWith("set") ? ";" : ":";
  return [...listItems(before), ...listItems(added)].join(separator);
}

class Evaluator {
  readonly #written = new Map<string, Written>();
  readonly #kinds = new Map<Instance, string>();
  readonly #problems: ConfigurationProblem[] = [];
  readonly #version: EximVersion;
  #order = 0;

  constructor(version: EximVersion) {
    this.#version = version;
  }

  statement(statement: Statement, order: number): void {
    this.#order = order;
    if (statement.kind === "instance") this.#kinds.set(statement, statement.driver);
    if (statement.kind === "option") this.#option(statement);
  }

  refuse(line: OptionLine, problem: string, message: string, numbered = true): void {
    const { source, span, line: mapped } = line.logical;
    const at = line.name.span ?? { start: Math.abs(mapped.offsets[0] ?? span.start), end: span.end };
    const place = at.start >= span.start && at.start <= span.end ? at : span;
    this.#problems.push({ problem, message, source, span: place, end: span.end, order: this.#order, numbered });
  }

  #find(line: OptionLine): Option | undefined {
    const name = line.name.text.slice(line.negation.length);
    const kind = line.instance === null ? "main" : (this.#kinds.get(line.instance) ?? line.instance.driver);
    const found = (line.instance === null ? undefined : option(line.instance.driver, name)) ?? option(kind, name);
    return found !== undefined && isKnownIn(found, this.#version) ? found : undefined;
  }

  #option(line: OptionLine): void {
    const known = this.#find(line);
    if (known === undefined) {
      this.#unknown(line);
      return;
    }
    const key = `${line.instance === null ? "" : `${line.instance.driver} ${line.instance.name.text}`} ${known.name}`;
    const before = this.#written.get(key);
    if (before !== undefined && known.repeats !== true) {
      const { source, span } = before.line.logical;
      const where = source.position(span.start).line + 1;
      const message = `\`${known.name}\` is set on line ${where} already: Exim does not start when an option is set twice. Remove one of the two.`;
      this.refuse(line, "option-set-twice", message);
    }
    const value = readValue(known, line);
    if ("refused" in value) {
      this.refuse(line, "bad-value", value.refused);
      return;
    }
    let { text, printed } = value;
    if (known.repeats === true && (before !== undefined || known.name !== "condition"))
      text = printed = before === undefined ? combined(known, "", text) : combined(known, before.text, text);
    this.#written.set(key, { option: known, line, text, printed });
    if (known.name === "driver" && line.instance !== null) this.#driver(line, line.instance, text);
  }

  #driver(line: OptionLine, instance: Instance, name: string): void {
    if (isDriver(instance.driver, name)) this.#kinds.set(instance, `${instance.driver}/${name}`);
    else {
      const message = `Exim has no ${instance.driver} driver \`${name}\`, and does not start.`;
      this.refuse(line, "unknown-driver", message);
    }
  }

  #unknown(line: OptionLine): void {
    const name = line.name.text;
    const { instance } = line;
    const kind = instance === null ? "main" : (this.#kinds.get(instance) ?? instance.driver);
    if (instance !== null && !kind.includes("/")) {
      const message = `\`${name}\` is no option of every ${instance.driver}; those of one driver come after the line with \`driver = …\`. Exim does not start.`;
      this.refuse(line, "unknown-option", message);
      return;
    }
    const owner = instance === null ? "in the main section" : `of the ${kind.split("/")[1] ?? ""} ${instance.driver}`;
    this.refuse(
      line,
      "unknown-option",
      `Exim ${this.#version.text} knows no option \`${name}\` ${owner}, and does not start.`,
    );
  }

  /** What Exim finds out once it has read the main section. */
  afterMain(library: Library, order: number): void {
    this.#order = order;
    const last = (name: string): Written | undefined => this.#written.get(` ${name}`);
    const bits = last("tls_dh_max_bits");
    if (bits !== undefined && Number(bits.text) < 1024)
      this.refuse(
        bits.line,
        "dh-max-bits-too-small",
        "`tls_dh_max_bits` must be at least 1024: Exim does not start.",
        false,
      );
    const options = last("openssl_options");
    if (options !== undefined && library.kind === "gnutls") {
      const message =
        "`openssl_options` is set, but this Exim uses GnuTLS, and does not start. Remove the line; `tls_require_ciphers` says it to GnuTLS.";
      this.refuse(options.line, "openssl-options-with-gnutls", message, false);
    }
    if (options !== undefined && library.kind === "openssl") {
      const { unknown } = readEximOptions(options.text);
      if (unknown !== null)
        this.refuse(
          options.line,
          "bad-openssl-options",
          `Exim does not know \`${unknown.text}\` in \`openssl_options\`, and does not start.`,
          false,
        );
    }
    const queue =
      last("smtp_accept_max_per_host") ??
      (Number(last("smtp_accept_queue")?.text ?? 0) > 0 ? last("smtp_accept_queue") : undefined);
    if (queue !== undefined && last("smtp_accept_max")?.text === "0")
      this.refuse(
        queue.line,
        "accept-max-missing",
        `\`${queue.option.name}\` needs an \`smtp_accept_max\` that is not 0: Exim does not start.`,
        false,
      );
    const retain = last("local_sender_retain");
    if (retain?.text === "true" && last("local_from_check")?.text !== "false")
      this.refuse(
        retain.line,
        "local-sender-retain",
        "`local_sender_retain` needs `local_from_check = false`: Exim does not start.",
        false,
      );
  }

  finish(reading: readonly ConfigurationProblem[]): Evaluation {
    return {
      written: [...this.#written.values()],
      instances: [...this.#kinds].map(([instance, kind]) => ({ instance, kind })),
      problems: [...reading, ...this.#problems].sort((a, b) => a.order - b.order),
    };
  }
}

/** Evaluates what was read. `whole`: nothing is missing, so that what belongs together can be compared. */
export function evaluate(reading: Reading, version: EximVersion, library: Library, whole: boolean): Evaluation {
  const evaluator = new Evaluator(version);
  const { statements } = reading;
  const mainEnd = statements.findIndex(({ kind }) => kind === "section");
  const end = mainEnd === -1 ? statements.length : mainEnd;
  for (const [index, statement] of statements.entries()) {
    if (index === end && whole) evaluator.afterMain(library, index - 0.5);
    evaluator.statement(statement, index);
  }
  if (end === statements.length && whole) evaluator.afterMain(library, end);
  // What was wrong before a statement was read comes before what is wrong with its value.
  return evaluator.finish(reading.problems.map((problem) => ({ ...problem, order: problem.order - 0.25 })));
}
