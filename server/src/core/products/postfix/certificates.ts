// Which certificates a program of Postfix can load, and why it cannot. The files are read by the caller's FileTree; nothing is judged.

import type { Origin } from "../../posture/fact.js";
import type { NamedCertificate, PemObject } from "../../posture/named-file.js";
import type { Model } from "./model.js";
import type { Effective, Scope } from "./scope.js";
import type { Side } from "./side.js";
import { atLeast } from "./version.js";

/** A certificate whose key is there, and the file as it is written. */
export interface LoadedCertificate extends NamedCertificate {
  readonly file: string;
  /** What follows it, up to the next key. */
  readonly chain: readonly NamedCertificate[];
}

/** What is wrong with a file, or with two that belong together. */
export type FileProblem =
  | ("missing" | "directory" | "no-certificate" | "broken-certificate")
  | ("no-key" | "no-key-set" | "broken-key" | "encrypted-key" | "mismatch")
  | ("key-not-first" | "key-without-certificate" | "same-key-type" | "authorities");

/** The first thing that keeps TLS from starting; `setting` names the file, `file` as it is written. */
export interface Failure {
  readonly problem: FileProblem;
  readonly setting: string;
  readonly file: string;
  /** The other one of the two: the certificate's. */
  readonly other?: string;
}

/** What the certificate settings of a program come to. */
export type Certificates =
  /** One certificate for each type of key. */
  | { readonly kind: "loaded"; readonly certificates: readonly LoadedCertificate[]; readonly origin: Origin }
  /** A server without one by `none`, or a client without one: only anonymous suites on its side. */
  | { readonly kind: "anonymous"; readonly origin: Origin }
  /** TLS does not start: a server answers STARTTLS with 454, a client goes on as if its peers had no TLS. */
  | { readonly kind: "failed"; readonly reason: string; readonly failure: Failure | null; readonly origin: Origin }
  | { readonly kind: "unknown"; readonly reason: string; readonly origin: Origin };

const UNTOLD = "depends on the key types of the certificates, which are not read";

/** The old parameters, each with the one of its key (src/tls/tls_certkey.c, tls_set_my_certificate_key_info). */
const PAIRS = [
  ["cert_file", "key_file"],
  ["dcert_file", "dkey_file"],
  ["eccert_file", "eckey_file"],
] as const;

/** Thrown within this file only: the first thing that decides. */
class Decided extends Error {
  readonly reason: string;
  readonly failure: Failure | null;
  constructor(reason: string, failure: Failure | null = null) {
    super(reason);
    this.reason = reason;
    this.failure = failure;
  }
}

/** A file as a setting names it. */
interface Named {
  readonly file: string;
  readonly setting: string;
}

const failed = (reason: string, problem: FileProblem, { file, setting }: Named, other?: string): Decided =>
  new Decided(reason, { problem, setting, file, ...(other === undefined ? {} : { other }) });

/** Daemons read relative paths from the queue directory. */
export function absolute(scope: Scope, path: string): string {
  const queue = scope.get("queue_directory")?.value ?? "/var/spool/postfix";
  return path.startsWith("/") ? path : `${queue.replace(/\/+$/, "")}/${path}`;
}

function objectsOf(model: Model, scope: Scope, named: Named): readonly PemObject[] {
  const { file } = named;
  const path = model.locate(absolute(scope, file));
  const status = model.files?.status(path) ?? null;
  if (status === null) throw new Decided(UNTOLD);
  if (status.kind === "missing") throw failed(`${file} does not exist`, "missing", named);
  if (status.kind === "directory") throw failed(`${file} is a directory`, "directory", named);
  const objects = status.kind === "file" ? (model.files?.pem(path) ?? null) : null;
  if (objects === null) throw new Decided(`${file} may not be read by this program`);
  return objects;
}

type Key = Extract<PemObject, { kind: "private-key" }>;

