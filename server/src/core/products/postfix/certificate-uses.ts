// Which services load which certificates, and where each file's name stands in the configuration. No judgement here.

import type { Place } from "../product.js";
import type { ProductReport, Severity } from "../../rules/rule.js";
import { SEVERITIES } from "../../rules/rule.js";
import {
  absolute,
  type Certificates,
  type Failure,
  fileNames,
  type LoadedCertificate,
  readCertificates,
} from "./certificates.js";
import { asksForCertificates } from "./ciphers.js";
import { clientLevel, type Decision, demandsTls, serverLevel } from "./levels.js";
import type { Model, Scope } from "./model.js";
import { purposeOf, type Service } from "./services.js";
import { placeOfPiece } from "./setting-text.js";
import type { Side } from "./side.js";
import { COMMA_SPACE, split, whole } from "./tokens.js";
import { atLeast } from "./version.js";

/** A service with TLS, on one side of it. */
export interface TlsUse {
  readonly service: Service;
  readonly side: Side;
  /** What its certificate is for. */
  readonly role: "mx" | "submission" | "client";
  /** A client's before any table; of a server, `may` or `encrypt`. */
  readonly level: Decision["level"];
}

/** Which certificate a service shows, and where its file is named. */
export interface ShownCertificate {
  readonly use: TlsUse;
  readonly certificate: LoadedCertificate;
  /** The file's path, so that a file that many services name is known again. */
  readonly path: string;
  readonly at: Place;
}

function servers(model: Model): readonly TlsUse[] {
  return model.servicesOf("smtpd").flatMap((service): TlsUse[] => {
    const { level } = serverLevel(service);
    if (service.bool("smtpd_tls_wrappermode") === true)
      return [{ service, side: "smtpd", role: purposeOf(service, true), level: "encrypt" }];
    if (level === "none" || level === "invalid" || level === "unknown") return [];
    return [{ service, side: "smtpd", role: purposeOf(service, demandsTls(level)), level }];
  });
}

/** postscreen has tlsproxy do the handshake, by tlsproxy's own settings. */
function proxies(model: Model): readonly TlsUse[] {
  const levels = model.servicesOf("postscreen").map((service) => serverLevel(service, "postscreen").level);
  const level = levels.find((one) => one === "encrypt") ?? levels.find((one) => one === "may");
  if (level === undefined) return [];
  return model.servicesOf("tlsproxy").map((service) => ({ service, side: "tlsproxy", role: "mx", level }));
}

/** A client starts its TLS also where only a table may ask for it (src/smtp/smtp.c, pre_init). */
function clients(model: Model, side: "smtp" | "lmtp"): readonly TlsUse[] {
  return model.servicesOf(side).flatMap((service): TlsUse[] => {
    const { level } = clientLevel(service, side);
    if (level === "invalid" || level === "unknown") return [];
    const tables = [`${side}_tls_policy_maps`, `${side}_tls_per_site`];
    if (level === "none" && tables.every((name) => (service.get(name)?.value ?? "") === "")) return [];
    return [{ service, side, role: "client", level }];
  });
}

/** The services that start TLS. */
function tlsUses(model: Model): readonly TlsUse[] {
  return model.remembered("TLS uses", () => [
    ...servers(model),
    ...proxies(model),
    ...clients(model, "smtp"),
    ...clients(model, "lmtp"),
  ]);
}

/** What the certificate settings of a service come to. */
function certificatesOf(model: Model, { service, side, level }: TlsUse): Certificates {
  const asks = (side === "smtpd" || side === "tlsproxy") && asksForCertificates(service, side, demandsTls(level));
  return readCertificates(model, service, side, asks);
}

/** The certificates that can be loaded and whose files are named in the configuration. */
export function shownCertificates(model: Model): readonly ShownCertificate[] {
  return model.remembered("shown certificates", () => shownAnew(model));
}

function shownAnew(model: Model): readonly ShownCertificate[] {
  return tlsUses(model).flatMap((use) => {
    const certificates = certificatesOf(model, use);
    if (certificates.kind !== "loaded") return [];
    return certificates.certificates.flatMap((certificate): ShownCertificate[] => {
      const at = placeOfFile(
        use.service,
        certificateSetting(use.service, use.side, certificate.file),
        certificate.file,
      );
      return at ? [{ use, certificate, path: pathOf(model, use.service, certificate.file), at }] : [];
    });
  });
}

/** The parameter that names the file of a certificate. */
export function certificateSetting(scope: Scope, side: Side, file: string): string {
  const [chain = "", ...single] = ["chain_files", "cert_file", "dcert_file", "eccert_file"].map(
    (name) => `${side}_tls_${name}`,
  );
  if (chainFilesOf(scope, side) !== "") return chain;
  return single.find((name) => scope.get(name)?.value === file) ?? chain;
}

/** The value of chain_files where the release has it; then it counts alone. */
function chainFilesOf(scope: Scope, side: Side): string {
  return atLeast(scope.version, "3.4") ? (scope.get(`${side}_tls_chain_files`)?.value ?? "") : "";
}

