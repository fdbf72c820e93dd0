// The product Postfix: wires its files' meaning, rules and edits to the contract. No logic of its own.

import type { Endpoint, HardeningChange, PostureChange } from "../../posture/posture.js";
import type { Configuration, InputFile, Product, Ways } from "../product.js";
import type { SourceText } from "../../text/source-text.js";
import type { ProductOptions } from "../options.js";
import { isOpenSslLibrary, OPENSSL_LIBRARIES } from "../../tls/openssl-table.js";
import { hover, probeTarget } from "./hover.js";
import { completions } from "./completion.js";
import { groupFiles } from "./load.js";
import { loadModel, type Model, type Sources } from "./model.js";
import { postureOf } from "./posture.js";
import { realise } from "./realise.js";
import { namedTables, TLS_TABLES } from "./tables.js";
import { RULES } from "./rules/registry.generated.js";
import { settingsOf } from "./settings.js";
import { certain, guardEdits } from "./template-guard.js";
import { knownPosture } from "./template-posture.js";
import { readVersion } from "./version.js";
import { waysOf } from "./ways.js";

function* reports(model: Model): ReturnType<Configuration["reports"]> & Generator {
  for (const rule of RULES) {
    if (!model.mainRead && rule.partial !== true) continue;
    const found = rule.check(model);
    for (const report of model.templates.size === 0 ? found : certain(model, found)) yield { meta: rule.meta, report };
  }
}

/** At what switched the endpoint on, else at its line in master.cf, else at a setting that is near. */
function placeOfDefault(model: Model, endpoint: Endpoint): { path: string; span: { start: number; end: number } } {
  for (const fact of [endpoint.transport, endpoint.required]) {
    if (fact.origin.kind === "explicit") return { path: fact.origin.path, span: fact.origin.span };
  }
  const { path } = model.source;
  const prefix = endpoint.role === "server" ? "smtpd_tls_" : "smtp_tls_";
  const sibling = [...model.entries.values()].find((entry) => entry.name.text.startsWith(prefix));
  const first = sibling ?? model.entries.values().next().value;
  return { path, span: first?.name.span ?? { start: 0, end: 0 } };
}

function filesOf({ main, master, maps }: Sources): readonly InputFile[] {
  return [
    ...(main ? [{ source: main, dialect: "postfix-main" }] : []),
    ...(master ? [{ source: master, dialect: "postfix-master" }] : []),
    ...maps.map((source) => ({ source, dialect: "postfix-map" })),
  ];
}

/** With the tables that settings name and that nobody gave. */
function completed(sources: Sources, options: ProductOptions): readonly InputFile[] {
  const names = Object.keys(TLS_TABLES);
  // Most configurations name none, and need not be read twice.
  if (![sources.main, sources.master].some((source) => names.some((name) => source?.text.includes(name))))
    return filesOf(sources);
  const given = new Set(sources.maps.map(({ path }) => path));
  const named = namedTables(loadModel(sources, options)).filter(({ source }) => !given.has(source.path));
  return filesOf({ ...sources, maps: [...sources.maps, ...named.map(({ source }) => source)] });
}

/** The ways that touch no template's tag. */
function guardedWays(model: Model, change: HardeningChange, endpoint: Endpoint): Ways {
  const { ways, obstacle } = waysOf(model, change, endpoint);
  const harmless = ways.flatMap((way) => {
    const edits = guardEdits(model, way);
    return edits === null ? [] : [edits];
  });
  const told = harmless.length < ways.length ? (obstacle ?? "A template decides what stands there.") : obstacle;
  return { ways: harmless, ...(told !== undefined && { obstacle: told }) };
}

function configuration(sources: Sources, options: ProductOptions): Configuration {
  const model = loadModel(sources, options);
  const isMain = (file: { readonly source: SourceText }): boolean => file.source.path === model.source.path;
  return {
    product: "postfix",
    files: filesOf(sources),
    posture: knownPosture(model, postureOf(model)),
    settings: () => settingsOf(model),
    reports: () => reports(model),
    realise: (change: PostureChange, endpoint: Endpoint) => guardEdits(model, realise(model, change, endpoint)),
    ways: (change, endpoint) => guardedWays(model, change, endpoint),
    placeOfDefault: (endpoint) => placeOfDefault(model, endpoint),
    hover: (file, offset) => hover(model, file.source.path, offset),
    completions: (file, offset) => completions(model, file, offset),
    probeTarget: (file, offset) => probeTarget(model, isMain(file) ? offset : -1),
  };
}

export const product: Product = {
  id: "postfix",
  dialects: ["postfix-main", "postfix-master", "postfix-map"],
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
  complete: (files, options) => groupFiles(files, options).flatMap((sources) => completed(sources, options)),
  *load(files, options) {
    for (const sources of groupFiles(files, options)) yield configuration(sources, options);
  },
};
