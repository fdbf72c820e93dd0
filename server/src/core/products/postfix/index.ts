// The product Postfix: wires its files' meaning, rules and edits to the contract. No logic of its own.

import { parse } from "../../dialects/postfix-main/parse.js";
import type { Endpoint, PostureChange } from "../../posture/posture.js";
import type { Configuration, InputFile, Product } from "../product.js";
import type { ProductOptions } from "../options.js";
import { isOpenSslLibrary, OPENSSL_LIBRARIES } from "../../tls/openssl-table.js";
import { hover, probeTarget } from "./hover.js";
import { loadModel, type Model } from "./model.js";
import { postureOf } from "./posture.js";
import { realise } from "./realise.js";
import { RULES } from "./rules/registry.generated.js";
import { settingsOf } from "./settings.js";
import { readVersion } from "./version.js";

function* reports(model: Model): ReturnType<Configuration["reports"]> & Generator {
  for (const rule of RULES) {
    for (const report of rule.check(model)) yield { meta: rule.meta, report };
  }
}

function placeOfDefault(model: Model, endpoint: Endpoint): { path: string; span: { start: number; end: number } } {
  const { path } = model.source;
  for (const fact of [endpoint.transport, endpoint.required]) {
    if (fact.origin.kind === "explicit") return { path: fact.origin.path, span: fact.origin.span };
  }
  const prefix = endpoint.role === "server" ? "smtpd_tls_" : "smtp_tls_";
  const sibling = [...model.entries.values()].find((entry) => entry.name.text.startsWith(prefix));
  const first = sibling ?? model.entries.values().next().value;
  return { path, span: first?.name.span ?? { start: 0, end: 0 } };
}

function configuration(file: InputFile, options: ProductOptions): Configuration {
  const model = loadModel(parse(file.source), options);
  return {
    product: "postfix",
    files: [file],
    posture: postureOf(model),
    settings: () => settingsOf(model),
    reports: () => reports(model),
    realise: (change: PostureChange, endpoint: Endpoint) => realise(model, change, endpoint),
    placeOfDefault: (endpoint) => placeOfDefault(model, endpoint),
    hover: (_, offset) => hover(model, offset),
    probeTarget: (_, offset) => probeTarget(model, offset),
  };
}

export const product: Product = {
  id: "postfix",
  dialects: ["postfix-main"],
  rules: RULES.map((rule) => rule.meta),
  checkOptions({ serverVersion, library }) {
    if (serverVersion !== undefined && readVersion(serverVersion) === null) {
      return `"${serverVersion}" is not a Postfix version; write for example 3.7 or 3.7.11.`;
    }
    if (library !== undefined && !isOpenSslLibrary(library)) {
      return `"${library}" is not a TLS library that Postfix uses; known are ${OPENSSL_LIBRARIES.join(", ")}.`;
    }
    return null;
  },
  load: (files, options) => files.map((file) => configuration(file, options)),
};
