// Programs that a test compares with. A test without its program is skipped, or fails where all of them must be there.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
/** Where system programs live although they are not on every user's PATH. */
const SYSTEM = ["/usr/sbin", "/sbin"];
/**
 * The path of an installed program. Where there is none, marks the test as skipped and returns null;
 * with MAILTLS_REQUIRE_ALL=1 it fails instead.
 */
export function requireProgram(t, program) {
    for (const folder of [...(process.env["PATH"] ?? "").split(delimiter), ...SYSTEM]) {
        const path = join(folder, program);
        try {
            accessSync(path, constants.X_OK);
            return path;
        }
        catch {
            // Not here.
        }
    }
    if (process.env["MAILTLS_REQUIRE_ALL"] === "1")
        throw new Error(`${program} is not installed`);
    t.skip(`${program} is not installed`);
    return null;
}
//# sourceMappingURL=programs.js.map