// Cipher suites that do not protect: no encryption, export strength, RC4, DES, and so on.
import { enumerate, subject } from "../posture/describe.js";
import type { Origin } from "../posture/fact.js";
import type { Endpoint, SuitesByVersion } from "../posture/posture.js";
import { suiteByIana } from "../tls/suites.js";
import { type Weakness, weaknesses } from "../tls/weakness.js";
import { definePostureRule, rfc, type Severity } from "./rule.js";

/** How each weakness is called, and the OpenSSL name that excludes it. */
const CLASSES: Readonly<Record<Weakness, { readonly name: string; readonly openssl: string }>> = {
  sslv2: { name: "SSL 2.0", openssl: "SSLv2" },
  null: { name: "NULL (no encryption)", openssl: "eNULL" },
  export: { name: "EXPORT (40 or 56 bits, FREAK and Logjam)", openssl: "EXPORT" },
  anonymous: { name: "anonymous (no certificate)", openssl: "aNULL" },
  des: { name: "DES (56 bits)", openssl: "LOW" },
  rc4: { name: "RC4 (RFC 7465)", openssl: "RC4" },
  rc2: { name: "RC2", openssl: "RC2" },
  "3des": { name: "3DES (SWEET32)", openssl: "3DES" },
  idea: { name: "IDEA", openssl: "IDEA" },
  seed: { name: "SEED", openssl: "SEED" },
  md5: { name: "MD5", openssl: "MD5" },
};

/** Weaknesses that leave nothing of the protection. */
const BROKEN: readonly Weakness[] = ["sslv2", "null", "export", "des", "rc2"];

function classesIn(suites: SuitesByVersion | undefined): readonly Weakness[] {
  const found = new Set(
    Object.values(suites ?? {}).flatMap((names) =>
      names.flatMap((name) => {
        const suite = suiteByIana(name);
        return suite ? weaknesses(suite) : [];
      }),
    ),
  );
  return (Object.keys(CLASSES) as Weakness[]).filter((weakness) => found.has(weakness));
}

/**
 * What counts against an endpoint. Where TLS is optional and nobody wrote the cipher settings, only what protects not at
 * all: the program's own choice keeps old peers from plain text. Anonymous suites matter where users log in; elsewhere
 * nobody verifies the certificate, and Postfix prefers them on purpose (TLS_README, "Anonymous TLS"). Of a host that was
 * probed nobody can tell what was written: where users log in, what it offers counts.
 */
function matters(weakness: Weakness, endpoint: Endpoint, origin: Origin["kind"]): boolean {
  const users = endpoint.service === "submission" || endpoint.service === "access";
  const chosen = origin === "explicit" || (origin === "observed" && users);
  if (weakness === "anonymous") return chosen && users;
  return chosen || endpoint.required.value || BROKEN.includes(weakness);
}

function severity(found: readonly Weakness[], endpoint: Endpoint): Severity {
  const broken = found.some((weakness) => BROKEN.includes(weakness));
  if (endpoint.required.value) return broken ? "error" : "warning";
  return broken ? "warning" : "info";
}

export const rule = definePostureRule({
  meta: {
    id: "weak-cipher-suites",
    summary: "Weak or obsolete cipher suites are reachable",
    severity: "warning",
    fix: "safe",
    docs: {
      why: "A suite without encryption, of export strength, or with DES, RC4 or 3DES looks like TLS and protects little or nothing. A peer that supports it can be pushed to it. On port 25 most of them only waste the chance of something better; where users log in they expose passwords.",
      remedy:
        "Leave the grade at `medium` and the grade's cipher list at its default: current releases contain none of these. Take the names out that were added by hand.",
      references: [rfc(9325, "4.1"), rfc(7465), { title: "SWEET32", url: "https://sweet32.info/" }],
    },
    messages: {
      reachable:
        "{subject} lets in weak cipher suites: {classes}. A peer can end up with no real protection. Exclude them, or go back to the default cipher settings.",
      latent:
        "{subject} asks for weak cipher suites: {classes}. Only this TLS library keeps them out. Take them out here, so that they stay out on another system.",
    },
    examples: [
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_tls_ciphers = null\n",
        findings: [{ message: "reachable", line: 4, severity: "warning" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\nsmtpd_tls_ciphers = medium\n",
      },
      {
        dialect: "postfix-main",
        bad: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_medium_cipherlist = ECDHE+AES:RC4-SHA:DES-CBC3-SHA\n",
        findings: [{ message: "latent", line: 4, severity: "info" }],
        good: "smtpd_tls_chain_files = /etc/postfix/tls/mx.pem\nsmtpd_tls_security_level = may\nsmtp_tls_security_level = may\ntls_medium_cipherlist = ECDHE+AES\n",
      },
    ],
  },
  *check(endpoint) {
    const { permittedSuites, latentSuites } = endpoint;
    const fix = (found: readonly Weakness[], safety: "safe" | "unsafe") =>
      ({
        title: "Exclude the weak cipher suites",
        safety,
        change: { kind: "exclude-suites", openssl: found.map((weakness) => CLASSES[weakness].openssl) },
      }) as const;
    const data = (found: readonly Weakness[]) => ({
      subject: subject(endpoint),
      classes: enumerate(found.map((weakness) => CLASSES[weakness].name)),
    });
    const origin = permittedSuites?.origin.kind ?? "default";
    const reachable = classesIn(permittedSuites?.value).filter((weakness) => matters(weakness, endpoint, origin));
    if (permittedSuites && reachable.length > 0) {
      yield {
        message: "reachable",
        data: data(reachable),
        severity: severity(reachable, endpoint),
        at: permittedSuites.origin,
        // A peer that has nothing else would be refused, but for a suite that does not encrypt nothing is lost.
        fix: fix(reachable, reachable.every((weakness) => weakness === "null") ? "safe" : "unsafe"),
      };
    }
    const latent = classesIn(latentSuites?.value).filter(
      (weakness) => !reachable.includes(weakness) && matters(weakness, endpoint, "explicit"),
    );
    if (latentSuites?.origin.kind === "explicit" && latent.length > 0) {
      yield {
        message: "latent",
        data: data(latent),
        severity: "info",
        at: latentSuites.origin,
        fix: fix(latent, "safe"),
      };
    }
  },
});
