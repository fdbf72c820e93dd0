// A whole Dovecot configuration, read for one release and TLS library. What it means for TLS is posture.ts.

import type { FileTree } from "../../posture/named-file.js";
import type { SourceText } from "../../text/source-text.js";
import { isOpenSslLibrary, type OpenSslLibrary } from "../../tls/openssl-table.js";
import type { ProductOptions } from "../options.js";
import { Files } from "./files.js";
import type { Connection } from "./filters.js";
import { libraryOf } from "./library.js";
import type { Sources } from "./load.js";
import { tlsNames, type TlsNames } from "./names.js";
import { DEBIAN_PROTOCOLS, readConfiguration } from "./reader.js";
import type { Reading, Written } from "./reading.js";
import { scopeOf, type Scope } from "./scope.js";
import { type Listener, listenersOf } from "./services.js";
import { atLeast, type DovecotVersion, readVersion, USUAL_VERSION } from "./version.js";

/** A configuration with everything needed to judge it. */
export interface Model {
  readonly main: SourceText;
  readonly version: DovecotVersion;
  readonly library: OpenSslLibrary;
  readonly reading: Reading;
  readonly files: Files;
  /** The files of the machine; null where there are none. */
  readonly tree: FileTree | null;
  /** Not all of the configuration is at hand: what is not written here may be written elsewhere. */
  readonly partial: boolean;
  /** `main` is the file that Dovecot begins with. */
  readonly hasMain: boolean;
  /** Which protocols are served is not known: the usual ones are assumed. */
  readonly protocolsAssumed: boolean;
  readonly names: TlsNames;
  /** What counts outside of every filter. */
  readonly root: Scope;
  /** All listeners of the services that are switched on. */
  readonly listeners: readonly Listener[];
  /** The settings that count for a connection. */
  scope(connection: Connection): Scope;
  /** Every setting that counts in some filter, or of that name, in the order of the files. */
  written(name?: string): readonly Written[];
}

/** A file that begins as 2.4 demands is for 2.4, whatever else is assumed. */
function versionOf(main: SourceText, options: ProductOptions): DovecotVersion {
  const told = options.serverVersion === undefined ? null : readVersion(options.serverVersion);
  const stated = /^[ \t]*dovecot_config_version[ \t]*=[ \t]*(\S+)/m.exec(main.text)?.[1];
  return told ?? (stated === undefined ? null : readVersion(stated)) ?? USUAL_VERSION;
}

function isDebian(main: SourceText, { host }: ProductOptions): boolean {
  return host?.distribution === "debian" || main.text.includes(DEBIAN_PROTOCOLS);
}

function protocolsOf(reading: Reading, scope: Scope, version: DovecotVersion, debian: boolean) {
  const protocols = scope.get("protocols");
  if (protocols.unknown) return ["imap", "pop3", "lmtp"];
  const open = reading.open || reading.protocolsOpen;
  if (protocols.origin.kind === "default" && debian && !open) return [];
  if (protocols.origin.kind === "default" && (open || !atLeast(version, "2.4"))) return ["imap", "pop3", "lmtp"];
  return scope.words("protocols").flatMap((protocol) => (protocol === "none" ? [] : [protocol]));
}

/** Reads a configuration. Never throws. */
export function loadModel({ main, given, partial }: Sources, options: ProductOptions): Model {
  const tree = options.files ?? null;
  const version = versionOf(main, options);
  const files = new Files([...given.filter(({ path }) => path !== main.path), main], tree, main.path);
  const debian = isDebian(main, options);
  const reading = readConfiguration(main, files, version, debian ? { protocols: "" } : {});
  const told = options.library;
  const library = told !== undefined && isOpenSslLibrary(told) ? told : libraryOf(version);
  const scope = (connection: Connection): Scope => scopeOf(reading, version, connection);
  const root = scope({});
  const protocols = protocolsOf(reading, root, version, debian);
  const all = listenersOf(reading, root, version);
  let written: readonly Written[] | undefined;
  return {
    main,
    version,
    library,
    reading,
    files,
    tree,
    partial: partial || reading.open,
    hasMain: !partial,
    protocolsAssumed:
      (reading.protocolsOpen && root.get("protocols").origin.kind === "default") || root.get("protocols").unknown,
    names: tlsNames(version),
    root,
    listeners: all.filter(({ protocol }) => protocols.includes(protocol)),
    scope,
    written(name) {
      // One line may set several things; it is written once.
      written ??= [
        ...new Map(
          reading.layers.flatMap(({ values }) => [...values.values()].map((one) => [one.node, one] as const)),
        ).values(),
      ];
      return name === undefined ? written : written.filter((one) => one.key === name || one.name === name);
    },
  };
}
