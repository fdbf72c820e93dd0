// Neovim as a client that is not ours: its own LSP client must show the problems of a main.cf and apply "fix all".

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { fixFiles, lint, SourceText } from "../../server/src/core/api.js";
import { requireProgram } from "../support/programs.js";
import { bundleServer } from "./support/bundle.js";
import { WEAK } from "./support/texts.js";

/** Starts the server for the current buffer, writes what Neovim then knows to `report`, applies "fix all" and saves. */
const SCRIPT = `
local node, server, report = unpack(vim.json.decode(vim.env.MAILTLS_TEST))
local config = { name = 'mailtls', cmd = { node, server, '--stdio' }, root_dir = vim.fn.getcwd() }
if vim.lsp.start then
  vim.lsp.start(config)
else -- before Neovim 0.8
  vim.lsp.buf_attach_client(0, vim.lsp.start_client(config))
end
vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 10)
vim.fn.writefile({ vim.json.encode(vim.diagnostic.get(0)) }, report)
local params = vim.lsp.util.make_range_params(0, 'utf-16')
params.context = { only = { 'source.fixAll' }, diagnostics = {} }
for _, answer in pairs(vim.lsp.buf_request_sync(0, 'textDocument/codeAction', params, 20000)) do
  vim.lsp.util.apply_workspace_edit(answer.result[1].edit, 'utf-16')
end
vim.cmd('silent write')
vim.cmd('qall!')
`;

interface Shown {
  readonly code: string;
  readonly message: string;
  readonly lnum: number;
  readonly source: string;
}

test("Neovim shows the problems and fixes them", async (t) => {
  if (!requireProgram(t, "nvim")) return;
  const bundle = await bundleServer("node");
  t.after(() => bundle.remove());
  const directory = dirname(bundle.file);
  const config = join(directory, "main.cf");
  const script = join(directory, "test.lua");
  const report = join(directory, "report.json");
  await writeFile(config, WEAK);
  await writeFile(script, SCRIPT);
  await promisify(execFile)("nvim", ["--headless", "-n", "-u", "NONE", "-i", "NONE", "-S", script, config], {
    cwd: directory,
    timeout: 60_000,
    env: { ...process.env, MAILTLS_TEST: JSON.stringify([process.execPath, bundle.file, report]) },
  });
  const source = new SourceText(config, WEAK);
  const file = { source, dialect: "postfix-main" };
  const diagnostics = JSON.parse(await readFile(report, "utf8")) as Shown[];
  assert.deepEqual(
    diagnostics.map(({ code, message, lnum, source: from }) => ({ code, message, lnum, from })),
    lint([file], {}).map(({ rule, message, span }) => ({
      code: rule,
      message,
      lnum: source.position(span.start).line,
      from: "Mail TLS",
    })),
  );
  assert.equal(await readFile(config, "utf8"), fixFiles([file], {}, { unsafe: false }).files[0]?.text);
});
