// The two versions that a configuration of 2.4 must begin with. Compared with doveconf 2.4.1.
import { defineProductRule } from "../../../rules/rule.js";
import { atLeast } from "../version.js";
import type { Model } from "../model.js";
import { EXAMPLE_24, UPGRADE_MANUAL } from "../report.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "dovecot-24-version-missing",
    summary: "Dovecot 2.4 does not start without its versions",
    severity: "error",
    fix: "safe",
    docs: {
      why: "Since 2.4 the first setting must be `dovecot_config_version`, the release whose settings the files are written for, and `dovecot_storage_version` must be set, the oldest release that must be able to read the mails. Without them Dovecot does not start.",
      remedy:
        "Put both at the head of `dovecot.conf`. For the storage, take the release from which you come when you may go back to it.",
      references: [UPGRADE_MANUAL],
    },
    messages: {
      config:
        "The first setting must be dovecot_config_version, or Dovecot {version} does not start. Add it at the head of the file.",
      storage:
        "dovecot_storage_version is not set, and Dovecot {version} does not start without. Add it behind dovecot_config_version.",
    },
    examples: [
      {
        dialect: "dovecot",
        bad: "protocols = imap\nssl = required\nssl_server_cert_file = /etc/dovecot/tls/mx.pem\nssl_server_key_file = /etc/dovecot/tls/mx.key\n",
        findings: [
          { message: "storage", line: 1, severity: "error" },
          { message: "config", line: 1, severity: "error" },
        ],
        good: EXAMPLE_24,
        serverVersion: "2.4.1",
      },
    ],
  },
  partial: true,
  *check(model) {
    const { version, main, reading, hasMain } = model;
    if (!hasMain || !atLeast(version, "2.4")) return;
    const stated = /^\d+\.\d+\.\d+$/.test(version.text) ? version.text : "2.4.1";
    const data = { version: version.branch };
    const missing = (name: string) => model.written(name).length === 0;
    const first = reading.problems.find(({ kind }) => kind === "version-not-first");
    const storage = missing("dovecot_storage_version");
    const start = { path: main.path, span: { start: 0, end: 0 } };
    const config = reading.statements.find(
      ({ node }) => node.kind === "setting" && node.name.text === "dovecot_config_version",
    );
    const lines = `dovecot_config_version = ${stated}\n`;
    const storageLine = `dovecot_storage_version = ${stated}\n`;
    if (first && config === undefined)
      yield {
        message: "config",
        data,
        at: { path: first.path, span: first.span },
        fix: {
          title: "Add the versions",
          safety: "safe",
          edits: [{ ...start, text: lines + (storage ? storageLine : "") }],
        },
      };
    if (!storage) return;
    const behind = config?.node.span.end ?? 0;
    yield {
      message: "storage",
      data,
      at: config ? { path: config.source.path, span: config.node.span } : start,
      ...(config && {
        fix: {
          title: "Add dovecot_storage_version",
          safety: "safe" as const,
          edits: [{ path: config.source.path, span: { start: behind, end: behind }, text: storageLine }],
        },
      }),
    };
  },
});
