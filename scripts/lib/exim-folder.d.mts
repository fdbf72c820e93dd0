/** Where scripts/install-exim.mjs unpacks Exim. */
export function eximFolder(): string;
