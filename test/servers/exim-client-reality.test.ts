// What `mailtls posture` says of a transport against what a real Exim does when it delivers: its ClientHello, and what it does without TLS.
import assert from "node:assert/strict";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";
import { copyFileSync, readFileSync } from "node:fs";
import { test, type TestContext } from "node:test";
import { TLSSocket } from "node:tls";
import { postureReport, SourceText } from "../../server/src/core/api.js";
import { suiteById } from "../../server/src/core/tls/suites.js";
import { PROTOCOL_VERSIONS, type ProtocolVersion } from "../../server/src/core/tls/versions.js";
import { selfSigned } from "../support/certificates.js";
import { EximFolder, requireExim } from "../support/exim.js";

/** What the other side saw of one delivery. */
interface Seen {
  readonly starttls: boolean;
  /** MAIL outside of TLS: the message would have gone out in plain text. */
  readonly clear: boolean;
  readonly versions: readonly ProtocolVersion[];
  readonly suites: readonly string[];
}

const NUMBERS: Readonly<Record<number, ProtocolVersion>> = {
  0x0301: "TLSv1",
  0x0302: "TLSv1.1",
  0x0303: "TLSv1.2",
  0x0304: "TLSv1.3",
};

function numbers(bytes: Buffer): readonly number[] {
  return Array.from({ length: bytes.length >> 1 }, (_, index) => bytes.readUInt16BE(2 * index));
}

/** Versions and suites of a ClientHello (RFC 8446 §4.1.2) in a record of its own. */
function readHello(record: Buffer): Pick<Seen, "versions" | "suites"> {
  const hello = record.subarray(9);
  const at = 35 + (hello[34] ?? 0);
  const length = hello.readUInt16BE(at);
  const suites = numbers(hello.subarray(at + 2, at + 2 + length)).flatMap((id) => suiteById(id)?.iana ?? []);
  // Where the extension that lists them is missing, the newest version is named in the hello itself.
  let versions: readonly number[] = [hello.readUInt16BE(0)];
  for (let next = at + 2 + length + 1 + (hello[at + 2 + length] ?? 0) + 2; next + 4 <= hello.length;) {
    const size = hello.readUInt16BE(next + 2);
    if (hello.readUInt16BE(next) === 43) versions = numbers(hello.subarray(next + 5, next + 4 + size));
    next += 4 + size;
  }
  const named = versions.flatMap((version) => NUMBERS[version] ?? []);
  return { versions: PROTOCOL_VERSIONS.filter((version) => named.includes(version)), suites };
}

/** A server that offers STARTTLS, reads the ClientHello and hangs up. */
class Recorder {
  seen: Seen = { starttls: false, clear: false, versions: [], suites: [] };
  readonly #implicit: boolean;

  constructor(implicit: boolean) {
    this.#implicit = implicit;
  }

  serve(socket: Socket): void {
    let encrypted = this.#implicit;
    socket.on("error", () => undefined);
    if (!encrypted) socket.write("220 test\r\n");
    socket.on("data", (chunk) => {
      if (encrypted) {
        this.seen = { ...this.seen, ...readHello(chunk) };
        socket.destroy();
        return;
      }
      const command = chunk.toString("latin1").slice(0, 8).toUpperCase();
      if (command.startsWith("EHLO")) socket.write("250-test\r\n250 STARTTLS\r\n");
      else if (command.startsWith("STARTTLS")) {
        encrypted = true;
        this.seen = { ...this.seen, starttls: true };
        socket.write("220 go\r\n");
      } else {
        if (command.startsWith("MAIL")) this.seen = { ...this.seen, clear: true };
        socket.end("421 bye\r\n");
      }
    });
  }
}

const TRANSPORTS: readonly (readonly string[])[] = [
  [],
  ["hosts_require_tls = *"],
  ["hosts_avoid_tls = *"],
  ["tls_require_ciphers = SECURE192"],
  ["tls_require_ciphers = NORMAL:-VERS-TLS1.0:-VERS-TLS1.1", "hosts_require_tls = *"],
  ["tls_require_ciphers = NORMAL:-VERS-ALL:+VERS-TLS1.2"],
  ["tls_require_ciphers = NORMAL:-VERS-ALL:+VERS-TLS1.3"],
  ["tls_require_ciphers = PFS:+ANON-ECDH"],
  ["tls_require_ciphers = NORMAL:+ARCFOUR-128:+3DES-CBC"],
  ["tls_require_ciphers = LEGACY"],
  ["tls_require_ciphers = ${if eq{a}{a}{SECURE128}{NORMAL}}"],
  ["protocol = smtps"],
  ["protocol = smtps", "tls_require_ciphers = NORMAL:-DHE-RSA"],
  ["hosts_avoid_tls = !*"],
  ["hosts_require_tls = <; *"],
  ["tls_tempfail_tryclear = false", "hosts_require_tls ="],
];

