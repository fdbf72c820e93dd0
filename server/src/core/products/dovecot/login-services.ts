// Where other servers ask Dovecot whether a login is right (SASL), and which mechanisms it tells them. No judgement here.

import type { LoginService } from "../options.js";
import type { Model } from "./model.js";
import type { Written } from "./reading.js";

/** Listens without being asked to (default_auth_service in src/auth/auth-settings.c). */
const STOCK = "auth-client";

const LISTENERS = ["unix_listener", "inet_listener"] as const;

/** `/var/run` is a link to `/run` wherever Dovecot runs by default. */
function addressOf(path: string, baseDirectory: string): string {
  const absolute = path.startsWith("/") ? path : `${baseDirectory}/${path}`;
  return absolute.replace(/\/{2,}/g, "/").replace(/^\/var\/run\//, "/run/");
}

/** The sockets of `service auth`; a mode of 0 switches one off, and so does port 0. */
function addressesOf({ reading, root }: Model): readonly string[] {
  const written = (path: string): Written | undefined => reading.layers[0]?.values.get(path);
  const base = root.get("base_dir").value;
  const [sockets, ports] = LISTENERS.map((kind) => reading.blocks.get(`service/auth/${kind}`) ?? []);
  const unix = [STOCK, ...(sockets ?? [])].flatMap((name) => {
    const setting = (of: string): string | undefined => written(`service/auth/unix_listener/${name}/${of}`)?.value;
    return /^0+$/.test(setting("mode") ?? "") ? [] : [addressOf(setting("path") ?? name, base)];
  });
  const inet = (ports ?? []).flatMap((name) => {
    const setting = (of: string): string | undefined => written(`service/auth/inet_listener/${name}/${of}`)?.value;
    const port = Number(setting("port"));
    const hosts = (setting("address") ?? setting("listen") ?? root.get("listen").value).split(/[ ,]+/);
    return port > 0 ? hosts.filter((host) => host !== "").map((host) => `${host}:${port}`) : [];
  });
  return [...unix, ...inet];
}

/**
 * What the authentication service tells those who ask: `auth_mechanisms` outside of every filter, whatever `ssl` and `disable_plaintext_auth`
 * say. Those two hold for Dovecot's own clients only (test/servers/mixed-sasl.test.ts). None where the list is not known.
 * 2.4 could not be run, and is taken to do as 2.3.19 does.
 */
export function loginServicesOf(model: Model): readonly LoginService[] {
  const { value, unknown } = model.root.get("auth_mechanisms");
  if (unknown || model.partial || value === "") return [];
  const mechanisms = model.root.words("auth_mechanisms").map((mechanism) => mechanism.toUpperCase());
  return [{ path: model.main.path, addresses: addressesOf(model), mechanisms }];
}
