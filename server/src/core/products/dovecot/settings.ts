// The `settings` report: what was read, each setting with the filters and blocks around it, as doveconf shows it.

import type { SettingsReport } from "../product.js";
import type { Filter } from "./filters.js";
import type { Model } from "./model.js";
import type { Written } from "./reading.js";

function filterWords({ local, localName, remote, protocol }: Filter): readonly string[] {
  return [
    ...(local ? [`local ${local.text}`] : []),
    ...(localName === undefined ? [] : [`local_name ${localName}`]),
    ...(remote ? [`remote ${remote.text}`] : []),
    ...(protocol === undefined ? [] : [`protocol ${protocol}`]),
  ];
}

/** Values that are shown to nobody (doveconf hides the same ones without -P). */
const SECRET = /(?:_password|_nonce|^ssl_key|^ssl_alt_key)$/;

const HIDDEN = "(hidden)";

function reported({ key, name, shown, value, file, filter, node, source }: Written) {
  const secret = SECRET.test(name) && !file && value !== "" && !value.startsWith("/");
  return {
    name: [...filterWords(filter), key].join("/"),
    value: secret ? HIDDEN : shown,
    expanded: secret ? HIDDEN : file ? `<${value}` : value,
    file: source.path,
    line: source.position(node.span.start).line + 1,
  };
}

export function settingsOf({ reading, main }: Model): SettingsReport {
  const sources = new Map(reading.sources.map((source) => [source.path, source]));
  return {
    product: "dovecot",
    files: [...new Set([main.path, ...sources.keys()])],
    settings: reading.layers.flatMap(({ values }) => [...values.values()].map(reported)),
    services: [],
    problems: reading.problems.map(({ path, lineAt, message }) => ({
      file: path,
      line: (sources.get(path)?.position(lineAt).line ?? 0) + 1,
      message,
    })),
  };
}
