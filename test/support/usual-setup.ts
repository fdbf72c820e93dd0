// A mail server as most are: TLS 1.2 and 1.3 of today, and TLS 1.1.

import { suiteByIana } from "../../server/src/core/api.js";
import { groupsOf, signatureAlgorithmsOf } from "../../server/src/probe/engine/handshakes.js";
import type { TlsSetup } from "./simulated-tls.js";

const named = (...names: readonly string[]) => names.flatMap((name) => suiteByIana(`TLS_${name}`) ?? []);

export const ELDERLY = named(
  "ECDHE_RSA_WITH_AES_256_CBC_SHA",
  "ECDHE_RSA_WITH_AES_128_CBC_SHA",
  "DHE_RSA_WITH_AES_128_CBC_SHA",
  "RSA_WITH_AES_256_CBC_SHA",
  "RSA_WITH_AES_128_CBC_SHA",
);

export const USUAL: TlsSetup = {
  suites: new Map([
    ["TLSv1.3", named("AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256", "AES_128_GCM_SHA256")],
    [
      "TLSv1.2",
      [
        ...named(
          "ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "DHE_RSA_WITH_AES_256_GCM_SHA384",
          "RSA_WITH_AES_256_GCM_SHA384",
        ),
        ...ELDERLY,
      ],
    ],
    ["TLSv1.1", ELDERLY],
  ]),
  preference: "server",
  groups: { modern: groupsOf("TLSv1.3").slice(0, 4), classic: groupsOf("TLSv1").slice(0, 3) },
  signatureAlgorithms: signatureAlgorithmsOf("TLSv1.2").filter(({ key }) => key === "rsa" || key === "rsa-pss"),
  refusal: "alert",
};
