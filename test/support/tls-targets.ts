// The servers that the probe is held against: each mail server and TLS library in the states in which scanners go wrong.

import { createDiffieHellman, generateKeyPairSync, getDiffieHellman } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import type { Protocol } from "../../server/src/probe/target.js";
import { dhParameters, selfSigned } from "./certificates.js";
import { startDovecot } from "./dovecot.js";
import { EximFolder, requireExim } from "./exim.js";
import { freePorts } from "./ports.js";
import { startPostfix } from "./postfix.js";
import { startJsse, startNodeServer, startNss } from "./tls-peers.js";

export interface Running {
  /** Port of 127.0.0.1 where TLS begins at once. */
  readonly tls: number;
  /** Ports where the server itself speaks a protocol up to TLS. */
  readonly starttls: Readonly<Partial<Record<Protocol, number>>>;
}

export interface TlsTarget {
  readonly name: string;
  /** Null, with the test skipped, where the server cannot be had. */
  start(t: TestContext): Promise<Running | null>;
}

const NAMES = ["mx.test"];
/** @public The bench imports it at run time. */
export const RSA = selfSigned({ names: NAMES, keys: generateKeyPairSync("rsa", { modulusLength: 2048 }) });
const ECDSA = selfSigned({ names: NAMES });

type Settings = Readonly<Record<string, string>>;

/**
 * Everything that OpenSSL 3.0 still has, but for suites without encryption.
 * @public The bench imports it at run time.
 */
export const WIDE: Settings = {
  smtpd_tls_ciphers: "low",
  smtpd_tls_mandatory_ciphers: "low",
  tls_low_cipherlist: "ALL:@SECLEVEL=0",
};

function postfix(name: string, main: (t: TestContext) => Settings): TlsTarget {
  return {
    name,
    async start(t) {
      const services = { smtp: {}, smtps: { smtpd_tls_wrappermode: "yes" } };
      const running = await startPostfix(t, { identity: RSA, main: main(t), services });
      return running && { tls: running.ports["smtps"] ?? 0, starttls: { smtp: running.ports["smtp"] ?? 0 } };
    },
  };
}

function bothKeys(t: TestContext): Settings {
  const folder = mkdtempSync(join(tmpdir(), "mailtls-chain-"));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(folder, "chain.pem");
  writeFileSync(file, [RSA, ECDSA].map(({ key, fullChain }) => key + fullChain).join(""), { mode: 0o600 });
  return { smtpd_tls_chain_files: file };
}

/** What Dovecot is met as: it takes clients from its own address for secured. */
const DOVECOT = { imap: "imap", pop3: "pop3", sieve: "sieve", smtp: "submission", lmtp: "lmtp" } as const;

function dovecot(name: string, dh: boolean): TlsTarget {
  return {
    name,
    async start(t) {
      const dhFile = join(mkdtempSync(join(tmpdir(), "mailtls-dh-")), "dh.pem");
      t.after(() => {
        rmSync(dirname(dhFile), { recursive: true, force: true });
      });
      writeFileSync(dhFile, dhParameters(getDiffieHellman("modp14").getPrime()));
      const running = await startDovecot(t, {
        identity: RSA,
        listeners: {
          imaps: { protocol: "imap", ssl: true },
          ...Object.fromEntries(
            Object.entries(DOVECOT).map(([protocol, service]) => [protocol, { protocol: service }]),
          ),
        },
        config: `ssl_min_protocol = TLSv1\nssl_cipher_list = ALL:@SECLEVEL=0\n${dh ? `ssl_dh = <${dhFile}` : ""}`,
      });
      return running && { tls: running.ports["imaps"] ?? 0, starttls: running.ports };
    },
  };
}

function exim(name: string, priority?: string): TlsTarget {
  return {
    name,
    async start(t) {
      const installed = requireExim(t);
      if (installed === null) return null;
      const folder = new EximFolder(t, installed);
      const [starttls = 0, tls = 0] = await freePorts(2);
      const key = folder.write("key.pem", RSA.key);
      const certificate = folder.write("cert.pem", RSA.fullChain);
      const config = folder.write(
        "exim.conf",
        [
          ...folder.base,
          "smtp_accept_max = 0",
          "primary_hostname = mx.test",
          `daemon_smtp_ports = ${starttls} : ${tls}`,
          `tls_on_connect_ports = ${tls}`,
          "local_interfaces = 127.0.0.1",
          // A client that names the server's own address is looked up in the DNS, with time-outs of seconds.
          "helo_lookup_domains =",
          "tls_advertise_hosts = *",
          `tls_certificate = ${certificate}`,
          `tls_privatekey = ${key}`,
          ...(priority === undefined ? [] : [`tls_require_ciphers = ${priority}`]),
          "acl_smtp_rcpt = accept",
          "",
        ].join("\n"),
      );
      // Read by the daemon after it has given up being root.
      for (const file of [key, certificate]) chmodSync(file, 0o644);
      if ((await folder.daemon(t, config, [starttls, tls])) === null) throw new Error(`Exim ended: ${folder.log()}`);
      return { tls, starttls: { smtp: starttls } };
    },
  };
}

/** A server that only shakes hands. */
function peer(name: string, start: (t: TestContext) => Promise<number | null>): TlsTarget {
  return {
    name,
    async start(t) {
      const tls = await start(t);
      return tls === null ? null : { tls, starttls: {} };
    },
  };
}

const identity = { key: RSA.key, cert: RSA.fullChain };
/** SSL_OP_LEGACY_SERVER_CONNECT: no more than a value that is not 0, which old Node.js would replace with "no SSL 2.0". */
const secureOptions = 4;
const EVERYTHING = "ALL:COMPLEMENTOFALL";

export const TARGETS: readonly TlsTarget[] = [
  postfix("Postfix, default", () => ({})),
  postfix("Postfix, wide list", () => WIDE),
  postfix("Postfix, null", () => ({ smtpd_tls_ciphers: "null", smtpd_tls_mandatory_ciphers: "null" })),
  postfix("Postfix, RSA and ECDSA", (t) => bothKeys(t)),
  dovecot("Dovecot without ssl_dh", false),
  dovecot("Dovecot with ssl_dh", true),
  exim("Exim, default"),
  exim("Exim with ANON", "NORMAL:+VERS-TLS1.0:+VERS-TLS1.1:+ANON-ECDH:+ANON-DH:+3DES-CBC:+ARCFOUR-128:+SHA1:%COMPAT"),
  peer("NSS selfserv", (t) => startNss(t, RSA)),
  peer("JSSE", (t) => startJsse(t, RSA)),
  peer("Node.js 0.10.32", (t) =>
    startNodeServer(t, "0.10.32", { ...identity, secureOptions, ciphers: EVERYTHING, secureProtocol: "SSLv23_method" }),
  ),
  peer("Node.js 0.11.14", (t) =>
    startNodeServer(t, "0.11.14", {
      ...{ ...identity, secureOptions, ciphers: EVERYTHING, secureProtocol: "SSLv23_method" },
      dhparam: dhParameters(createDiffieHellman(512).getPrime()),
    }),
  ),
  peer("Node.js 8", (t) => startNodeServer(t, "8.17.0", { ...identity, secureOptions, ciphers: EVERYTHING })),
  peer("Node.js 24", (t) =>
    startNodeServer(t, "24.21.0", {
      ...{ ...identity, minVersion: "TLSv1", ciphers: `${EVERYTHING}:@SECLEVEL=0` },
      ecdhCurve: "X25519MLKEM768:X25519:P-256",
    }),
  ),
];
