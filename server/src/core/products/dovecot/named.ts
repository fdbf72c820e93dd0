// The files with certificates, keys and primes that settings name: where they lie, and what is known of them. Nothing is judged.

import type { NamedCertificate, PemObject } from "../../posture/named-file.js";
import type { Model } from "./model.js";
import { absolute } from "../paths.js";
import { relativeTo } from "./paths.js";
import type { Written } from "./reading.js";
import type { Scope } from "./scope.js";
import { atLeast } from "./version.js";

/** The value of a setting that stands for the content of a file. */
export interface NamedFile {
  /** As it is written. */
  readonly file: string;
  /** In the language of the input files. */
  readonly path: string;
}

/** The file that a setting names; null where it names none, so that its value is the content itself. */
export function namedFile(model: Model, written: Written): NamedFile | null {
  const { value } = written;
  if (value === "") return null;
  if (!written.file && !atLeast(model.version, "2.4")) return null;
  const at = written.file ? relativeTo(written.source.path, value) : absolute(value, model.main.path);
  return { file: value, path: model.files.locate(at) };
}

/** What a file holds, or why that is not known, or what is wrong with it. */
export type Content =
  | { readonly kind: "objects"; readonly objects: readonly PemObject[] }
  | { readonly kind: "unknown"; readonly reason: string }
  | { readonly kind: "bad"; readonly reason: string };

function contentOf(model: Model, { file, path }: NamedFile): Content {
  const status = model.tree?.status(path) ?? null;
  if (status === null) return { kind: "unknown", reason: `${file} is not read` };
  if (status.kind === "missing") return { kind: "bad", reason: `${file} does not exist` };
  if (status.kind === "directory") return { kind: "bad", reason: `${file} is a directory` };
  const objects = status.kind === "file" ? (model.tree?.pem(path) ?? null) : null;
  return objects === null
    ? { kind: "unknown", reason: `${file} may not be read by this program` }
    : { kind: "objects", objects };
}

/** What stands behind a setting that should be PEM. */
function pemOf(model: Model, scope: Scope, setting: string): Content {
  const effective = scope.get(setting);
  if (effective.unknown) return { kind: "unknown", reason: `${setting} is not known` };
  if (effective.value === "") return { kind: "bad", reason: `${setting} is not set` };
  const named = effective.written ? namedFile(model, effective.written) : null;
  if (named) return contentOf(model, named);
  return { kind: "bad", reason: `${setting} has a path where PEM text belongs: \`<\` is missing before it` };
}

/** A certificate whose key is there. */
export interface LoadedCertificate {
  readonly kind: "loaded";
  readonly certificate: NamedCertificate;
  /** False: the key is one for another type of certificate, and both are of no use. */
  readonly usable: boolean;
  /** What follows it in its file. */
  readonly chain: readonly NamedCertificate[];
  readonly file: string;
}

/** A certificate with its key, or what keeps Dovecot from using them. */
type LoadedPair =
  LoadedCertificate | { readonly kind: "unknown" | "bad"; readonly reason: string; readonly setting: string };

/** Reads one pair of settings (ssl_iostream_context_set in src/lib-ssl-iostream/iostream-openssl-context.c). */
export function loadPair(model: Model, scope: Scope, cert: string, key: string): LoadedPair {
  const content = pemOf(model, scope, cert);
  if (content.kind !== "objects") return { ...content, setting: cert };
  const file = scope.get(cert).value;
  const certificates = content.objects.flatMap((object) => (object.kind === "certificate" ? [object.certificate] : []));
  const [certificate, ...chain] = certificates;
  if (certificate === undefined) return { kind: "bad", reason: `${file} has no certificate`, setting: cert };
  let usable = true;
  const keys = pemOf(model, scope, key);
  if (keys.kind === "bad") return { ...keys, setting: key };
  if (keys.kind === "objects") {
    const found = keys.objects.find((object) => object.kind === "private-key");
    const named = scope.get(key).value;
    if (found?.kind !== "private-key") return { kind: "bad", reason: `${named} has no private key`, setting: key };
    const password = scope.get(model.names.keyPassword);
    if (found.encrypted && password.value === "" && !password.unknown)
      return {
        kind: "bad",
        reason: `the key in ${named} has a password, and ${password.name} is not set`,
        setting: key,
      };
    usable = found.key === null || found.key.keyType === certificate.keyType;
    // OpenSSL compares a key only with the certificate of its own type.
    if (usable && found.key !== null && found.key.spkiSha256 !== certificate.spkiSha256)
      return { kind: "bad", reason: `the key in ${named} does not belong to the certificate in ${file}`, setting: key };
  }
  return { kind: "loaded", certificate, usable, chain, file };
}

/** The size of the prime for DHE: null without one. */
export type Prime =
  | { readonly kind: "bits"; readonly bits: number | null }
  | { readonly kind: "unknown" | "bad"; readonly reason: string };

export function loadPrime(model: Model, scope: Scope): Prime {
  const effective = scope.get(model.names.dh);
  if (!effective.unknown && effective.value === "") return { kind: "bits", bits: null };
  const content = pemOf(model, scope, model.names.dh);
  if (content.kind !== "objects") return content;
  const found = content.objects.find((object) => object.kind === "dh-parameters");
  if (found?.kind === "dh-parameters") return { kind: "bits", bits: found.bits };
  return { kind: "bad", reason: `${effective.value} has no DH parameters` };
}
