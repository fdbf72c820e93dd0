// A configuration as it was read: layers of settings, every statement with what stands around it, and what is wrong. No reading here.

import type { Node, Setting } from "../../dialects/dovecot/tree.js";
import type { SourceText } from "../../text/source-text.js";
import type { Place } from "../product.js";
import type { Section } from "./blocks.js";
import type { Filter } from "./filters.js";
import type { Key } from "./keys.js";
import type { Templates } from "./templates.js";

/** A setting as it came to be read last, within one filter. */
export interface Written {
  /** With the blocks around: `service/imap-login/inet_listener/imap/port`. */
  readonly key: string;
  /** The name of the table: `port` of the scope `service.inet_listener`. */
  readonly name: string;
  readonly scope: string;
  /** As doveconf prints it, types apart. */
  readonly shown: string;
  /** With the values of other settings put in. */
  readonly value: string;
  /** The value is the content of the file of that path. */
  readonly file: boolean;
  /** The environment, or something else that is not known here, has a part in the value. */
  readonly unknown: boolean;
  readonly filter: Filter;
  readonly node: Setting;
  readonly source: SourceText;
  /** The obsolete name under which it is written. */
  readonly obsolete?: string;
}

/** The settings that count where one filter holds. */
export interface Layer {
  readonly filter: Filter;
  readonly values: Map<string, Written>;
}

/** A line that Dovecot stops at, or warns about. */
export interface ReadProblem extends Place {
  readonly kind: string;
  readonly severity: "fatal" | "warning";
  /** In Dovecot's own words where it has some. */
  readonly message: string;
  /** An offset in the line that Dovecot names: the last one of a statement. */
  readonly lineAt: number;
  /** The statement, where it can be read as one. */
  readonly statement?: { readonly node: Node; readonly source: SourceText };
}

/** Any line with what stands around it, in the order of reading. */
export interface Statement {
  readonly node: Node;
  readonly source: SourceText;
  readonly section: Section;
  /** Of a setting: what it is. */
  readonly key?: Key;
  /** Dovecot turns it into others, or ignores it. */
  readonly obsolete?: true;
  /** Of an include: the files it names, null where nobody knows. */
  readonly included?: readonly string[] | null;
}

export interface Reading {
  readonly sources: readonly SourceText[];
  /** The whole server's first. */
  readonly layers: readonly Layer[];
  readonly statements: readonly Statement[];
  /** What stands inside each block. */
  readonly sectionsOf: ReadonlyMap<Node, Section>;
  /** Names of blocks by the path around them: `service` → `imap-login`. */
  readonly blocks: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly ReadProblem[];
  readonly templates: Templates;
  /** An include could not be followed: any setting may come from it. */
  readonly open: boolean;
  /** One of the files could not be read with which Debian's packages switch protocols on. */
  readonly protocolsOpen: boolean;
}
