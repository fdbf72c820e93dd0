// From effective settings to a Posture: one endpoint for each TCP port that Dovecot opens. No judgement here.

import type { Fact, Origin } from "../../posture/fact.js";
import type { Endpoint, Posture } from "../../posture/posture.js";
import type { Model } from "./model.js";
import type { Scope } from "./scope.js";
import { exposureOf, type Listener, localOf } from "./services.js";
import { tlsFacts } from "./tls-facts.js";
import { readBool } from "./values.js";
import { atLeast } from "./version.js";

/** Mechanisms that send the password itself (MECH_SEC_PLAINTEXT in src/auth/mech-plain.c and mech-login.c). */
const PLAINTEXT = ["plain", "login"];

/** The settings that count for a listener's clients, as far as its own address and protocol tell. */
export function scopeOfListener(model: Model, listener: Listener): Scope {
  const local = localOf(listener);
  return model.scope({ protocol: listener.protocol, ...(local && { local }) });
}

interface Login {
  /** Passwords of strangers are accepted before TLS. */
  readonly plaintext: Fact<boolean>;
  /** Nobody can log in before TLS, by whatever mechanism. */
  readonly demanded: Fact<boolean>;
}

/**
 * What comes before TLS (client_check_plaintext_auth in src/login-common/client-common-auth.c, sasl_server_get_advertised_mechs in
 * sasl-server.c). Clients of this host and of login_trusted_networks are another matter.
 */
function loginOf({ version, names }: Pick<Model, "version" | "names">, scope: Scope): Login {
  const { protocol } = scope.connection;
  const ssl = scope.get("ssl");
  const setting = scope.get(names.plaintextAuth);
  const given = readBool(setting.value) === true;
  const refused = atLeast(version, "2.4") ? !given : given;
  const mechanisms = scope.words("auth_mechanisms");
  const onlyPlain = mechanisms.every((mechanism) => PLAINTEXT.includes(mechanism.toLowerCase()));
  // IMAP has LOGIN and POP3 has USER, whatever mechanisms there are.
  const hasCommand = protocol === "imap" || protocol === "pop3";
  const plain = hasCommand || mechanisms.some((mechanism) => PLAINTEXT.includes(mechanism.toLowerCase()));
  const required = ssl.value === "required";
  const decider: Origin = required || setting.origin.kind === "default" ? ssl.origin : setting.origin;
  return {
    plaintext: {
      value: plain && !refused && !required,
      origin: setting.origin.kind === "explicit" ? setting.origin : ssl.origin,
    },
    demanded: { value: required || (refused && onlyPlain), origin: decider },
  };
}

const SERVICES = {
  imap: "access",
  pop3: "access",
  sieve: "access",
  submission: "submission",
  lmtp: "mx",
} as const satisfies Readonly<Record<Listener["protocol"], Endpoint["service"]>>;

function endpointOf(model: Model, listener: Listener): Endpoint[] {
  const scope = scopeOfListener(model, listener);
  const own = scope.get("ssl");
  const global = model.root.get("ssl");
  if (listener.port === 0) return [];
  // service_create_inet_listeners in src/master/service.c: without TLS, nobody listens where TLS comes first.
  if (listener.ssl && global.value === "no") return [];
  // Within a filter alone, `ssl` can switch TLS off, and not on (login_ssl_init in src/login-common/main.c asks for the protocol's).
  const off = own.value === "no" ? own : global.value === "no" && !model.root.get("ssl").unknown ? global : null;
  const isLmtp = listener.protocol === "lmtp";
  const { ssl: switched } = listener.written;
  const implicitOrigin: Origin = switched
    ? { kind: "explicit", setting: "ssl", path: switched.source.path, span: switched.node.name.span }
    : { kind: "default", setting: "ssl" };
  const { facts, starts } =
    off === null ? tlsFacts(model, scope, isLmtp) : { facts: { undetermined: [] }, starts: true };
  const login = loginOf(model, scope);
  const unclear = own.unknown || scope.get(model.names.plaintextAuth).unknown;
  const required: Fact<boolean> = listener.ssl
    ? { value: true, origin: implicitOrigin }
    : isLmtp
      ? { value: false, origin: own.origin }
      : login.demanded;
  const transport: Endpoint["transport"] =
    off !== null
      ? { value: listener.ssl ? "implicit" : "none", origin: off.origin }
      : { value: listener.ssl ? "implicit" : "starttls", origin: listener.ssl ? implicitOrigin : own.origin };
  // LMTP goes on without TLS where TLS cannot start (src/lib-master/master-service-ssl.c).
  const failed = isLmtp && !listener.ssl && !starts;
  return [
    {
      id: listener.id,
      product: "dovecot",
      role: "server",
      service: SERVICES[listener.protocol],
      protocol: listener.protocol === "submission" ? "smtp" : listener.protocol,
      port: listener.port,
      presence: model.partial || model.protocolsAssumed || unclear ? "assumed" : "declared",
      exposure: exposureOf(listener),
      transport: failed ? { value: "none", origin: facts.tlsFailure?.origin ?? own.origin } : transport,
      required,
      ...(isLmtp || unclear
        ? {}
        : { plaintextAuth: listener.ssl ? { value: false, origin: implicitOrigin } : login.plaintext }),
      ...(off !== null && listener.ssl ? { tlsFailure: { value: "TLS is switched off", origin: off.origin } } : {}),
      ...facts,
      undetermined: [
        ...facts.undetermined,
        ...(own.unknown ? [{ fact: "transport" as const, reason: "ssl is not known" }] : []),
        ...(unclear && !isLmtp ? [{ fact: "plaintextAuth" as const, reason: "its settings are not known" }] : []),
      ],
    },
  ];
}

/** The endpoints of a configuration. Of a part whose main file is not at hand they are assumed: only what is written counts against it. */
export function postureOf(model: Model): Posture {
  return { endpoints: model.listeners.flatMap((listener) => endpointOf(model, listener)) };
}
