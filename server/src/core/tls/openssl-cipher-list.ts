// OpenSSL's list of cipher suites in the making: what selects suites, and the moves that a rule makes. No syntax of rules.

/** The fields by which OpenSSL describes a suite (`SSL_CIPHER` in ssl/ssl_local.h), each with attributes of its own. */
export const FIELDS = [
  "keyExchange",
  "authentication",
  "encryption",
  "mac",
  "version",
  "export",
  "strength",
  "default",
] as const;

export type Field = (typeof FIELDS)[number];

/** A bit per attribute. Of a suite: those that it has. As a pattern: those of which a suite must have one; 0 asks for none. */
export type Masks = Readonly<Record<Field, number>>;

export const EVERY_SUITE: Masks = {
  keyExchange: 0,
  authentication: 0,
  encryption: 0,
  mac: 0,
  version: 0,
  export: 0,
  strength: 0,
  default: 0,
};

/** A suite as OpenSSL sorts it. */
export interface ListedSuite {
  readonly bits: number;
  readonly masks: Masks;
}

/** The attributes of each field, separated by blanks. */
export type Vocabulary = Readonly<Record<Field, string>>;

/** Reads attributes such as `kDHE ~aNULL`: of one field any may hold, all fields must; `~` is every attribute but that one. */
export function attributeReader(vocabulary: Vocabulary): (attributes: string) => Masks {
  const bits = new Map<string, { field: Field; bit: number }>();
  for (const field of FIELDS) vocabulary[field].split(" ").forEach((name, i) => bits.set(name, { field, bit: 1 << i }));
  return (attributes) => {
    const masks: Record<Field, number> = { ...EVERY_SUITE };
    for (const attribute of attributes.split(" ")) {
      const known = bits.get(attribute.replace("~", ""));
      if (known) masks[known.field] |= attribute.startsWith("~") ? ~known.bit : known.bit;
    }
    return masks;
  };
}

function selects(wanted: Masks, { masks }: ListedSuite): boolean {
  return (
    meets(wanted.keyExchange, masks.keyExchange) &&
    meets(wanted.authentication, masks.authentication) &&
    meets(wanted.encryption, masks.encryption) &&
    meets(wanted.mac, masks.mac) &&
    meets(wanted.version, masks.version) &&
    meets(wanted.export, masks.export) &&
    meets(wanted.strength, masks.strength) &&
    meets(wanted.default, masks.default)
  );
}

function meets(wanted: number, has: number): boolean {
  return wanted === 0 || (wanted & has) !== 0;
}

/**
 * The list of `ssl_create_cipher_list`: suites in order, some of them active. The active ones, in order, are the result.
 * Each move costs one walk over the list, and keeps the relative order of what it moves and of what it leaves.
 * Source: `ssl_cipher_apply_rule` and `ssl_cipher_strength_sort` in ssl/ssl_ciph.c, OpenSSL 1.0.2u to 3.5.
 */
export class CipherList<S extends ListedSuite> {
  #suites: S[];
  readonly #active = new Set<S>();

  constructor(suites: readonly S[]) {
    this.#suites = [...suites];
  }

  get suites(): readonly S[] {
    return this.#suites;
  }

  get active(): readonly S[] {
    return this.#suites.filter((suite) => this.#active.has(suite));
  }

  /** Activates what is not active yet, at the end. */
  add(pattern: Masks): readonly S[] {
    const taken = this.#take((suite) => !this.#active.has(suite) && selects(pattern, suite));
    for (const suite of taken) this.#active.add(suite);
    this.#suites.push(...taken);
    return taken;
  }

  /** Deactivates, and moves to the front: a later `add` takes these first. */
  remove(pattern: Masks): readonly S[] {
    const taken = this.moveToFront(pattern);
    for (const suite of taken) this.#active.delete(suite);
    return taken;
  }

  /** Takes off the list, active or not, for good. */
  kill(pattern: Masks): readonly S[] {
    const taken = this.#take((suite) => selects(pattern, suite));
    for (const suite of taken) this.#active.delete(suite);
    return taken;
  }

  /** Moves what is active to the end. */
  moveToEnd(pattern: Masks): readonly S[] {
    const taken = this.#take((suite) => this.#active.has(suite) && selects(pattern, suite));
    this.#suites.push(...taken);
    return taken;
  }

  /** Moves what is active to the front. */
  moveToFront(pattern: Masks): readonly S[] {
    const taken = this.#take((suite) => this.#active.has(suite) && selects(pattern, suite));
    this.#suites.unshift(...taken);
    return taken;
  }

  /** Moves what is active to the end, the strongest first, equals in the order they had. */
  sortByStrength(): readonly S[] {
    const taken = this.moveToEnd(EVERY_SUITE);
    const sorted = [...taken].sort((a, b) => b.bits - a.bits);
    this.#suites.splice(this.#suites.length - sorted.length, sorted.length, ...sorted);
    return sorted;
  }

  /** Removes from the list, and returns, what `wanted` holds for. */
  #take(wanted: (suite: S) => boolean): readonly S[] {
    const taken: S[] = [];
    const left: S[] = [];
    for (const suite of this.#suites) (wanted(suite) ? taken : left).push(suite);
    this.#suites = left;
    return taken;
  }
}
