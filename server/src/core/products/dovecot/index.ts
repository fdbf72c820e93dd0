// The product Dovecot: wires its files' meaning, rules and edits to the contract. No logic of its own.

import type { Configuration, Product } from "../product.js";
import type { ProductOptions } from "../options.js";
import { isOpenSslLibrary, OPENSSL_LIBRARIES } from "../../tls/openssl-table.js";
import { completions } from "./completion.js";
import { hover, links, probeTarget } from "./hover.js";
import { groupFiles, type Sources } from "./load.js";
import { loginServicesOf } from "./login-services.js";
import { loadModel, type Model } from "./model.js";
import { placeOfDefault } from "./places.js";
import { postureOf } from "./posture.js";
import { realise } from "./realise.js";
import { RULES } from "./rules/registry.generated.js";
import { settingsOf } from "./settings.js";
import { guardEdits, guardReport } from "./templates.js";
import { readVersion } from "./version.js";
import { waysOf } from "./ways.js";

function* reports(model: Model): ReturnType<Configuration["reports"]> & Generator {
  for (const rule of RULES) {
    if (model.partial && rule.partial !== true) continue;
    for (const found of rule.check(model)) {
      const report = guardReport(model.reading.templates, found);
      if (report) yield { meta: rule.meta, report };
    }
  }
}

function configuration(sources: Sources, options: ProductOptions): Configuration {
  const model = loadModel(sources, options);
  return {
    product: "dovecot",
    files: model.reading.sources.map((source) => ({ source, dialect: "dovecot" })),
    posture: postureOf(model),
    settings: () => settingsOf(model),
    reports: () => reports(model),
    realise: (change, endpoint) => guardEdits(model.reading.templates, realise(model, change, endpoint)),
    ways(change, endpoint) {
      const { ways, ...rest } = waysOf(model, change, endpoint);
      const guarded = ways.flatMap((edits) => {
        const kept = guardEdits(model.reading.templates, edits);
        return kept === null ? [] : [kept];
      });
      return { ways: guarded, ...rest };
    },
    placeOfDefault: (endpoint) => placeOfDefault(model, endpoint),
    hover: (file, offset) => hover(model, file.source.path, offset),
    completions: (file, offset) => completions(model, file.source.path, file.source.text, offset),
    links: (file) => links(model, file.source.path),
    probeTarget: () => probeTarget(model),
    // It names ports, and no host under which others reach it.
    probePlaces: () => [],
  };
}

export const product: Product = {
  id: "dovecot",
  dialects: ["dovecot"],
  usualFile: { path: "dovecot/dovecot.conf", dialect: "dovecot" },
  rules: RULES.map((rule) => rule.meta),
  checkOptions({ serverVersion, library }) {
    if (serverVersion !== undefined && readVersion(serverVersion) === null)
      return `"${serverVersion}" is not a Dovecot version that Mail TLS knows; write for example 2.3 or 2.4.1.`;
    if (library !== undefined && !isOpenSslLibrary(library))
      return `"${library}" is not a TLS library that Dovecot uses; known are ${OPENSSL_LIBRARIES.join(", ")}.`;
    return null;
  },
  complete: (files, options) =>
    groupFiles(files, options).flatMap((sources) =>
      loadModel(sources, options).reading.sources.map((source) => ({ source, dialect: "dovecot" })),
    ),
  loginServices: (files, options) =>
    groupFiles(files, options).flatMap((sources) => loginServicesOf(loadModel(sources, options))),
  load: (files, options) => groupFiles(files, options).map((sources) => configuration(sources, options)),
};
