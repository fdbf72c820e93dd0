// Makes one service meet a policy profile: asks policy for remedies, the product for ways, and takes what does it and leaves every other
// endpoint as it is. Which settings these are is the product's business.

import { objections, remedies, type Refusal, type Remedy } from "../policy/remedies.js";
import type { Judgement } from "../policy/evaluate.js";
import type { Citation, Profile } from "../policy/profile.js";
import { profileById } from "../policy/profiles.js";
import { statements } from "../policy/statements.js";
import type { Endpoint } from "../posture/posture.js";
import type { Configuration, InputFile } from "../products/product.js";
import type { ProductOptions } from "../products/options.js";
import { composeEdits } from "../text/compose-edits.js";
import { SourceText } from "../text/source-text.js";
import { applyEdits, type TextEdit } from "../text/text-edit.js";
import { loadConfigurations } from "./run.js";

/** A document and the place in it where something is written. */
export interface HardeningReference {
  readonly title: string;
  readonly section: string;
  readonly url: string;
}

/** One edit of the files as they were given, and why it is made. */
export interface HardeningEdit extends TextEdit {
  /** In the profile's own words, with the place where they stand. */
  readonly reason: string;
  readonly reference: HardeningReference;
}

/** What the profile objects to and what stays nevertheless. */
export interface LeftOver {
  readonly endpoint: string;
  /** What the profile says. */
  readonly objection: string;
  /** Why it stays. */
  readonly reason: string;
  readonly reference: HardeningReference;
}

export interface Hardening {
  readonly service: string;
  readonly profile: string;
  /** Of the files given, in their order, all offsets counted before any of them. */
  readonly edits: readonly HardeningEdit[];
  readonly left: readonly LeftOver[];
  /** Facts that are not known, so that the profile could not judge them. */
  readonly undetermined: Endpoint["undetermined"];
  /** The files that change, with their new texts. */
  readonly files: readonly SourceText[];
}

/** A service that can be hardened. */
export interface HardenableService {
  readonly id: string;
  readonly role: Endpoint["role"];
  readonly service: Endpoint["service"];
  readonly port: number | null;
  /** The files of its configuration. */
  readonly files: readonly string[];
}

/** Each change makes at most a few others due; more rounds than this mean that two undo one another. */
const MAX_ROUNDS = 16;

const NO_WAY = "No setting of this service alone changes it.";
const OTHERS = "Every way to change it would change other services too.";
const NO_TLS = "The service offers no TLS, so that there is nothing to judge. Switch TLS on first.";

/** The services that files declare. Single destinations of a table are for the table's own author to change. */
export function hardenableServices(files: readonly InputFile[], options: ProductOptions): readonly HardenableService[] {
  return loadConfigurations(files, options).flatMap((configuration) =>
    configuration.posture.endpoints.filter(isService).map(({ id, role, service, port }) => ({
      ...{ id, role, service, port },
      files: configuration.files.map(({ source }) => source.path),
    })),
  );
}

function isService({ presence, id }: Endpoint): boolean {
  return presence === "declared" && !id.includes(" → ");
}

/** Hardens the service `id` of every configuration in `files` that has it. Files that were not given are read, and never changed. */
export function harden(
  files: readonly InputFile[],
  options: ProductOptions,
  id: string,
  profileId: string,
): readonly Hardening[] {
  const profile = profileById(profileId);
  if (!profile) return [];
  return loadConfigurations(files, options).flatMap((configuration, index) => {
    const endpoint = configuration.posture.endpoints.find((one) => one.id === id && isService(one));
    return endpoint ? [hardenOne({ files, options, index, id, profile })] : [];
  });
}

interface Task {
  readonly files: readonly InputFile[];
  readonly options: ProductOptions;
  /** Which of the configurations. */
  readonly index: number;
  readonly id: string;
  readonly profile: Profile;
}

