// What smtpd offers and demands: announced by EHLO, or from the first byte. The handshake itself: server-facts.ts.

import type { Fact, Origin } from "../../posture/fact.js";
import type { Endpoint } from "../../posture/posture.js";
import { stopsSmtpd } from "./fatal-values.js";
import { demandsTls, serverLevel } from "./levels.js";
import { readMapList } from "./maps.js";
import type { Model, Scope } from "./model.js";
import { serverFacts } from "./server-facts.js";
import { exposureOf, purposeOf, type Service } from "./services.js";
import { atLeast } from "./version.js";

/** The origin that best explains a value made of several settings: the first that somebody wrote. */
function firstExplicit(origins: readonly Origin[], fallback: Origin): Origin {
  return origins.find((origin) => origin.kind === "explicit") ?? fallback;
}

/** The keywords that EHLO leaves out, and what is not known of them. */
export interface Discarded {
  readonly words: readonly string[];
  readonly origin: Origin;
  /** Why some clients may be shown something else. */
  readonly unclear?: string;
}

function keywords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[,\s]+/)
    .filter((word) => word !== "");
}

/** `side`: postscreen's own parameters come from smtpd's unless they are set (src/global/ehlo_mask.c; smtpd.c ehlo_cmd). */
export function discardedKeywords(scope: Scope, side: "smtpd" | "postscreen"): Discarded {
  const written = scope.get(`${side}_discard_ehlo_keywords`);
  const setting = `${side}_discard_ehlo_keyword_address_maps`;
  const maps = scope.get(setting);
  const base = {
    words: keywords(written?.value ?? ""),
    origin: written?.origin ?? { kind: "default" as const, setting },
  };
  const [first, ...more] = readMapList(maps?.value ?? "");
  if (first === undefined || !maps) return base;
  // A table that answers every client takes the place of the list.
  if (first.type === "static" && first.source.kind === "static")
    return { words: keywords(first.source.value.text), origin: maps.origin };
  const failing = [first, ...more].find((map) => map.type !== null && map.source.kind === "fails");
  if (failing) return { ...base, unclear: `${setting} cannot be read, so that EHLO is refused` };
  const inline = [first, ...more].every((map) => map.type === "inline" && map.source.kind === "rows");
  const unclear = inline ? `${setting} has rows for single clients` : `${setting} may say otherwise for single clients`;
  return { ...base, unclear };
}

/** Every address of a family; without brackets the second is fatal (src/util/match_ops.c, match_hostaddr). */
const EVERYBODY = ["0.0.0.0/0", "[::]/0"] as const;

/** Whether AUTH is hidden from all clients (postconf(5), smtpd_sasl_exceptions_networks). Hidden from some, others still see it. */
function hiddenFromAll(scope: Scope): boolean {
  const networks = keywords(scope.get("smtpd_sasl_exceptions_networks")?.value ?? "");
  if (networks.some((network) => network.startsWith("!"))) return false;
  if (networks.some((network) => network.startsWith("static:"))) return true;
  const [v4, v6] = EVERYBODY.map((network) => networks.includes(network));
  const protocols = keywords(scope.get("inet_protocols")?.value ?? "all");
  const only = (protocol: string) => protocols.length > 0 && protocols.every((one) => one === protocol);
  return (v4 === true || only("ipv6")) && (v6 === true || only("ipv4"));
}

/** Options that no mechanism meets which sends the password (src/xsasl/xsasl_dovecot_server.c, sasl.h of Cyrus). */
const NO_PASSWORDS = ["noplaintext", "mutual_auth", "forward_secrecy"];

/** Mechanisms that send the password itself: without them no password crosses in clear. */
const PLAIN = ["plain", "login"];

/** smtpd_sasl_mechanism_filter, since 3.6: the first pattern that fits decides, `!` takes it out, and so does no pattern at all. */
function filtersPlain(scope: Scope): boolean {
  if (!atLeast(scope.version, "3.6")) return false;
  const patterns = keywords(scope.get("smtpd_sasl_mechanism_filter")?.value ?? "");
  return PLAIN.every((mechanism) => {
    const decider = patterns.find((pattern) => {
      const name = pattern.replace(/^!/, "");
      return name === mechanism || name.startsWith("static:");
    });
    return decider === undefined || decider.startsWith("!");
  });
}

