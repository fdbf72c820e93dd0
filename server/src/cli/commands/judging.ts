// The commands that judge files. Loaded together: one file starts faster than many small ones.

export { check } from "./check.js";
export { ciphers } from "./ciphers.js";
export { fix } from "./fix.js";
export { harden } from "./harden.js";
export { posture } from "./posture.js";
export { settings } from "./settings.js";
