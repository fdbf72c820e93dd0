// The mechanisms that smtpd may announce, where another server checks its logins and that server's files are at hand. No judgement here.

import type { LoginService } from "../options.js";
import { directoryOf } from "../paths.js";
import { isLoopback } from "./services.js";
import type { Scope } from "./scope.js";

/** Every address of the machine, as a listener writes it. */
const EVERY_HOST = ["*", "::", "[::]", "0.0.0.0"];

/**
 * The sockets that `smtpd_sasl_path` may mean (src/xsasl/xsasl_dovecot_server.c): `inet:host:port`, or a path that smtpd opens in its queue
 * directory, which is also its root where it runs in a chroot(2).
 */
function addressesOf(path: string, queueDirectory: string): readonly string[] {
  const inet = /^inet:(?:(.*):)?(\d+)$/.exec(path);
  if (inet !== null) {
    const [, host = "localhost", port = ""] = inet;
    const hosts = isLoopback(host) ? [host, "127.0.0.1", "localhost", ...EVERY_HOST] : [host];
    return hosts.map((one) => `${one}:${port}`);
  }
  const socket = path.replace(/^unix:/, "");
  const places = [...(socket.startsWith("/") ? [socket] : []), `${queueDirectory}/${socket}`];
  return places.map((place) => place.replace(/\/{2,}/g, "/").replace(/^\/var\/run\//, "/run/"));
}

/** Of the same machine: both lie in one folder of configurations, such as `/etc/`. */
function isBeside(service: LoginService, mainPath: string): boolean {
  return service.path.startsWith(directoryOf(directoryOf(mainPath).slice(0, -1)));
}

/** What the server tells that checks the logins of `scope`; null where nobody knows, or where several answer differently. */
export function loginMechanisms(
  scope: Scope,
  services: readonly LoginService[],
  mainPath: string,
): readonly string[] | null {
  const settings = ["smtpd_sasl_type", "smtpd_sasl_path", "queue_directory"].map((name) => scope.get(name));
  const [type, path, queue] = settings.map((setting) => (setting?.unknown === true ? undefined : setting?.value));
  if (type !== "dovecot" || path === undefined || queue === undefined) return null;
  const addresses = addressesOf(path, queue);
  const [first, ...more] = services.filter(
    (service) => isBeside(service, mainPath) && service.addresses.some((address) => addresses.includes(address)),
  );
  const said = ({ mechanisms }: LoginService): string => mechanisms.join(" ");
  return first && more.every((other) => said(other) === said(first)) ? first.mechanisms : null;
}
