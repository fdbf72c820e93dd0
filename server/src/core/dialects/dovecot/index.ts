// The dialect of Dovecot's configuration: dovecot.conf and the files that it includes, of 2.2 to 2.4.

import type { Dialect } from "../dialect.js";
import type { Span } from "../../text/span.js";
import { parse } from "./parse.js";
import { print } from "./print.js";
import { isNamed, recognise } from "./recognise.js";
import type { DovecotConf } from "./tree.js";

function logicalLines(tree: DovecotConf): readonly Span[] {
  return tree.nodes.filter(({ kind }) => kind !== "comment" && kind !== "blank").map(({ span }) => span);
}

export const dialect: Dialect<DovecotConf> = { id: "dovecot", isNamed, recognise, parse, print, logicalLines };
