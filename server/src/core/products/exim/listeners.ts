// Where the daemon listens: addresses and ports. What it does there is server-posture.ts.
// Source: daemon_go in src/daemon.c, host_build_ifacelist in src/host.c; the specification, chapter "Starting the daemon".

import { listItems } from "../../dialects/exim/strings.js";
import type { Origin } from "../../posture/fact.js";
import type { Model } from "./model.js";

export interface Listener {
  readonly port: number;
  /** Every address is one of this machine's own. */
  readonly loopback: boolean;
  /** TLS from the first byte. */
  readonly implicit: boolean;
  /** The setting that opens the port. */
  readonly origin: Origin;
}

/** Names that daemon_smtp_ports may use in place of numbers (/etc/services). */
const SERVICES: Readonly<Record<string, number>> = {
  smtp: 25,
  smtps: 465,
  ssmtp: 465,
  submissions: 465,
  submission: 587,
};

/** The number of a port; null for a name that is not known. */
export function portNumber(text: string): number | null {
  const known = SERVICES[text.toLowerCase()];
  if (known !== undefined) return known;
  return /^\d{1,5}$/.test(text) ? Number(text) : null;
}

/** Ports of a list, those apart that are not known. */
export function ports(list: string): readonly number[] {
  return listItems(list).flatMap((item) => portNumber(item) ?? []);
}

/** `127.0.0.1`, `127.0.0.1.25`, `[::1]:25`, `::1`, `::1.25`. */
function readInterface(item: string): { readonly address: string; readonly port: number | null } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(item);
  const dotted = /^(\d+\.\d+\.\d+\.\d+|[\da-fA-F:]*:[\da-fA-F:]*)\.(\d+)$/.exec(item);
  const [, address = item, port] = bracketed ?? dotted ?? [];
  return { address, port: port === undefined ? null : Number(port) };
}

const isLoopback = (address: string): boolean => /^127\.|^::1$/.test(address);

/** Each port once. Empty where nothing can be said. */
export function listeners(model: Model): readonly Listener[] {
  const { main } = model;
  const [daemon, interfaces, onConnect] = ["daemon_smtp_ports", "local_interfaces", "tls_on_connect_ports"].map(
    (name) => main.get(name),
  );
  if (daemon === undefined || interfaces === undefined || onConnect === undefined) return [];
  const open = ports(daemon.value === "" ? "smtp" : daemon.value);
  const implicit = new Set(ports(onConnect.value));
  const items = listItems(interfaces.value);
  const addresses = items.length === 0 ? [{ address: "0.0.0.0", port: null }] : items.map(readInterface);
  const found = new Map<number, boolean>();
  for (const { address, port } of addresses) {
    for (const number of port === null ? open : [port])
      found.set(number, (found.get(number) ?? true) && isLoopback(address));
  }
  return [...found].map(([port, loopback]) => ({
    port,
    loopback,
    implicit: implicit.has(port),
    origin: daemon.origin,
  }));
}
