// The only door into wire: hellos out, a server's flight in. Re-exports, nothing else.

export { clientHello, retriedClientHello, type ClientHelloOptions } from "./client-hello.js";
export { dhPrimeName } from "./dh-primes.js";
export type {
  AlertFact,
  FlightFacts,
  FlightState,
  HelloRetryRequest,
  Oddity,
  ServerHello,
  ServerKeyExchange,
} from "./facts.js";
export { EXTENSION } from "./numbers.js";
export type { Hello, KeyShare } from "./offer.js";
export { alertRecord, changeCipherSpecRecord, heartbeatRecord, RecordReader, type TlsRecord } from "./record.js";
export { ServerFlightReader, type Until } from "./server-flight.js";
export { ssl2ClientHello } from "./ssl2.js";
