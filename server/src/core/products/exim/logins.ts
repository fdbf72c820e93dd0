// Which logins are announced, before TLS and with it. Source: smtp_setup_msg in src/smtp_in.c (EHLO); the drivers in src/auths/.

import type { Fact } from "../../posture/fact.js";
import { foldCondition, type Situation } from "./expansion.js";
import { audience } from "./host-list.js";
import type { Model, Scope } from "./model.js";

/** What makes an authenticator one for incoming connections. */
const SERVER_OPTIONS: Readonly<Record<string, readonly string[] | "always">> = {
  plaintext: ["server_condition"],
  cram_md5: ["server_secret"],
  spa: ["server_spa_password"],
  external: ["server_condition"],
  tls: ["server_condition", "server_param1"],
  dovecot: "always",
  cyrus_sasl: "always",
  gsasl: "always",
  heimdal_gssapi: "always",
};

/** Mechanisms that send the password itself. */
const PLAIN = new Set(["PLAIN", "LOGIN"]);

/** Three-valued: null may be either. */
type Truth = boolean | null;

function isServer(scope: Scope): boolean {
  const needs = SERVER_OPTIONS[scope.kind.split("/")[1] ?? ""] ?? [];
  return needs === "always" || needs.some((name) => scope.written.some(({ option }) => option.name === name));
}

const or = (values: readonly Truth[]): Truth => (values.includes(true) ? true : values.includes(null) ? null : false);
const and = (a: Truth, b: Truth): Truth =>
  a === false || b === false ? false : a === null || b === null ? null : true;

function announced(scope: Scope, situation: Situation): Truth {
  const condition = scope.get("server_advertise_condition");
  if (condition.unknown) return null;
  return condition.origin.kind === "default" ? true : foldCondition(condition.value, situation);
}

/** Whether any login, or one that sends the password, is announced to everybody. */
export function loginAnnounced(model: Model, situation: Situation, plain: boolean): Truth {
  const hosts = model.main.get("auth_advertise_hosts");
  const asked = hosts.unknown ? "some" : audience(hosts.value, situation);
  const servers = model.driversOf("authenticator").filter(isServer);
  const wanted = plain ? servers.filter((scope) => PLAIN.has(scope.get("public_name").value.toUpperCase())) : servers;
  const offers = wanted.map((scope) => announced(scope, situation));
  return and({ all: true, none: false, some: null }[asked], or(model.open ? [...offers, null] : offers));
}

/** The fact for an endpoint; null where it is not known. */
export function plaintextAuth(model: Model, situation: Situation): Fact<boolean> | null {
  const value = loginAnnounced(model, situation, true);
  const hosts = model.main.get("auth_advertise_hosts").origin;
  const first = model.driversOf("authenticator").find(isServer)?.get("public_name").origin;
  const origin = hosts.kind === "explicit" ? hosts : (first ?? hosts);
  return value === null ? null : { value, origin };
}
