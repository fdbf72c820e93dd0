// The product Exim: wires its files' meaning, rules and edits to the contract. No logic of its own.

import type { Configuration, Product } from "../product.js";
import type { ProductOptions } from "../options.js";
import { groupFiles, type Sources } from "./load.js";
import { loadModel } from "./model.js";
import { settingsOf } from "./settings.js";

function configuration(sources: Sources, options: ProductOptions): Configuration {
  const model = loadModel(sources, options);
  return {
    product: "exim",
    files: model.reading.files.map((source) => ({ source, dialect: "exim" })),
    posture: { endpoints: [] },
    settings: () => settingsOf(model),
    reports: () => [],
    realise: () => null,
    placeOfDefault: () => ({ path: model.source.path, span: { start: 0, end: 0 } }),
    hover: () => null,
    completions: () => null,
    probeTarget: () => null,
  };
}

export const product: Product = {
  id: "exim",
  dialects: ["exim"],
  rules: [],
  checkOptions: () => null,
  complete: (files) => files,
  load: (files, options) => groupFiles(files).map((sources) => configuration(sources, options)),
};
