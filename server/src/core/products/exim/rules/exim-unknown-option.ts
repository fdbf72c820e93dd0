// An option that this release of Exim does not have, which stops it: misspelt, removed, or too new.
import { defineProductRule } from "../../../rules/rule.js";
import { closest } from "../../../text/closest.js";
import type { Fatal, Model } from "../model.js";
import { isKnownIn, type Option, optionsIn } from "../options.js";
import { SOUND, spec } from "../spec.js";

/** The options that could be meant at the place of a problem. */
function candidates(model: Model, { span, path }: Fatal): readonly Option[] {
  const statement = model.reading.statements.find(
    ({ kind, logical }) =>
      kind === "option" &&
      logical.source.path === path &&
      logical.span.start <= span.start &&
      span.start < logical.span.end,
  );
  if (statement?.kind !== "option") return [];
  const scope = model.drivers.find(({ instance }) => instance === statement.instance);
  return optionsIn(statement.instance === null ? "main" : (scope?.kind ?? statement.instance.driver));
}

export const rule = defineProductRule<Model>({
  meta: {
    id: "exim-unknown-option",
    summary: "Exim has no option of this name",
    severity: "error",
    fix: "none",
    docs: {
      why: "Exim stops at an option that it does not know. Names change rarely, but some did: `gnutls_require_kx`, `gnutls_require_mac` and `gnutls_require_protocols` have been without effect since 4.80 and are gone since 4.88, where `tls_require_ciphers` holds a priority string instead; `tls_advertise_requiretls` was in 4.92 only.",
      remedy: "Correct the name, or remove the line. An option of one driver belongs below the line with `driver = …`.",
      references: [spec("main", "main configuration"), spec("smtp", "the smtp transport")],
    },
    messages: {
      misspelt: "{problem} Did you mean `{near}`?",
      removed:
        "Exim {version} no longer has `{name}`, which was removed in {removed}, and does not start. Remove the line.",
      "too-new": "Exim {version} does not have `{name}` yet: it came with {since}. It does not start.",
      unknown: "{problem}",
    },
    examples: [
      {
        dialect: "exim",
        bad: "tls_certificat = /etc/exim4/tls/mx.pem\n" + "tls_certificate = /etc/exim4/tls/mx.pem\n",
        findings: [{ message: "misspelt", line: 1, severity: "error" }],
        good: "tls_certificate = /etc/exim4/tls/mx.pem\n",
      },
      {
        dialect: "exim",
        bad: `${SOUND}gnutls_require_protocols = TLS1.2\n`,
        findings: [{ message: "removed", line: 3, severity: "error" }],
        good: SOUND,
      },
      {
        dialect: "exim",
        serverVersion: "4.94",
        bad: `${SOUND}hosts_require_alpn = *\n`,
        findings: [{ message: "too-new", line: 3, severity: "error" }],
        good: SOUND,
      },
    ],
  },
  *check(model) {
    const { text: version } = model.version;
    for (const fatal of model.fatals) {
      const { problem, message, path, span } = fatal;
      if (problem !== "unknown-option") continue;
      const source = model.reading.files.find((file) => file.path === path);
      const name = (source?.slice(span) ?? "").replace(/^not?_/, "");
      const known = candidates(model, fatal);
      const other = known.find((option) => option.name === name);
      const at = { path, span };
      if (other?.removed !== undefined && other.since !== version)
        yield { message: "removed", data: { name, version, removed: other.removed }, at };
      else if (other?.since !== undefined)
        yield { message: "too-new", data: { name, version, since: other.since }, at };
      else {
        const near = closest(
          name,
          known.filter((option) => isKnownIn(option, model.version)).map((option) => option.name),
        );
        if (near === null) yield { message: "unknown", data: { problem: message }, at };
        else yield { message: "misspelt", data: { problem: message, near }, at };
      }
    }
  },
});