/** A path as the program opens it, in the caller's language. */
export function pathOf(model: Model, scope: Scope, file: string): string {
  return model.locate(absolute(scope, file));
}

/**
 * Where a file's name stands. A default such as `$smtpd_tls_cert_file` leads to where that is written; null where nobody wrote it.
 */
export function placeOfFile(scope: Scope, setting: string, file: string): Place | null {
  const effective = scope.get(setting);
  if (effective === undefined) return null;
  const { origin, raw, value } = effective;
  if (origin.kind !== "explicit") {
    const other = /^\$\{?(\w+)\}?$/.exec(raw)?.[1];
    return other === undefined || other === setting ? null : placeOfFile(scope, other, file);
  }
  const token = split(whole(value), COMMA_SPACE).find(({ text }) => text === file);
  return token ? placeOfPiece({ scope, service: null, effective, at: origin }, token.span) : origin;
}

/** A file that a service opens when it starts. */
export interface OpenedFile {
  readonly use: TlsUse;
  readonly kind: "chain" | "certificate" | "key" | "authorities";
  readonly setting: string;
  readonly file: string;
  readonly path: string;
  readonly at: Place;
}

/** The files of certificates, keys and authorities that services open, as far as somebody named them. */
export function openedFiles(model: Model): readonly OpenedFile[] {
  return model.remembered("opened files", () => openedAnew(model));
}

function openedAnew(model: Model): readonly OpenedFile[] {
  return tlsUses(model).flatMap((use) => {
    const { service, side } = use;
    const opened = (kind: OpenedFile["kind"], name: string, files: readonly string[]): OpenedFile[] =>
      files.flatMap((file) => {
        const setting = `${side}_tls_${name}`;
        const effective = service.get(setting);
        const at = effective?.unknown || effective?.problem !== undefined ? null : placeOfFile(service, setting, file);
        return at ? [{ use, kind, setting, file, path: pathOf(model, service, file), at }] : [];
      });
    const single = (kind: OpenedFile["kind"], name: string): OpenedFile[] => {
      const file = service.get(`${side}_tls_${name}`)?.value ?? "";
      return opened(kind, name, file === "" ? [] : [file]);
    };
    const chain = chainFilesOf(service, side);
    const authorities = single("authorities", "CAfile");
    if (chain !== "") return [...opened("chain", "chain_files", fileNames(chain)), ...authorities];
    const pairs = ["", "d", "ec"].flatMap((type): OpenedFile[] => {
      const certificate = service.get(`${side}_tls_${type}cert_file`)?.value ?? "";
      const none = type === "" && (side === "smtpd" || side === "tlsproxy") && certificate.toLowerCase() === "none";
      if (certificate === "" || none) return [];
      return [...single("certificate", `${type}cert_file`), ...single("key", `${type}key_file`)];
    });
    return [...pairs, ...authorities];
  });
}

/** Of reports that say the same of one file, the gravest: many services name the same file. */
export function gravestPerFile(
  reports: Iterable<ProductReport & { readonly path: string; readonly severity: Severity }>,
): readonly ProductReport[] {
  const found = new Map<string, ProductReport & { readonly severity: Severity }>();
  for (const { path, ...report } of reports) {
    const key = `${report.message} ${path}`;
    const known = found.get(key);
    if (!known) found.set(key, report);
    else if (SEVERITIES.indexOf(report.severity) < SEVERITIES.indexOf(known.severity))
      found.set(key, { ...report, at: known.at });
  }
  return [...found.values()];
}

/** What keeps a service's TLS from starting, at the file that is to blame. */
export interface LoadFailure {
  readonly use: TlsUse;
  readonly failure: Failure;
  readonly path: string;
  readonly at: Place;
  /** What it means for mail, as part of a sentence. */
  readonly effect: string;
}

/** Postfix without its certificate (src/smtpd/smtpd.c, starttls_cmd; src/smtp/smtp_proto.c, "TLS engine is unavailable"). */
function effectOf({ side }: TlsUse): string {
  return side === "smtpd" || side === "tlsproxy"
    ? "TLS is announced and then refused, so that mail comes in without it or not at all"
    : "mail goes out in plain text, or waits where TLS is demanded";
}

/** The services whose TLS does not start, each with the first reason. */
export function loadFailures(model: Model): readonly LoadFailure[] {
  return model.remembered("load failures", () => failuresAnew(model));
}

function failuresAnew(model: Model): readonly LoadFailure[] {
  return tlsUses(model).flatMap((use) => {
    const certificates = certificatesOf(model, use);
    if (certificates.kind !== "failed" || certificates.failure === null) return [];
    const { failure } = certificates;
    const at = placeOfFile(use.service, failure.setting, failure.file);
    return at ? [{ use, failure, at, path: pathOf(model, use.service, failure.file), effect: effectOf(use) }] : [];
  });
}
