// Runs every rule over files: one configuration at a time, endpoint by endpoint. Pure; the same in the editor and on the command line.

import type { Profile } from "../policy/profile.js";
import { profileById } from "../policy/profiles.js";
import type { Endpoint } from "../posture/posture.js";
import type { FileTree } from "../posture/named-file.js";
import type { Configuration, InputFile, Place, Product } from "../products/product.js";
import type { ProductOptions } from "../products/options.js";
import { PRODUCTS } from "../products/registry.generated.js";
import { type PostureReport, type ProductReport, type RuleMeta, SEVERITIES, type Severity } from "../rules/rule.js";
import { POSTURE_RULES } from "../rules/registry.generated.js";
import { SourceText } from "../text/source-text.js";
import { maskTemplate } from "../text/template.js";
import { docsUrl } from "./docs-url.js";
import type { Finding, Fix } from "./finding.js";
import { fillMessage } from "./message.js";
import { applySuppressions, type Suppressed } from "./suppress.js";

/** The options as they count for one product: what is said of it by name, and what is said of all and can be true of it. */
export function optionsOf(product: Product, options: ProductOptions): ProductOptions {
  const { serverVersion: anyVersion, library: anyLibrary, ...others } = options;
  const fits = (told: ProductOptions): boolean => product.checkOptions(told) === null;
  const bare = anyVersion !== undefined && fits({ serverVersion: anyVersion }) ? anyVersion : undefined;
  const serverVersion = bare ?? options.serverVersions?.[product.id];
  const shared = anyLibrary !== undefined && fits({ library: anyLibrary }) ? anyLibrary : undefined;
  const library = options.libraries?.[product.id] ?? shared;
  return {
    ...others,
    ...(serverVersion !== undefined && { serverVersion }),
    ...(library !== undefined && { library }),
  };
}

/** The main files of `product` that lie beside the configurations in `files`, where none of its own were given. */
function filesBeside({ usualFile }: Product, files: readonly InputFile[], tree: FileTree | undefined): InputFile[] {
  if (usualFile === undefined || tree === undefined) return [];
  const folders = files.flatMap(({ source }) => {
    const [, folder = null] = /^((?:.*\/)?)[^/]+\/[^/]+$/.exec(source.path) ?? [];
    return folder === null ? [] : [folder];
  });
  return [...new Set(folders)].flatMap((folder) => {
    const path = `${folder}${usualFile.path}`;
    const text = tree.text(path);
    return text === null ? [] : [{ source: new SourceText(path, text), dialect: usualFile.dialect }];
  });
}

/** Reads files into configurations, each file by the product whose dialect it is; one when it is asked for. */
function* configurations(files: readonly InputFile[], options: ProductOptions): Generator<Configuration> {
  const parts = PRODUCTS.map((product) => ({
    product,
    own: files.filter((file) => product.dialects.includes(file.dialect)),
    told: optionsOf(product, options),
  }));
  const loginServices = parts.flatMap(({ product, own, told }) => {
    // Servers alone have nobody to ask, and need not be read twice.
    if (product.loginServices === undefined || own.length === files.length) return [];
    const read = own.length > 0 ? own : filesBeside(product, files, options.files);
    return product.loginServices(read, told);
  });
  for (const { product, own, told } of parts) if (own.length > 0) yield* product.load(own, { ...told, loginServices });
}

export function loadConfigurations(files: readonly InputFile[], options: ProductOptions): readonly Configuration[] {
  return [...configurations(files, options)];
}

function finding(
  meta: RuleMeta,
  report: PostureReport | ProductReport,
  place: Place,
  endpoint?: string,
  fix?: Fix,
): Finding {
  return {
    rule: meta.id,
    severity: report.severity ?? meta.severity,
    message: fillMessage(meta, report),
    path: place.path,
    span: place.span,
    ...(endpoint === undefined ? {} : { endpoint }),
    docs: docsUrl(meta.id),
    ...(fix ? { fix } : {}),
  };
}

function placeOf(configuration: Configuration, endpoint: Endpoint, report: PostureReport): Place | null {
  if (report.at.kind === "explicit") return report.at;
  // An endpoint that nobody declared is only worth a word where somebody wrote the setting that it would inherit.
  if (endpoint.presence === "assumed" || report.at.kind === "observed") return null;
  return configuration.placeOfDefault(endpoint, report.at.setting);
}

function fixOf(configuration: Configuration, endpoint: Endpoint, report: PostureReport): Fix | undefined {
  if (!report.fix) return undefined;
  const { title, safety, change } = report.fix;
  const edits = configuration.realise(change, endpoint);
  return edits ? { title, safety, edits } : undefined;
}

/** A finding with what tells it from others: reports that differ only in their subject say the same thing once. */
interface Judged {
  readonly key: string;
  readonly finding: Finding;
  /** Works out the fix, which is needed only of what is shown. */
  readonly fix: () => Fix | undefined;
}

