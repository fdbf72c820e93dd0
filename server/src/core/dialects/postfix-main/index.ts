// The dialect of Postfix's main.cf (main.cf is described in postconf(5)).

import type { Dialect } from "../dialect.js";
import { logicalLines } from "../postfix-lines.js";
import { parse } from "./parse.js";
import { print } from "./print.js";
import { isNamed, recognise } from "./recognise.js";
import type { MainCf } from "./tree.js";

export const dialect: Dialect<MainCf> = { id: "postfix-main", isNamed, recognise, parse, print, logicalLines };
