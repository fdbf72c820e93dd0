// `mailtls lsp`: hands over to the language server.

import type { Run } from "../command.js";

export const lsp: Run = async (given, { startLsp, misused }) => {
  if (!given.flag("stdio")) return misused("--stdio is missing: the server speaks over standard input and output");
  await startLsp();
  return 0;
};