/** The files at some point, and the endpoint in them. */
interface State {
  readonly files: readonly InputFile[];
  readonly configuration: Configuration;
  readonly endpoint: Endpoint;
}

function stateOf({ options, index, id }: Task, files: readonly InputFile[]): State | null {
  const configuration = loadConfigurations(files, options)[index];
  const endpoint = configuration?.posture.endpoints.find((one) => one.id === id);
  return configuration && endpoint ? { files, configuration, endpoint } : null;
}

function edited(files: readonly InputFile[], edits: readonly TextEdit[]): readonly InputFile[] | null {
  const changed: InputFile[] = [];
  for (const file of files) {
    const own = edits.filter(({ path }) => path === file.source.path);
    const text = own.length === 0 ? file.source.text : applyEdits(file.source.text, own);
    if (text === null) return null;
    changed.push(text === file.source.text ? file : { ...file, source: new SourceText(file.source.path, text) });
  }
  return changed;
}

/** What a remedy came to: the state after it with its edits, or why it cannot be had. */
type Attempt = Achievement | string;

interface Achievement {
  readonly state: State;
  readonly edits: readonly TextEdit[];
  /** The objections that are met. */
  readonly met: readonly Judgement[];
  /** Why not all are. */
  readonly obstacle: string | null;
}

function hardenOne(task: Task): Hardening {
  const start = stateOf(task, task.files);
  const obstacles = new Map<string, string>();
  let state = start;
  let edits: readonly HardeningEdit[] = [];
  for (let round = 0; state !== null && round < MAX_ROUNDS; round += 1) {
    const due = remedies(state.endpoint, task.profile).remedies.find(({ subject }) => !obstacles.has(subject));
    if (!due) break;
    const attempt = attemptAt(task, state, due);
    if (typeof attempt === "string") obstacles.set(due.subject, attempt);
    else {
      if (attempt.obstacle !== null) obstacles.set(due.subject, attempt.obstacle);
      edits = composed(edits, attempt.edits, attempt.met);
      state = attempt.state;
    }
  }
  const order = new Map(task.files.map(({ source }, index) => [source.path, index]));
  const place = ({ path }: TextEdit): number => order.get(path) ?? 0;
  return {
    service: task.id,
    profile: task.profile.id,
    edits: [...edits].sort((a, b) => place(a) - place(b)),
    left: state ? leftIn(state.endpoint, task.profile, obstacles) : [],
    undetermined: state?.endpoint.undetermined ?? [],
    files: (state?.files ?? []).flatMap((file, index) => (file === task.files[index] ? [] : [file.source])),
  };
}

/** Facts without their origins: an edit moves lines of others, too. */
function valuesOf(endpoint: Endpoint): string {
  return JSON.stringify(endpoint, (key, value: unknown) => (key === "origin" ? undefined : value));
}

function leavesOthersAlone(before: State, after: State, id: string): boolean {
  const others = ({ configuration }: State): string[] =>
    configuration.posture.endpoints.filter((endpoint) => endpoint.id !== id).map(valuesOf);
  return JSON.stringify(others(before)) === JSON.stringify(others(after));
}

/** Handshakes succeed wherever they did, as far as that is known. */
function stillWorks(before: Endpoint, after: Endpoint): boolean {
  const works = ({ tlsFailure, versions, transport }: Endpoint): boolean =>
    !tlsFailure && transport.value !== "none" && versions?.value.length !== 0;
  return works(after) || (!works(before) && before.transport.value !== "none");
}

const keyOf = ({ subject, value, missing }: Judgement): string => JSON.stringify([subject, value, missing]);

