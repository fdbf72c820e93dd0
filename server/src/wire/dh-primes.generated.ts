export const DH_PRIME_ROWS: readonly { readonly hex: string; readonly name: string }[] = [];
