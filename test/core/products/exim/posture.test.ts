// The posture of an Exim configuration where no server is needed to tell: ports, transports, what is known and what is not.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  postureReport,
  settingsReports,
  SourceText,
  type EndpointReport,
  type ProductOptions,
} from "../../../../server/src/core/api.js";
import { memoryTree } from "../../../support/memory-tree.js";

const OPTIONS: ProductOptions = { serverVersion: "4.96", library: "gnutls-3.7" };

function endpoints(text: string, options: ProductOptions = OPTIONS): readonly EndpointReport[] {
  const files = [{ dialect: "exim", source: new SourceText("/etc/exim4/exim4.conf", text) }];
  return postureReport(files, options).endpoints;
}

const one = (text: string, options?: ProductOptions): EndpointReport => {
  const [first] = endpoints(text, options);
  assert.ok(first);
  return first;
};

const unknown = ({ undetermined }: EndpointReport): readonly string[] => undetermined.map(({ fact }) => fact).sort();

describe("ports", () => {
  const cases: readonly (readonly [text: string, expected: readonly string[]])[] = [
    ["", ["25 mx starttls"]],
    [
      "daemon_smtp_ports = 25 : 465 : 587\ntls_on_connect_ports = 465",
      ["25 mx starttls", "465 submission implicit", "587 submission starttls"],
    ],
    [
      "daemon_smtp_port = smtp : submissions\ntls_on_connect_ports = smtps",
      ["25 mx starttls", "465 submission implicit"],
    ],
    ["local_interfaces = <; 127.0.0.1 ; ::1", ["25 mx starttls"]],
    ["local_interfaces = <; 127.0.0.1.2525 ; [192.0.2.1]:587", ["2525 mx starttls", "587 submission starttls"]],
    ["PORT = 26\ndaemon_smtp_ports = PORT\ntls_advertise_hosts =", ["26 mx none"]],
  ];
  for (const [text, expected] of cases) {
    test(JSON.stringify(text), () => {
      const shown = endpoints(text).map(({ port, service, transport }) => `${port} ${service} ${transport}`);
      assert.deepEqual(shown, expected);
    });
  }
});

describe("what is not known is said to be so", () => {
  const cases: readonly (readonly [text: string, facts: readonly string[]])[] = [
    ["tls_advertise_hosts = 192.0.2.0/24", ["certificates", "suites", "transport"]],
    ["tls_require_ciphers = ${lookup{x}lsearch{/y}}", ["certificates", "groups", "suites", "versions"]],
    ["tls_require_ciphers = DEBCONFciphersDEBCONF", ["certificates", "groups", "suites", "versions"]],
    ["tls_dhparam = ${env{X}}", ["certificates", "suites"]],
    ["acl_smtp_rcpt = ${lookup{x}lsearch{/y}}", ["certificates", "required", "suites"]],
    [
      "auth_advertise_hosts = !192.0.2.1\nbegin authenticators\na:\n driver = plaintext\n public_name = PLAIN\n server_condition = 1",
      ["certificates", "plaintextAuth", "suites"],
    ],
    [
      ".include /etc/exim4/other",
      ["certificates", "dhBits", "groups", "plaintextAuth", "required", "suites", "transport", "versions"],
    ],
  ];
  for (const [text, facts] of cases) {
    test(JSON.stringify(text), () => {
      const certificate = text.startsWith(".include") ? "" : "tls_certificate = /etc/exim4/mx.pem\n";
      assert.deepEqual(
        [...new Set(unknown(one(certificate + text)))].filter((fact) => facts.includes(fact)),
        facts,
      );
    });
  }
});

describe("transports", () => {
  const transport = (lines: string): EndpointReport => {
    const found = endpoints(`begin transports\nout:\n  driver = smtp\n${lines}`).find(({ role }) => role === "client");
    assert.ok(found);
    return found;
  };
  const cases: readonly (readonly [lines: string, expected: string])[] = [
    ["", "starttls false 25"],
    ["  hosts_require_tls = *", "starttls true 25"],
    ["  hosts_require_dane = *", "starttls true 25"],
    ["  hosts_avoid_tls = *", "none false 25"],
    ["  protocol = smtps", "implicit true 465"],
    ["  port = 587\n  hosts_require_tls = !*", "starttls false 587"],
    ["  port = 26\n  hosts = 127.0.0.1\n  protocol = lmtp", "starttls false 26"],
  ];
  for (const [lines, expected] of cases) {
    test(JSON.stringify(lines), () => {
      const { transport: shown, required, port } = transport(lines);
      assert.equal(`${shown} ${required} ${port}`, expected);
    });
  }

  test("TLS that is demanded of some hosts is not known to be demanded", () => {
    assert.ok(unknown(transport("  hosts_require_tls = mx.example.org")).includes("required"));
  });
});

test("named lists are followed, and those that name themselves end", () => {
  assert.equal(one("hostlist all = *\ntls_advertise_hosts = +all").transport, "starttls");
  assert.deepEqual(
    unknown(one("hostlist a = +b\nhostlist b = +a\ntls_advertise_hosts = +a")).includes("transport"),
    true,
  );
});

test("an include is read, and what it sets counts", () => {
  const files = memoryTree({ "/etc/exim4/ports": { text: "daemon_smtp_ports = 587\n" } });
  const shown = endpoints(".include /etc/exim4/ports", { ...OPTIONS, files }).map(({ port }) => port);
  assert.deepEqual(shown, [587]);
});

test("with OpenSSL versions come from openssl_options", () => {
  const text = "openssl_options = +no_tlsv1_3\ntls_require_ciphers = HIGH:!aNULL";
  assert.deepEqual(one(text, { ...OPTIONS, library: "openssl-3.0" }).versions, ["TLSv1.2"]);
});

test("parts of Debian's split configuration are one configuration, in its order", () => {
  const part = (path: string, text: string) => ({
    dialect: "exim",
    source: new SourceText(`/etc/exim4/conf.d/${path}`, text),
  });
  const files = [
    part("transport/30_remote", "out:\n  driver = smtp\n  hosts_require_tls = TLS\n"),
    part("main/01_macros", "TLS = *\n"),
    part("transport/00_header", "begin transports\n"),
  ];
  const { endpoints: found } = postureReport(files, OPTIONS);
  assert.deepEqual(
    found.filter(({ role }) => role === "client").map(({ id, required }) => `${id} ${required}`),
    ["transport/out true"],
  );
});

test("passwords are not shown among the settings", () => {
  const text = "begin authenticators\na:\n  driver = cram_md5\n  public_name = CRAM-MD5\n  server_secret = geheim\n";
  const [report] = settingsReports(
    [{ dialect: "exim", source: new SourceText("exim.conf", `hide mysql_servers = geheim\n${text}`) }],
    OPTIONS,
  );
  assert.ok(report && !JSON.stringify(report).includes("geheim"));
});
