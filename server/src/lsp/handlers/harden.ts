// "Harden for…": the services and profiles to choose from, and the edit for the choice, each change with its reason.

import { ErrorCodes, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import { harden, hardenableServices, PROFILES, type HardeningEdit } from "../../core/api.js";
import { toAnnotatedEdit, type AnnotatedEdit } from "../convert.js";
import { HARDEN_CHOICES_COMMAND, HARDEN_COMMAND, type HardenChoices, type HardenResult } from "../protocol.js";
import type { OpenFile, Session } from "../session.js";
import { member } from "../settings.js";

/** Errors: `InvalidParams`; `RequestFailed` where the document is no configuration. */
export async function hardenChoices(session: Session, argument: unknown): Promise<HardenChoices> {
  if (typeof argument !== "string")
    throw new ResponseError(ErrorCodes.InvalidParams, `${HARDEN_CHOICES_COMMAND} takes one argument, a URI.`);
  const { files, options } = await opened(session, argument);
  return {
    services: hardenableServices(files, options).map(({ id, role, service, port }) => ({ id, role, service, port })),
    profiles: PROFILES.map(({ id, title, edition }) => ({ id, title, edition })),
    chosen: options.profile ?? null,
  };
}

/** Errors: as above, and `RequestFailed` where there is no such service or profile. */
export async function hardenService(session: Session, argument: unknown): Promise<HardenResult> {
  const [uri, service, profile] = ["uri", "service", "profile"].map((name) => member(argument, name));
  if (typeof uri !== "string" || typeof service !== "string" || typeof profile !== "string")
    throw new ResponseError(
      ErrorCodes.InvalidParams,
      `${HARDEN_COMMAND} takes one argument, { uri, service, profile }.`,
    );
  const open = await opened(session, uri);
  const [hardened] = harden(open.files, open.options, service, profile);
  if (hardened === undefined)
    throw new ResponseError(LSPErrorCodes.RequestFailed, `There is no service ${service}, or no profile ${profile}.`);
  const edits = hardened.edits.map(annotated);
  const find = (path: string) => session.changed(open, path);
  return {
    edit: edits.length === 0 ? null : toAnnotatedEdit(edits, find, session.client),
    left: hardened.left.map(({ objection, reason }) => ({ objection, reason })),
  };
}

async function opened(session: Session, uri: string): Promise<OpenFile> {
  const open = await session.open(uri);
  if (open === null)
    throw new ResponseError(LSPErrorCodes.RequestFailed, "This is not an open configuration file of a mail server.");
  return open;
}

/** The label of a change is what will stand there; lists of suites are too long for one. */
const LABEL_LENGTH = 60;

function annotated({ reason, ...edit }: HardeningEdit): AnnotatedEdit {
  const text = edit.text.trim();
  const label = text.length > LABEL_LENGTH ? `${text.slice(0, LABEL_LENGTH - 1)}…` : text;
  return { ...edit, label: label === "" ? "(removed)" : label, description: reason };
}