function keyIn(objects: readonly PemObject[], named: Named): Key {
  const { file } = named;
  const found = objects.find((object) => object.kind === "private-key" || isBroken(object, "KEY"));
  if (found === undefined) throw failed(`${file} has no private key`, "no-key", named);
  if (found.kind !== "private-key") throw failed(`the private key in ${file} cannot be read`, "broken-key", named);
  if (found.encrypted)
    throw failed(
      `the private key in ${file} is encrypted, and nobody is asked for its password`,
      "encrypted-key",
      named,
    );
  if (found.key === null) throw new Decided(`the private key in ${file} is of an unknown kind`);
  return found;
}

function isBroken(object: PemObject, label: string): boolean {
  return object.kind === "broken" && object.label.endsWith(label);
}

function isCertificate(object: PemObject): boolean {
  return object.kind === "certificate" || isBroken(object, "CERTIFICATE");
}

function certificateIn(objects: readonly PemObject[], named: Named): NamedCertificate {
  const { file } = named;
  const found = objects.find(isCertificate);
  if (found === undefined) throw failed(`${file} has no certificate`, "no-certificate", named);
  if (found.kind !== "certificate")
    throw failed(`the certificate in ${file} cannot be read`, "broken-certificate", named);
  return found.certificate;
}

function match(certificate: NamedCertificate, certFile: string, { key }: Key, keyFile: Named): void {
  if (key?.spkiSha256 !== certificate.spkiSha256)
    throw failed(
      `the private key in ${keyFile.file} does not belong to the certificate in ${certFile}`,
      "mismatch",
      keyFile,
      certFile,
    );
}

/** One certificate and one key; of a file, the first of each counts, in either order. */
function pair(model: Model, scope: Scope, cert: Named, key: Named): LoadedCertificate {
  const objects = objectsOf(model, scope, cert);
  const certificate = certificateIn(objects, cert);
  if (key.file === "") throw failed(`no private key is set for ${cert.file}`, "no-key-set", cert);
  match(certificate, cert.file, keyIn(objectsOf(model, scope, key), key), key);
  const [, ...chain] = objects.flatMap((object) => (object.kind === "certificate" ? [object.certificate] : []));
  return { ...certificate, file: cert.file, chain };
}

/** The files of a value that names several. */
export function fileNames(value: string): readonly string[] {
  return value.split(/[,\s]+/).filter((file) => file !== "");
}

/** chain_files: each key before its certificate, all files read as one (src/tls/tls_certkey.c, load_chain_files). */
function chain(model: Model, scope: Scope, setting: string, value: string): readonly LoadedCertificate[] {
  const loaded = new Map<string, LoadedCertificate & { readonly chain: NamedCertificate[] }>();
  const unfinished = (key: Named): Decided =>
    failed(`a private key in ${key.file} is not followed by its certificate`, "key-without-certificate", key);
  let key: (Named & { readonly object: Key }) | null = null;
  let leaf: (LoadedCertificate & { readonly chain: NamedCertificate[] }) | null = null;
  for (const file of fileNames(value)) {
    const named = { file, setting };
    for (const object of objectsOf(model, scope, named)) {
      if (object.kind === "private-key" || isBroken(object, "KEY")) {
        if (key !== null && leaf === null) throw unfinished(key);
        key = { object: keyIn([object], named), ...named };
        leaf = null;
      } else if (isCertificate(object)) {
        if (key === null)
          throw failed(`${file} begins with a certificate: the private key must come first`, "key-not-first", named);
        const certificate = certificateIn([object], named);
        if (leaf !== null) {
          leaf.chain.push(certificate);
          continue;
        }
        leaf = { ...certificate, file, chain: [] };
        match(certificate, file, key.object, key);
        if (loaded.has(leaf.keyType))
          throw failed(`${value} has two certificates with the same type of key`, "same-key-type", named);
        loaded.set(leaf.keyType, leaf);
      }
    }
  }
  const last = { file: fileNames(value).at(-1) ?? value, setting };
  if (key === null) throw failed(`${value} has no private key`, "no-key", last);
  if (leaf === null) throw unfinished(key);
  return [...loaded.values()];
}

