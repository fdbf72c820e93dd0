// The `settings` report: what was read, as `exim -bP` shows it.

import type { SettingsReport } from "../product.js";
import type { Model, Scope, Written } from "./model.js";
import { shownName } from "./options.js";

/** What `exim -bP` shows to others than administrators of an option with `hide` before it. */
const HIDDEN = "<value not displayable>";

/** Whether the value is kept from view: by its own word, or because passwords are written there. */
export function isHidden({ line, option: { name } }: Written): boolean {
  return line.hide || /secret|passw|^client_send$|^(?:mysql|pgsql|oracle|redis|ibase)_servers$/.test(name);
}

/** `tls_certificate`, or `transport/remote_smtp/hosts_require_tls`. */
function nameOf({ instance }: Scope, name: string): string {
  return instance === null ? shownName(name) : `${instance.driver}/${instance.name.text}/${name}`;
}

export function settingsOf(model: Model): SettingsReport {
  const { main, drivers, reading, fatals } = model;
  return {
    product: "exim",
    files: reading.files.map(({ path }) => path),
    settings: [main, ...drivers].flatMap((scope) =>
      scope.written.map((setting) => {
        const { option, line, printed } = setting;
        const hidden = isHidden(setting);
        const { source, span } = line.logical;
        const written = line.value.text === "" && !line.equals ? printed : line.value.text;
        return {
          name: nameOf(scope, option.name),
          value: hidden ? HIDDEN : written,
          expanded: hidden ? HIDDEN : printed,
          file: source.path,
          line: source.position(span.start).line + 1,
        };
      }),
    ),
    services: [],
    problems: fatals.map(({ path, line, message }) => ({ file: path, line, message })),
  };
}