/** Delivers one message through a transport to whoever serves; the configuration, or null where Exim is not there. */
async function deliver(
  t: TestContext,
  lines: readonly string[],
  serve: (socket: Socket) => void,
): Promise<string | null> {
  const folder = requireExim(t);
  if (folder === null) return null;
  const exim = new EximFolder(t, folder);
  // It runs itself anew as a user who may not look into the home of root.
  copyFileSync(exim.program, exim.at("exim4"));
  const server = createServer(serve).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const path = exim.write(
    "exim.conf",
    [
      ...exim.base,
      `exim_path = ${exim.at("exim4")}`,
      "primary_hostname = mx.test",
      "begin routers",
      "all:",
      "  driver = manualroute",
      "  route_list = * 127.0.0.1",
      "  self = send",
      "  transport = out",
      "begin transports",
      "out:",
      "  driver = smtp",
      `  port = ${port}`,
      "  allow_localhost",
      "  hosts_try_fastopen =",
      ...lines.map((line) => `  ${line}`),
      "",
    ].join("\n"),
  );
  await exim.run("-C", path, "-odf", "-f", "<>", "-bm", "someone@example.org");
  return path;
}

for (const lines of TRANSPORTS) {
  test(lines.length === 0 ? "the defaults" : lines.join(", "), async (t) => {
    const recorder = new Recorder(lines.includes("protocol = smtps"));
    const path = await deliver(t, lines, (socket) => {
      recorder.serve(socket);
    });
    if (path === null) return;
    const endpoint = postureReport([{ dialect: "exim", source: new SourceText(path, readFileSync(path, "utf8")) }], {
      serverVersion: "4.96",
      library: "gnutls-3.7",
    }).endpoints.find(({ role }) => role === "client");
    assert.ok(endpoint);
    const { transport, required, versions = [], suites = {} } = endpoint;
    const off = transport === "none";
    const names = [...new Set(Object.values(suites).flat())].sort();
    const { starttls, clear, ...hello } = recorder.seen;
    assert.deepEqual(
      { versions: hello.versions, suites: [...hello.suites].sort() },
      off ? { versions: [], suites: [] } : { versions, suites: names },
    );
    assert.equal(starttls, transport === "starttls");
    // Without its own word to the contrary, Exim sends in plain text what TLS failed for.
    assert.equal(clear, !required && !lines.includes("tls_tempfail_tryclear = false"));
  });
}

/** Serves with a certificate that nobody can verify; tells when MAIL comes in plain text. */
function impostor(onClear: () => void): (socket: Socket) => void {
  const { key, cert } = selfSigned({ names: ["mx.example.org"] });
  return (socket) => {
    socket.on("error", () => undefined);
    socket.write("220 test\r\n");
    const onData = (chunk: Buffer): void => {
      const command = chunk.toString("latin1").slice(0, 8).toUpperCase();
      if (command.startsWith("EHLO")) socket.write("250-test\r\n250 STARTTLS\r\n");
      else if (command.startsWith("STARTTLS")) {
        socket.off("data", onData).write("220 go\r\n");
        new TLSSocket(socket, { isServer: true, key, cert }).on("error", () => undefined);
      } else {
        if (command.startsWith("MAIL")) onClear();
        socket.end("421 bye\r\n");
      }
    };
    socket.on("data", onData);
  };
}

// What the rule verification-falls-back-to-clear says.
for (const [lines, expected] of [
  [["tls_verify_hosts = *"], true],
  [["tls_verify_hosts = *", "hosts_require_tls = *"], false],
  [["tls_verify_hosts = *", "no_tls_tempfail_tryclear"], false],
] as const) {
  test(`a certificate that cannot be verified leads to plain text: ${expected}, with ${lines.join(", ")}`, async (t) => {
    let clear = false;
    const path = await deliver(
      t,
      lines,
      impostor(() => {
        clear = true;
      }),
    );
    if (path !== null) assert.equal(clear, expected);
  });
}
