// The dialect of Postfix's lookup tables, as text (described in postmap(1), "INPUT FILE FORMAT").

import type { Dialect } from "../dialect.js";
import { logicalLines } from "../postfix-lines.js";
import { parse } from "./parse.js";
import { print } from "./print.js";
import { isNamed, recognise } from "./recognise.js";
import type { PostfixMap } from "./tree.js";

export const dialect: Dialect<PostfixMap> = { id: "postfix-map", isNamed, recognise, parse, print, logicalLines };
