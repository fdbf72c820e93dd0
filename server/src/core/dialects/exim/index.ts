// The dialect of Exim 4's configuration files (the Exim specification, chapter "The Exim runtime configuration file").

import type { Dialect } from "../dialect.js";
import { logicalSpans } from "./lines.js";
import { parse } from "./parse.js";
import { print } from "./print.js";
import { isNamed, recognise } from "./recognise.js";
import type { EximFile } from "./tree.js";

export const dialect: Dialect<EximFile> = {
  id: "exim",
  isNamed,
  recognise,
  parse,
  print,
  logicalLines: (tree) => logicalSpans(tree.lines),
};
