// The dialect of Postfix's master.cf (described in master(5)).

import type { Dialect } from "../dialect.js";
import { logicalLines } from "../postfix-lines.js";
import { parse } from "./parse.js";
import { print } from "./print.js";
import { isNamed, recognise } from "./recognise.js";
import type { MasterCf } from "./tree.js";

export const dialect: Dialect<MasterCf> = { id: "postfix-master", isNamed, recognise, parse, print, logicalLines };