function judged(found: Finding, report: PostureReport | ProductReport, fix: Judged["fix"]): Judged {
  const { subject, ...data } = report.data ?? {};
  return { key: JSON.stringify([found.rule, found.path, found.span, report.message, data]), finding: found, fix };
}

function* judge(configuration: Configuration, profile: Profile | null, now: number | null): Generator<Judged> {
  const context = { posture: configuration.posture, profile, now };
  for (const endpoint of configuration.posture.endpoints) {
    for (const rule of POSTURE_RULES) {
      for (const report of rule.check(endpoint, context)) {
        const place = placeOf(configuration, endpoint, report);
        if (place === null) continue;
        const found = finding(rule.meta, report, place, endpoint.id);
        yield judged(found, report, () => fixOf(configuration, endpoint, report));
      }
    }
  }
  for (const { meta, report } of configuration.reports()) {
    yield judged(finding(meta, report, report.at, report.endpoint), report, () => report.fix);
  }
}

function byPlace(a: Finding, b: Finding): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}

/** The finding with its fix, as far as that concerns files that were given: what a product read besides them is not changed. */
function withFix({ finding: found, fix }: Judged, given: ReadonlySet<string>): Finding {
  const made = fix();
  return made?.edits.every(({ path }) => given.has(path)) === true ? { ...found, fix: made } : found;
}

/** Findings by what tells them from others: each statement once, at its worst. */
type Judgements = ReadonlyMap<string, Finding>;

function isWorse(found: Finding, known: Finding | undefined): boolean {
  return known === undefined || SEVERITIES.indexOf(found.severity) < SEVERITIES.indexOf(known.severity);
}

/**
 * What the rules say of `files`. `given`: the paths of all files that are judged, where these are only a part of them; a finding may
 * be about a table in another one's directory.
 */
export function judgements(
  files: readonly InputFile[],
  options: ProductOptions,
  given: ReadonlySet<string> = new Set(files.map(({ source }) => source.path)),
): Judgements {
  const profile = profileById(options.profile ?? "") ?? null;
  const unique = new Map<string, Finding>();
  // One configuration after the other: each may take a megabyte.
  for (const configuration of configurations(files, options)) {
    const worst = new Map<string, Judged>();
    for (const judgement of judge(configuration, profile, options.now ?? null)) {
      const { key, finding: found } = judgement;
      // What a product read besides the files that were given is not judged.
      if (given.has(found.path) && isWorse(found, worst.get(key)?.finding ?? unique.get(key)))
        worst.set(key, judgement);
    }
    for (const [key, judgement] of worst) unique.set(key, withFix(judgement, given));
  }
  return unique;
}

/** Of a statement that several parts make, the worst. */
function merged(parts: readonly Judgements[]): readonly Finding[] {
  const unique = new Map<string, Finding>();
  for (const part of parts) {
    for (const [key, found] of part) if (isWorse(found, unique.get(key))) unique.set(key, found);
  }
  return [...unique.values()];
}

/** How findings are shown, whatever the servers are. */
export interface LintOptions {
  /** Other severities for some rules; `off`: not judged. */
  readonly severities?: Readonly<Record<string, Severity | "off">>;
}

/** What `files` are found to be: the findings, and those that a comment in the files leaves out. */
export interface Verdict {
  /** Sorted by path and place. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
}

/** Judges `files` by every rule that is on. `parts`: what was said of them already, where they were judged in parts. */
export function verdict(
  files: readonly InputFile[],
  options: ProductOptions,
  { severities }: LintOptions = {},
  parts: readonly Judgements[] = [judgements(files, options)],
): Verdict {
  const wanted = (found: Finding): readonly Finding[] => {
    const severity = severities?.[found.rule] ?? found.severity;
    return severity === "off" ? [] : [{ ...found, severity }];
  };
  // Without a policy nothing is held against one; that is no reason to remove the comments about it.
  const judges = (id: string): boolean =>
    severities?.[id] !== "off" && (id !== "profile-violation" || options.profile !== undefined);
  const found = merged(parts).flatMap(wanted);
  const { kept, suppressed, reports } = applySuppressions(found, files, judges);
  // In a template not everything is found: a comment that leaves out nothing may well be needed once it is filled in.
  const isTemplate = (path: string): boolean =>
    files.some(({ source }) => source.path === path && maskTemplate(source) !== null);
  const certain = reports.filter(({ meta, report }) => meta.id !== "unused-suppression" || !isTemplate(report.at.path));
  const own = certain.map(({ meta, report }) => finding(meta, report, report.at, report.endpoint, report.fix));
  return { findings: [...kept, ...own.flatMap(wanted)].sort(byPlace), suppressed };
}

/** Every finding in `files` that no comment leaves out, sorted by path and place. */
export function lint(
  files: readonly InputFile[],
  options: ProductOptions,
  lintOptions: LintOptions = {},
): readonly Finding[] {
  return verdict(files, options, lintOptions).findings;
}
