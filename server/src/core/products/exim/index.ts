// The product Exim: wires its files' meaning, rules and edits to the contract. No logic of its own.

import type { Endpoint } from "../../posture/posture.js";
import type { Configuration, Place, Product } from "../product.js";
import type { ProductOptions } from "../options.js";
import { completions } from "./completion.js";
import { hover, probeTarget } from "./hover.js";
import { readLibrary } from "./library.js";
import { groupFiles, type Sources } from "./load.js";
import { firstLine, loadModel, type Model } from "./model.js";
import { postureOf } from "./posture.js";
import { realise } from "./realise.js";
import { RULES } from "./rules/registry.generated.js";
import { settingsOf } from "./settings.js";
import { readVersion } from "./version.js";
import { waysOf } from "./ways.js";

function* reports(model: Model): ReturnType<Configuration["reports"]> & Generator {
  for (const rule of RULES) {
    if (model.sources.partial && rule.partial !== true) continue;
    for (const report of rule.check(model)) yield { meta: rule.meta, report };
  }
}

/** At what opens the port, else at the transport, else at an option about TLS. */
function placeOfDefault(model: Model, endpoint: Endpoint): Place {
  const facts = [endpoint.transport.origin, endpoint.required.origin, model.main.get("daemon_smtp_ports").origin];
  const origins = endpoint.role === "server" ? facts : facts.slice(0, 2);
  for (const origin of origins) if (origin.kind === "explicit") return { path: origin.path, span: origin.span };
  const name = /^transport\/(.*)$/.exec(endpoint.id)?.[1];
  const instance = model.drivers.find(
    (scope) => scope.instance?.driver === "transport" && scope.instance.name.text === name,
  )?.instance;
  const line = instance ?? model.main.written.find(({ option }) => option.name.startsWith("tls_"))?.line;
  if (line === undefined) return { path: model.source.path, span: { start: 0, end: 0 } };
  const { source, span } = line.logical;
  return { path: source.path, span: line.name.span ?? firstLine(source, span) };
}

function configuration(sources: Sources, options: ProductOptions): Configuration {
  const model = loadModel(sources, options);
  return {
    product: "exim",
    files: model.reading.files.map((source) => ({ source, dialect: "exim" })),
    posture: postureOf(model),
    settings: () => settingsOf(model),
    reports: () => reports(model),
    realise: (change, endpoint) => realise(model, change, endpoint),
    ways: (change, endpoint) => waysOf(model, change, endpoint),
    placeOfDefault: (endpoint) => placeOfDefault(model, endpoint),
    hover: (file, offset) => hover(model, file.source.path, offset),
    completions: (file, offset) => completions(model, file.source, offset),
    probeTarget: (file, offset) => probeTarget(model, file.source.path, offset),
    // It names ports, and no host under which others reach it.
    probePlaces: () => [],
  };
}

export const product: Product = {
  id: "exim",
  dialects: ["exim"],
  rules: RULES.map((rule) => rule.meta),
  checkOptions({ serverVersion, library }) {
    if (serverVersion !== undefined && readVersion(serverVersion) === null) {
      return `"${serverVersion}" is not an Exim version; write for example 4.96 or 4.98.1.`;
    }
    if (library !== undefined && readLibrary(library) === null) {
      return `"${library}" is not a TLS library that Exim uses; write for example gnutls-3.7 or openssl-3.0.`;
    }
    return null;
  },
  complete: (files, options) =>
    groupFiles(files).flatMap((sources) =>
      loadModel(sources, options).reading.files.map((source) => ({
        source: sources.given.get(source.path) ?? source,
        dialect: "exim",
      })),
    ),
  load: (files, options) => groupFiles(files).map((sources) => configuration(sources, options)),
};
