// "Mail TLS: Harden for…". Asks for a service and a policy, then shows the server's edit for review. What it says is the server's answer.

import { window, workspace, type QuickPickItem } from "vscode";
import { ExecuteCommandRequest, type BaseLanguageClient } from "vscode-languageclient";
import {
  HARDEN_CHOICES_COMMAND,
  HARDEN_COMMAND,
  type HardenArguments,
  type HardenChoices,
  type HardenResult,
} from "../../../server/src/lsp/protocol.js";
import { reportingFailure } from "../failure.js";
import { isMailConfig } from "../languages.js";

/** The command. It takes an optional service and profile, for key bindings; menus and code actions pass a URI, which is ignored. */
export function harden(client: BaseLanguageClient) {
  return reportingFailure("the service could not be hardened.", async (argument?: unknown): Promise<void> => {
    const document = window.activeTextEditor?.document;
    if (document === undefined || !isMailConfig(document)) {
      void window.showInformationMessage("Mail TLS: open a mail server's main.cf or master.cf first.");
      return;
    }
    const uri = client.code2ProtocolConverter.asUri(document.uri);
    const choice = isChoice(argument)
      ? argument
      : await ask(await request<HardenChoices>(client, HARDEN_CHOICES_COMMAND, uri));
    if (choice === undefined) return;
    const { version } = document;
    const chosen: HardenArguments = { uri, service: choice.service, profile: choice.profile };
    const { edit, left } = await request<HardenResult>(client, HARDEN_COMMAND, chosen);
    const converted = await client.protocol2CodeConverter.asWorkspaceEdit(edit);
    if (converted === undefined) {
      void tellRest(left, "Mail TLS: nothing is to be changed.");
    } else if (document.version !== version || !(await workspace.applyEdit(converted, { isRefactoring: true }))) {
      void window.showInformationMessage("Mail TLS: nothing was changed.");
    } else if (left.length > 0) void tellRest(left, "Mail TLS: the service is hardened.");
  });
}

type Choice = Pick<HardenArguments, "service" | "profile">;

function isChoice(argument: unknown): argument is Choice {
  return typeof argument === "object" && argument !== null && "service" in argument && "profile" in argument;
}

function request<Result>(client: BaseLanguageClient, command: string, argument: unknown): Promise<Result> {
  return client.sendRequest<Result>(ExecuteCommandRequest.method, { command, arguments: [argument] });
}

async function ask({ services, profiles, chosen }: HardenChoices): Promise<Choice | undefined> {
  if (services.length === 0) {
    void window.showInformationMessage("Mail TLS: no service with TLS settings was found here.");
    return undefined;
  }
  const kinds: Readonly<Record<string, string>> = { mx: "receives mail", relay: "sends mail" };
  const service = await pick(
    "Which service is to be hardened?",
    services.map(({ id, service: purpose, port }) => ({
      label: id,
      description: [kinds[purpose] ?? "serves users", ...(port === null ? [] : [`port ${port}`])].join(", "),
    })),
  );
  const items = profiles.map(({ id, title, edition }) => ({ label: id, description: `${title}, ${edition}` }));
  const first = items.filter(({ label }) => label === chosen);
  const profile =
    service && (await pick("For which policy?", [...first, ...items.filter(({ label }) => label !== chosen)]));
  return service && profile && { service: service.label, profile: profile.label };
}

async function pick<Item extends QuickPickItem>(title: string, items: readonly Item[]): Promise<Item | undefined> {
  return window.showQuickPick(items, { title: `Mail TLS: ${title}`, matchOnDescription: true });
}

/** What the profile still objects to: in a notification how much, and on demand all of it. */
async function tellRest(left: HardenResult["left"], done: string): Promise<void> {
  if (left.length === 0) {
    void window.showInformationMessage(`${done} The service meets the profile as far as settings go.`);
    return;
  }
  const show = "Show What Is Left";
  const answer = await window.showInformationMessage(`${done} Some of what the profile objects to is left.`, show);
  if (answer !== show) return;
  const content = left.map(({ objection, reason }) => `- ${objection}\n  ${reason}`).join("\n");
  await window.showTextDocument(await workspace.openTextDocument({ language: "markdown", content }));
}
