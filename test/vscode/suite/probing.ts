// Tests of the probe commands, against a mail server that the runner has started. Only where the server can connect.

import { commands, languages, window, workspace, type CodeLens, type Diagnostic, type TextDocument } from "vscode";
import { equal, eventually, exists, match, type Tests } from "./harness.js";

const SCHEME = "mailtls-report";

const target = (): string => `127.0.0.1:${process.env["MAIL_TLS_TEST_PORT"] ?? ""}`;

export const probingTests: Tests = {
  "probes a weak server from a code lens: a report, and findings at the host's name until they are cleared":
    async () => {
      const content = `relayhost = [${target().replace(":", "]:")}\nno_such_parameter = 1\n`;
      const document = await workspace.openTextDocument({ language: "postfix-main", content });
      await window.showTextDocument(document);
      // Lenses come from the server, which is there once it has found something.
      await eventually(
        "the server",
        [languages.onDidChangeDiagnostics],
        () => languages.getDiagnostics(document.uri)[0],
      );
      const [lens] = await commands.executeCommand<CodeLens[]>("vscode.executeCodeLensProvider", document.uri, 10);
      const { title, command, arguments: given } = exists(lens?.command, "the command of the lens");
      equal(title, `Probe ${target()}`, "title of the lens");
      await commands.executeCommand(command, ...((given ?? []) as unknown[]));
      const report = await eventually("the report", [workspace.onDidOpenTextDocument], findReport);
      match(report.uri.path, new RegExp(target()), "name of the report");
      match(report.getText(), /TLS 1\.0.* and TLS 1\.3 with \d+ cipher suites/, "report");
      const diagnostics = (): readonly Diagnostic[] =>
        languages.getDiagnostics(document.uri).filter(({ source }) => source === "Mail TLS probe");
      const found = await eventually("the findings", [languages.onDidChangeDiagnostics], () =>
        diagnostics().find(({ code }) => ruleOf(code) === "plaintext-login-allowed"),
      );
      match(found.message, /^127\.0\.0\.1:\d+, probed \d{4}-\d\d-\d\d \d\d:\d\d UTC: /, "message");
      equal(document.getText(found.range), "relayhost", "place");
      await commands.executeCommand("mailTls.clearProbes");
      await eventually("the findings to go", [languages.onDidChangeDiagnostics], () =>
        diagnostics().length === 0 ? true : undefined,
      );
    },
};

function ruleOf(code: Diagnostic["code"]): unknown {
  return typeof code === "object" ? code.value : code;
}

function findReport(): TextDocument | undefined {
  return workspace.textDocuments.find((document) => document.uri.scheme === SCHEME);
}