/** OpenSSL takes a file of authorities only with a certificate in it; a directory is looked into when it is needed. */
function checkAuthorities(model: Model, scope: Scope, side: Side): void {
  const setting = `${side}_tls_CAfile`;
  const file = scope.get(setting)?.value ?? "";
  if (file === "") return;
  const path = model.locate(absolute(scope, file));
  const status = model.files?.status(path) ?? null;
  if (status === null || status.kind === "unreadable" || status.kind === "other") return;
  if (status.kind !== "file")
    throw failed(`${setting}: ${file} does not exist`, status.kind === "directory" ? "directory" : "missing", {
      file,
      setting,
    });
  if (model.files?.pem(path)?.every(({ kind }) => kind !== "certificate") === true)
    throw failed(`${setting}: ${file} has no certificate`, "authorities", { file, setting });
}

function firstExplicit(settings: readonly (Effective | undefined)[], fallback: string): Origin {
  const origins = settings.flatMap((effective) => (effective && effective.value !== "" ? [effective.origin] : []));
  return origins.find(({ kind }) => kind === "explicit") ?? { kind: "default", setting: fallback };
}

/** What chain_files, or the row of an SNI table with the same grammar, comes to. */
export function readChain(model: Model, scope: Scope, setting: string, value: string, origin: Origin): Certificates {
  try {
    return { kind: "loaded", certificates: chain(model, scope, setting, value), origin };
  } catch (error) {
    return undecided(error, origin);
  }
}

function undecided(error: unknown, origin: Origin): Certificates {
  if (!(error instanceof Decided)) throw error;
  const { reason, failure } = error;
  return failure === null ? { kind: "unknown", reason, origin } : { kind: "failed", reason, failure, origin };
}

/** Reads what the settings of one side name. `asks`: a server that asks for client certificates cannot do without its own. */
export function readCertificates(model: Model, scope: Scope, side: Side, asks = false): Certificates {
  return scope.remembered(`certificates ${side} ${asks}`, (from) => loadCertificates(model, from, side, asks));
}

function loadCertificates(model: Model, scope: Scope, side: Side, asks: boolean): Certificates {
  const get = (name: string): Effective | undefined => scope.get(`${side}_tls_${name}`);
  const chainFiles = atLeast(scope.version, "3.4") ? get("chain_files") : undefined;
  const settings = [chainFiles, ...PAIRS.flat().map(get)];
  const origin = firstExplicit([chainFiles, ...PAIRS.map(([cert]) => get(cert))], `${side}_tls_cert_file`);
  const unclear = settings.find((effective) => effective?.unknown === true || effective?.problem !== undefined);
  if (unclear) return { kind: "unknown", reason: `${unclear.name} cannot be told`, origin };
  const server = side === "smtpd" || side === "tlsproxy";
  const anonymous = server && get("cert_file")?.value.toLowerCase() === "none";
  const named = (name: string): Named => ({ file: get(name)?.value ?? "", setting: `${side}_tls_${name}` });
  const pairs = PAIRS.map(([cert, key]) => [named(cert), named(key)] as const).filter(
    ([cert], index) => cert.file !== "" && !(anonymous && index === 0),
  );
  const chained = chainFiles?.value ?? "";
  if (server && pairs.length === 0 && chained === "" && (!anonymous || asks)) {
    const reason = anonymous
      ? "client certificates are asked for, which needs a certificate here"
      : "no certificate is set";
    return { kind: "failed", reason, failure: null, origin };
  }
  try {
    checkAuthorities(model, scope, side);
    if (chained !== "")
      return { kind: "loaded", certificates: chain(model, scope, `${side}_tls_chain_files`, chained), origin };
    if (pairs.length === 0) return { kind: "anonymous", origin };
    const loaded = pairs.map(([cert, key]) => pair(model, scope, cert, key));
    // A second certificate of one type takes the place of the first.
    return { kind: "loaded", certificates: [...new Map(loaded.map((one) => [one.keyType, one])).values()], origin };
  } catch (error) {
    return undecided(error, origin);
  }
}
