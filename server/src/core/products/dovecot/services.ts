// The listeners of a server: which ports Dovecot opens, what is spoken there, and whether TLS comes first.

import type { Endpoint } from "../../posture/posture.js";
import type { Place } from "../product.js";
import { type Network, reach, readNetwork } from "./networks.js";
import type { Reading, Written } from "./reading.js";
import type { Scope } from "./scope.js";
import { type StockListener, stockListeners } from "./settings-table.js";
import { readBool } from "./values.js";
import type { DovecotVersion } from "./version.js";

export type AccessProtocol = "imap" | "pop3" | "sieve" | "submission" | "lmtp";

/** One TCP port that Dovecot listens on. */
export interface Listener {
  /** `imap-login/imaps`. */
  readonly id: string;
  readonly service: string;
  readonly protocol: AccessProtocol;
  readonly name: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly ssl: boolean;
  readonly addresses: readonly string[];
  /** The settings that somebody wrote. */
  readonly written: { readonly port?: Written; readonly ssl?: Written; readonly address?: Written };
  readonly stock: StockListener | undefined;
}

/** The service that talks to clients of each protocol, and the protocol that switches it on. */
const SERVICES: Readonly<Record<string, AccessProtocol>> = {
  "imap-login": "imap",
  "pop3-login": "pop3",
  "managesieve-login": "sieve",
  "submission-login": "submission",
  lmtp: "lmtp",
};

/** All listeners of a service, also those that are switched off by port 0. */
export function listenersOf(reading: Reading, scope: Scope, version: DovecotVersion): readonly Listener[] {
  const root = reading.layers[0]?.values;
  return Object.entries(SERVICES).flatMap(([service, protocol]) => {
    const own = stockListeners(version).filter((listener) => listener.service === service);
    const added = (reading.blocks.get(`service/${service}/inet_listener`) ?? []).filter(
      (name) => !own.some((listener) => listener.name === name),
    );
    return [...own.map(({ name }) => name), ...added].map((name): Listener => {
      const stock = own.find((listener) => listener.name === name);
      const written = (setting: string): Written | undefined =>
        root?.get(`service/${service}/inet_listener/${name}/${setting}`);
      const [port, ssl, address] = [written("port"), written("ssl"), written("address") ?? written("listen")];
      const addresses = (address?.value ?? "").split(/[ ,]+/).filter((one) => one !== "");
      return {
        id: `${service}/${name}`,
        ...{ service, protocol, name, stock },
        port: port ? Number(port.value) : (stock?.port ?? 0),
        ssl: ssl ? readBool(ssl.value) === true : (stock?.ssl ?? false),
        addresses: addresses.length > 0 ? addresses : scope.words("listen"),
        written: { ...(port && { port }), ...(ssl && { ssl }), ...(address && { address }) },
      };
    });
  });
}

/** Whether strangers can reach it. */
export function exposureOf({ addresses }: Listener): Endpoint["exposure"] {
  const hosts = addresses.map((address) => (address === "localhost" ? "127.0.0.1" : address));
  const onHost = hosts.every((host) => {
    const network = readNetwork(host);
    return network !== null && reach(network) === "host";
  });
  return hosts.length > 0 && onHost ? "loopback" : "public";
}

/** The one address that it listens on, where `local` blocks can be told by it. */
export function localOf({ addresses }: Listener): Network | undefined {
  const [first, ...more] = addresses;
  if (first === undefined || more.length > 0 || first === "*" || first === "::") return undefined;
  return readNetwork(first) ?? undefined;
}

/** Where its block, or what is nearest to it, begins. */
export function placeOfListener(reading: Reading, { service, name }: Listener): Place | null {
  let nearest: Place | null = null;
  for (const { node, source, section } of reading.statements) {
    if (node.kind !== "open") continue;
    const place = { path: source.path, span: node.name.span };
    if (node.name.text === "service" && node.argument?.text === service) nearest ??= place;
    const inService = section.path === `service/${service}/`;
    if (inService && node.name.text === "inet_listener" && node.argument?.text === name) return place;
  }
  return nearest;
}