/** The first way after which nothing of what the remedy is for remains, else the one after which least does. */
function attemptAt(task: Task, state: State, { change, reasons }: Remedy): Attempt {
  const { ways, obstacle } = state.configuration.ways(change, state.endpoint);
  const given = new Set(task.files.map(({ source }) => source.path));
  const before = new Set(objections(state.endpoint, task.profile).map(keyOf));
  const subjects = new Set(reasons.map(({ subject }) => subject));
  let best: Omit<Achievement, "obstacle"> | null = null;
  let why = obstacle ?? (ways.length === 0 ? NO_WAY : null);
  for (const way of ways) {
    const foreign = way.find(({ path }) => !given.has(path));
    if (foreign) {
      why ??= `It needs a change in ${foreign.path}, which was not given.`;
      continue;
    }
    const files = edited(state.files, way);
    const after = files && stateOf(task, files);
    if (!after || !stillWorks(state.endpoint, after.endpoint)) continue;
    if (!leavesOthersAlone(state, after, task.id)) {
      why ??= OTHERS;
      continue;
    }
    // What is due about other subjects then, for instance because TLS is demanded now, is the next remedy's business.
    const now = objections(after.endpoint, task.profile).filter(({ subject }) => subjects.has(subject));
    const remaining = new Set(now.map(keyOf));
    const met = reasons.filter((one) => !remaining.has(keyOf(one)));
    if (met.length === 0 || now.some((one) => !before.has(keyOf(one)))) continue;
    if (best === null || met.length > best.met.length) best = { state: after, edits: way, met };
    if (met.length === reasons.length) break;
  }
  if (best === null) return why ?? NO_WAY;
  return { ...best, obstacle: best.met.length < reasons.length ? (why ?? NO_WAY) : null };
}

function referenceOf({ title, section, url }: Citation): HardeningReference {
  return { title, section, url };
}

/** The edits so far and those of one remedy, each with what it is for. */
function composed(
  edits: readonly HardeningEdit[],
  made: readonly TextEdit[],
  reasons: readonly Judgement[],
): readonly HardeningEdit[] {
  const [first] = reasons;
  if (!first) return edits;
  const reason = statements(reasons);
  const reference = referenceOf(first.citation);
  const added = made.map((edit): HardeningEdit => ({ ...edit, reason, reference }));
  const paths = [...new Set([...edits, ...added].map(({ path }) => path))];
  return paths.flatMap((path) => {
    const own = (all: readonly HardeningEdit[]) => all.filter((edit) => edit.path === path);
    return composeEdits(own(edits), own(added), ({ span, text }, of) => ({
      ...{ path, span, text },
      reason: [...new Set(of.map((edit) => edit.reason))].join(" "),
      reference: of[0]?.reference ?? reference,
    }));
  });
}

function leftIn(endpoint: Endpoint, profile: Profile, obstacles: ReadonlyMap<string, string>): readonly LeftOver[] {
  const { refusals } = remedies(endpoint, profile);
  const refused = new Map<string, Refusal>(refusals.map((refusal) => [keyOf(refusal.objection), refusal]));
  const groups = new Map<string, { why: string; citation: Citation | undefined; all: Judgement[] }>();
  for (const objection of objections(endpoint, profile)) {
    const refusal = refused.get(keyOf(objection));
    const why = refusal?.why ?? obstacles.get(objection.subject) ?? NO_WAY;
    const key = JSON.stringify([objection.requirement, why, refusal?.citation]);
    const group = groups.get(key);
    if (group) group.all.push(objection);
    else groups.set(key, { why, citation: refusal?.citation, all: [objection] });
  }
  const left = [...groups.values()].flatMap(({ why, citation, all }): LeftOver[] => {
    const [first] = all;
    if (!first) return [];
    const cited = citation ? ` [${citation.title}, ${citation.section}]` : "";
    return [
      {
        endpoint: endpoint.id,
        objection: statements(all),
        reason: `${why}${cited}`,
        reference: referenceOf(citation ?? first.citation),
      },
    ];
  });
  if (endpoint.transport.value !== "none") return left;
  const { title, source } = profile;
  const reference = { title, section: "", url: source.url };
  return [...left, { endpoint: endpoint.id, objection: "No TLS.", reason: NO_TLS, reference }];
}
