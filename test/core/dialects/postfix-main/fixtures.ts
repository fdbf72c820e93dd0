// The files under test/fixtures/postfix-main, as bytes.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../../../fixtures/postfix-main/written");
export const fixtures = readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
