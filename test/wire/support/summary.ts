// A flight in one line: what differs between the recordings.

import { dhPrimeName, type ServerHello, type ServerKeyExchange } from "../../../server/src/wire/api.js";
import type { replay } from "./flow-cases.js";

const hex = (number: number | null): string => (number === null ? "null" : `0x${number.toString(16)}`);

export function summary({ state, facts }: ReturnType<typeof replay>): string {
  const { serverHello, helloRetryRequest: retry, ssl2, certificates, keyExchange, certificateRequest } = facts;
  return [
    state.kind,
    ...(retry === null ? [] : [`retry ${hex(retry.selectedGroup)} cookie ${retry.cookie !== null}`]),
    ...(serverHello === null ? [] : [hello(serverHello)]),
    ...(ssl2 === null ? [] : [`SSLv2 ${ssl2.cipherKinds.map(hex).join(",")} certificate ${ssl2.certificate.length}`]),
    ...(certificates === null ? [] : [`certificates ${certificates.map((der) => der.length).join(",")}`]),
    ...(facts.ocspResponse === null ? [] : [`ocsp ${facts.ocspResponse.length}`]),
    ...(keyExchange === null ? [] : [exchange(keyExchange)]),
    ...(certificateRequest === null ? [] : [`authorities ${certificateRequest.authorities.length}`]),
    ...facts.alerts.map(({ level, name }) => `${level} ${name}`),
    ...facts.oddities.map(({ kind, value }) => `odd ${kind} ${hex(value)}`),
  ].join("; ");
}

function hello(hello: ServerHello): string {
  const answers = ["extendedMasterSecret", "encryptThenMac", "sessionTicket", "secureRenegotiation"] as const;
  return [
    `${hello.version} ${hex(hello.suite)}`,
    ...(hello.downgradeFrom === null ? [] : [`knows ${hello.downgradeFrom}`]),
    ...(hello.keyShareGroup === null ? [] : [`share ${hex(hello.keyShareGroup)}`]),
    ...answers.filter((name) => hello[name]),
    ...(hello.statusRequest ? ["statusRequest"] : []),
    ...(hello.alpn === null ? [] : [`alpn ${hello.alpn}`]),
  ].join(" ");
}

function exchange(exchange: ServerKeyExchange): string {
  if (exchange.kind === "unread") return "unread";
  const { kind, signature } = exchange;
  const signed = signature === null ? "not signed" : `signed ${hex(signature.scheme)}`;
  if (exchange.kind === "ecdhe") return `${kind} ${hex(exchange.group)} ${exchange.publicKeyLength} ${signed}`;
  if (exchange.kind === "rsa-export") return `${kind} ${exchange.bits} ${signed}`;
  return `${kind} ${exchange.bits} ${dhPrimeName(exchange.prime)} ${signed}`;
}
