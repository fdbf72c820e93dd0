// initialized, workspace/didChangeConfiguration and didChangeWatchedFiles: where settings come from. What they mean: ../settings.ts.

import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  MessageType,
  ShowMessageNotification,
} from "vscode-languageserver";
import { RC_FILE } from "../../core/api.js";
import type { Session } from "../session.js";
import { member, readSettings, type CheckedSettings } from "../settings.js";

const SECTION = "mailTls";

/**
 * Keeps the session's settings current, and calls `onChange` when others apply. A client that answers
 * workspace/configuration is asked; any other client sends its settings with a change.
 */
export function registerConfiguration(session: Session, onChange: () => void): void {
  const { connection } = session;
  let lastWarning = "";

  function load(sent: unknown): void {
    const section: Promise<unknown> =
      session.client.workspace?.configuration === true
        ? connection.workspace.getConfiguration(SECTION).catch(() => undefined)
        : Promise.resolve(sent);
    session.settings = section.then((value) => readSettings(value ?? session.initialSettings));
    session.run(session.settings.then(warn));
  }

  /** A warning that stays is given once. */
  async function warn({ problems }: CheckedSettings): Promise<void> {
    const message = problems.join(" ");
    const isNew = message !== lastWarning;
    lastWarning = message;
    if (isNew && message !== "") {
      await connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
    }
  }

  connection.onInitialized(() => {
    load(undefined);
    const { didChangeConfiguration, didChangeWatchedFiles } = session.client.workspace ?? {};
    if (didChangeConfiguration?.dynamicRegistration === true) {
      session.run(connection.client.register(DidChangeConfigurationNotification.type, { section: SECTION }));
    }
    if (didChangeWatchedFiles?.dynamicRegistration === true) {
      const watchers = [{ globPattern: `**/${RC_FILE}` }];
      session.run(connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }));
    }
  });
  connection.onDidChangeWatchedFiles(onChange);
  connection.onDidChangeConfiguration(({ settings }) => {
    load(member(settings, SECTION));
    onChange();
  });
}
