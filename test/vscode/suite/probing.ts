// Tests of the probe command, against a mail server that the runner has started. Only where the server can connect.

import { commands, workspace, type TextDocument } from "vscode";
import { eventually, match, type Tests } from "./harness.js";

const SCHEME = "mailtls-report";

export const probingTests: Tests = {
  "shows the report of a probe": async () => {
    const target = `127.0.0.1:${process.env["MAIL_TLS_TEST_PORT"] ?? ""}`;
    await commands.executeCommand("mailTls.probeHost", target);
    const report = await eventually("the report", [workspace.onDidOpenTextDocument], findReport);
    match(report.uri.path, new RegExp(target), "name of the report");
    match(report.getText(), /TLS 1\.3 with/, "report");
  },
};

function findReport(): TextDocument | undefined {
  return workspace.textDocuments.find((document) => document.uri.scheme === SCHEME);
}
