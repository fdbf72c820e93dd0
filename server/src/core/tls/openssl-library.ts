// What each OpenSSL knows: its suites in order of preference, its names, and how its cipher-string language differs. No evaluation.

import { attributeReader, FIELDS, type ListedSuite, type Masks } from "./openssl-cipher-list.js";
import type { OpenSslLibrary } from "./openssl-table.js";
import { OPENSSL_TABLES, OPENSSL_VOCABULARY } from "./openssl-tables.generated.js";
import { suiteById, type CipherSuite } from "./suites.js";

/** Where the languages differ. Source: `ssl_cipher_process_rulestr` in ssl/ssl_ciph.c of each. */
export interface Language {
  /** The characters of a name, matched at a position. */
  readonly name: RegExp;
  /** `@SECLEVEL=n` exists. */
  readonly securityLevels: boolean;
  /** In `A+B` the first strength class forgets a `COMPLEMENTOFDEFAULT` before it. */
  readonly strengthForgetsDefault: boolean;
  /** Suites may be named as IANA names them (since 3.2). */
  readonly ianaNames: boolean;
}

const SINCE_1_1: Language = {
  name: /[A-Za-z0-9.=-]*/y,
  securityLevels: true,
  strengthForgetsDefault: true,
  ianaNames: false,
};

const LANGUAGES: Readonly<Record<OpenSslLibrary, Language>> = {
  "openssl-1.0.2": {
    name: /[A-Za-z0-9.-]*/y,
    securityLevels: false,
    strengthForgetsDefault: false,
    ianaNames: false,
  },
  "openssl-1.1.1": SINCE_1_1,
  "openssl-3.0": SINCE_1_1,
  "openssl-3.5": { ...SINCE_1_1, name: /[A-Za-z0-9._=-]*/y, ianaNames: true },
};

export interface LibrarySuite extends ListedSuite {
  readonly suite: CipherSuite;
}

export interface Library {
  readonly language: Language;
  /** In order of preference, before any rule. */
  readonly suites: readonly LibrarySuite[];
  /** What each name selects. A suite's own name selects what has its attributes; since 1.1.0 no two suites share all of them. */
  readonly names: ReadonlyMap<string, Masks>;
  /** Names that another build of this library knows. This one skips them like unknown ones, but they are no mistake. */
  readonly absentNames: ReadonlySet<string>;
  readonly defaultRules: string;
}

const libraries = new Map<string, Library>();

/** The library as usually built, or (`weakBuild`) with every suite that a configure switch or the legacy provider adds. */
export function openSslLibrary(name: OpenSslLibrary, weakBuild: boolean): Library {
  const key = `${name} ${String(weakBuild)}`;
  const library = libraries.get(key) ?? build(name, weakBuild);
  libraries.set(key, library);
  return library;
}

/** Source: `ssl_cipher_collect_ciphers` and `ssl_cipher_collect_aliases` in ssl/ssl_ciph.c. */
function build(name: OpenSslLibrary, weakBuild: boolean): Library {
  const table = OPENSSL_TABLES[name];
  const language = LANGUAGES[name];
  const read = attributeReader(OPENSSL_VOCABULARY);
  const disabled = read(weakBuild ? table.disabled.always : `${table.disabled.always} ${table.disabled.usually}`);

  const suites: LibrarySuite[] = [];
  const names = new Map<string, Masks>();
  const absentNames = new Set(table.absentNames.split(" "));
  for (const [opensslName, id, bits, attributes, needs] of table.rows) {
    const suite = suiteById(id);
    if (suite === undefined) continue;
    const ownNames = language.ianaNames ? [opensslName, suite.iana] : [opensslName];
    const masks = read(attributes);
    if ((needs !== undefined && !weakBuild) || FIELDS.some((field) => (masks[field] & disabled[field]) !== 0)) {
      for (const own of ownNames) absentNames.add(own);
      continue;
    }
    suites.push({ bits, masks, suite });
    // Its version is not asked for: `AES128-SHA` means no protocol version.
    for (const own of ownNames) if (!names.has(own)) names.set(own, { ...masks, version: 0 });
  }
  for (const [alias, attributes] of Object.entries(table.aliases)) {
    const masks = read(attributes);
    const nothingLeft = FIELDS.some((field) => masks[field] !== 0 && (masks[field] & ~disabled[field]) === 0);
    if (nothingLeft) absentNames.add(alias);
    else if (!names.has(alias)) names.set(alias, masks);
  }
  return { language, suites, names, absentNames, defaultRules: table.defaultRules };
}

/** The TLS 1.3 suites that the library offers by default, in order (`TLS_DEFAULT_CIPHERSUITES`). No cipher string changes them. */
export function tls13Suites(library: OpenSslLibrary): readonly CipherSuite[] {
  return OPENSSL_TABLES[library].tls13.flatMap((id) => suiteById(id) ?? []);
}
