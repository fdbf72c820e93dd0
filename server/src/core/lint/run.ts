// Runs every rule over files: one configuration at a time, endpoint by endpoint. Pure; the same in the editor and on the command line.

import type { Profile } from "../policy/profile.js";
import { profileById } from "../policy/profiles.js";
import type { Endpoint } from "../posture/posture.js";
import type { Configuration, InputFile, Place } from "../products/product.js";
import type { ProductOptions } from "../products/options.js";
import { PRODUCTS } from "../products/registry.generated.js";
import { type PostureReport, type ProductReport, type RuleMeta, SEVERITIES } from "../rules/rule.js";
import { POSTURE_RULES } from "../rules/registry.generated.js";
import { docsUrl } from "./docs-url.js";
import type { Finding, Fix } from "./finding.js";

/** Reads files into configurations, each file by the product whose dialect it is. */
export function loadConfigurations(files: readonly InputFile[], options: ProductOptions): readonly Configuration[] {
  return PRODUCTS.flatMap((product) => {
    const own = files.filter((file) => product.dialects.includes(file.dialect));
    return own.length === 0 ? [] : product.load(own, options);
  });
}

/** Fills `{name}` in a message template. */
function fill(
  meta: RuleMeta,
  report: { readonly message: string; readonly data?: Readonly<Record<string, string>> },
): string {
  const template = meta.messages[report.message] ?? report.message;
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => report.data?.[name] ?? whole);
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
    message: fill(meta, report),
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
}

function judged(found: Finding, report: PostureReport | ProductReport): Judged {
  const { subject, ...data } = report.data ?? {};
  return { key: JSON.stringify([found.rule, found.path, found.span, report.message, data]), finding: found };
}

function* judge(configuration: Configuration, profile: Profile | null): Generator<Judged> {
  for (const endpoint of configuration.posture.endpoints) {
    for (const rule of POSTURE_RULES) {
      for (const report of rule.check(endpoint, configuration.posture, profile)) {
        const place = placeOf(configuration, endpoint, report);
        const fix = fixOf(configuration, endpoint, report);
        if (place) yield judged(finding(rule.meta, report, place, endpoint.id, fix), report);
      }
    }
  }
  for (const { meta, report } of configuration.reports()) {
    yield judged(finding(meta, report, report.at, report.endpoint, report.fix), report);
  }
}

function byPlace(a: Finding, b: Finding): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}

/** Every finding in `files`: sorted by path and place, each statement once, at its worst. */
export function lint(files: readonly InputFile[], options: ProductOptions): readonly Finding[] {
  const profile = profileById(options.profile ?? "") ?? null;
  const unique = new Map<string, Finding>();
  for (const configuration of loadConfigurations(files, options)) {
    for (const { key, finding: found } of judge(configuration, profile)) {
      const known = unique.get(key);
      if (!known || SEVERITIES.indexOf(found.severity) < SEVERITIES.indexOf(known.severity)) unique.set(key, found);
    }
  }
  return [...unique.values()].sort(byPlace);
}