/**
 * Passwords before TLS, as EHLO shows it: AUTH is on, not tied to TLS, not hidden, and plain-text mechanisms are not ruled out
 * (postconf(5) smtpd_sasl_auth_enable, smtpd_tls_auth_only, smtpd_sasl_security_options; smtpd.c ehlo_cmd).
 */
function plaintextAuth(scope: Scope, required: boolean, discarded: Discarded): Fact<boolean> {
  const enabled = scope.get("smtpd_sasl_auth_enable");
  const authOnly = scope.get("smtpd_tls_auth_only");
  const options = keywords(scope.get("smtpd_sasl_security_options")?.value ?? "");
  const value =
    scope.bool("smtpd_sasl_auth_enable") === true &&
    !required &&
    scope.bool("smtpd_tls_auth_only") !== true &&
    !NO_PASSWORDS.some((option) => options.includes(option)) &&
    !discarded.words.includes("auth") &&
    !hiddenFromAll(scope) &&
    !filtersPlain(scope);
  const origin = firstExplicit(
    [authOnly, enabled].flatMap((effective) => (effective ? [effective.origin] : [])),
    { kind: "default", setting: "smtpd_sasl_auth_enable" },
  );
  return { value, origin };
}

/** smtpd_banner and the answer to EHLO say it (src/smtpd/smtpd.c); MX records usually do, too. */
export function hostNameOf(service: Service): Pick<Endpoint, "hostName"> {
  const host = service.get("myhostname");
  return host === undefined || host.unknown === true ? {} : { hostName: { value: host.value, origin: host.origin } };
}

/** No endpoint where the level is invalid: the server stops with a fatal error before it serves anybody. */
export function serverEndpoint(model: Model, service: Service): Endpoint[] {
  const { level, origin } = serverLevel(service);
  const wrapper = service.get("smtpd_tls_wrappermode");
  const implicit = service.bool("smtpd_tls_wrappermode") === true;
  if (level === "invalid" && !implicit) return [];
  const required = implicit || demandsTls(level);
  const decider: Origin = implicit && wrapper ? wrapper.origin : origin;
  const discarded = discardedKeywords(service, "smtpd");
  const hidden = !implicit && level !== "none" && discarded.words.includes("starttls");
  const off = !implicit && (level === "none" || hidden);
  const facts = off ? { undetermined: [] } : serverFacts(model, service, "smtpd", required);
  const stopped = stopsSmtpd(service);
  const unclear = (["transport", "plaintextAuth"] as const).flatMap((fact) =>
    discarded.unclear === undefined || implicit ? [] : [{ fact, reason: discarded.unclear }],
  );
  return [
    {
      id: service.id,
      product: "postfix",
      role: "server",
      protocol: "smtp",
      exposure: exposureOf(service),
      service: purposeOf(service, required),
      port: service.port,
      presence: "declared",
      transport: {
        value: implicit ? "implicit" : off ? "none" : "starttls",
        origin: hidden ? discarded.origin : decider,
      },
      required: { value: required, origin: decider },
      level: { value: level === "invalid" || level === "unknown" ? "encrypt" : level, origin },
      ...hostNameOf(service),
      plaintextAuth: plaintextAuth(service, required, discarded),
      ...facts,
      ...(stopped && { tlsFailure: stopped }),
      undetermined: [...facts.undetermined, ...unclear],
    },
  ];
}

/** Services of a master.cf that was not read, and that demand TLS, take the mandatory lists from main.cf. */
export function assumedServer(model: Model): Endpoint[] {
  if (model.bool("smtpd_tls_wrappermode") === true || serverLevel(model).level === "invalid") return [];
  const [mx] = model.services;
  const origin: Origin = { kind: "default", setting: "smtpd_tls_security_level" };
  return [
    {
      ...{
        id: "submission/inet",
        product: "postfix",
        role: "server",
        protocol: "smtp",
        service: "submission",
        port: 587,
      },
      exposure: mx ? exposureOf(mx) : "public",
      presence: "assumed",
      transport: { value: "starttls", origin },
      required: { value: true, origin },
      plaintextAuth: { value: false, origin },
      ...serverFacts(model, model, "smtpd", true),
    },
  ];
}
