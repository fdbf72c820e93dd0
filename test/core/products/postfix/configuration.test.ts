// Several files as one configuration: which belong together, what each service reads, and edits of master.cf.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { applyEdits, completeFiles, lint, postureReport, SourceText } from "../../../../server/src/core/api.js";
import { removeOverride, setOverride, setParameter } from "../../../../server/src/core/products/postfix/edit.js";
import { groupFiles } from "../../../../server/src/core/products/postfix/load.js";
import { loadModel, type Model } from "../../../../server/src/core/products/postfix/model.js";
import { absolute } from "../../../../server/src/core/products/paths.js";
import { besideMain } from "../../../../server/src/core/products/postfix/paths.js";
import { exposureOf, portOf, purposeOf } from "../../../../server/src/core/products/postfix/services.js";
import { memoryTree } from "../../../support/memory-tree.js";

const MAIN = "smtpd_tls_security_level = may\nsmtp_tls_security_level = may\n";
const input = (path: string, text: string, dialect: string) => ({ source: new SourceText(path, text), dialect });
const main = (path: string, text = MAIN) => input(path, text, "postfix-main");
const master = (path: string, text: string) => input(path, text, "postfix-master");

function model(mainCf: string, masterCf: string): Model {
  const sources = { main: new SourceText("main.cf", mainCf), master: new SourceText("master.cf", masterCf), maps: [] };
  return loadModel(sources, {});
}

describe("files that belong together", () => {
  const names = (groups: ReturnType<typeof groupFiles>) =>
    groups.map((group) => [group.main?.path, group.master?.path, ...group.maps.map(({ path }) => path)]);

  test("are those of one folder and one kind of name", () => {
    const files = [
      main("a/main.cf"),
      master("a/master.cf", ""),
      master("b/master.cf.j2", ""),
      main("b/main.cf.j2"),
      main("b/main.cf"),
      input("a/tls_policy", "", "postfix-map"),
    ];
    assert.deepEqual(names(groupFiles(files, {})), [
      ["a/main.cf", "a/master.cf", "a/tls_policy"],
      ["b/main.cf.j2", "b/master.cf.j2"],
      ["b/main.cf", undefined],
    ]);
  });

  test("are found beside one that is given", () => {
    const files = memoryTree({ "a/main.cf": { text: MAIN }, "a/master.cf": { text: "" } });
    assert.deepEqual(names(groupFiles([master("a/master.cf", "")], { files })), [["a/main.cf", "a/master.cf"]]);
    assert.deepEqual(names(groupFiles([input("a/x", "", "postfix-map")], { files })), [
      ["a/main.cf", "a/master.cf", "a/x"],
    ]);
  });

  test("include the tables that settings name", () => {
    const policy = "smtp_tls_policy_maps = hash:/etc/postfix/policy\n";
    const files = memoryTree({ "a/policy": { text: "example.com encrypt\n" } });
    const complete = completeFiles([main("a/main.cf", MAIN + policy)], { files });
    assert.deepEqual(
      complete.map(({ source, dialect }) => [source.path, dialect]),
      [
        ["a/main.cf", "postfix-main"],
        ["a/policy", "postfix-map"],
      ],
    );
  });

  test("are neither judged nor changed unless they were given", () => {
    const services = "submissions inet n - y - - smtpd\n";
    const files = memoryTree({ "a/main.cf": { text: MAIN }, "a/master.cf": { text: services } });
    const places = (given: ReturnType<typeof input>[]) => new Set(lint(given, { files }).map(({ path }) => path));
    assert.deepEqual([...places([main("a/main.cf")])], ["a/main.cf"]);
    assert.deepEqual([...places([main("a/main.cf"), master("a/master.cf", services)])], ["a/main.cf", "a/master.cf"]);
  });
});

test("paths of the configuration directory are looked for beside main.cf", () => {
  assert.equal(besideMain("/etc/postfix/tls_policy", "repo/postfix/main.cf"), "repo/postfix/tls_policy");
  assert.equal(besideMain("/etc/postfix/a/b", "main.cf"), "a/b");
  assert.equal(besideMain("/etc/postfixed/b", "x/main.cf"), null);
  assert.equal(besideMain("/srv/c/map", "/srv/c/main.cf", "/srv/c/"), "/srv/c/map");
  assert.equal(absolute("/srv/a b", "file:///etc/postfix/main.cf"), "file:///srv/a%20b");
  assert.equal(absolute("/srv/a b", "main.cf"), "/srv/a b");
});

describe("services", () => {
  test("have ports", () => {
    const ports = { smtp: 25, "127.0.0.1:10025": 10025, "[::1]:587": 587, submissions: 465, smtps: 465, mystery: null };
    for (const [name, port] of Object.entries(ports)) assert.equal(portOf(name), port, name);
  });

  test("are for other servers or for users", () => {
    const lines = [
      "smtp inet n - y - - smtpd",
      "submission inet n - y - - smtpd",
      "2525 inet n - y - - smtpd -o smtpd_sasl_auth_enable=yes",
      "2526 inet n - y - - smtpd -o smtpd_client_restrictions=permit_sasl_authenticated,reject",
      "2527 inet n - y - - smtpd",
      "smtpd pass - - y - - smtpd",
      "127.0.0.1:10025 inet n - y - - smtpd",
    ];
    const { services } = model(MAIN, `${lines.join("\n")}\n`);
    assert.deepEqual(
      services.map((service) => [service.id, purposeOf(service, false), exposureOf(service)]),
      [
        ["smtp/inet", "mx", "public"],
        ["submission/inet", "submission", "public"],
        ["2525/inet", "submission", "public"],
        ["2526/inet", "submission", "public"],
        ["2527/inet", "mx", "public"],
        ["smtpd/pass", "mx", "public"],
        ["127.0.0.1:10025/inet", "mx", "loopback"],
      ],
    );
  });

  test("read their own settings before those of main.cf, in references too", () => {
    const { services } = model(
      "smtpd_tls_security_level = $own\nown = may\n",
      "smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd -o own=encrypt\n",
    );
    assert.deepEqual(
      services.map((service) => service.get("smtpd_tls_security_level")?.value),
      ["may", "encrypt"],
    );
  });

  test("show in the posture, and the last of two counts", () => {
    const text = "smtp inet n - y - - smtpd\nsmtp inet n - y - - smtpd -o smtpd_tls_security_level=none\n";
    const { endpoints } = postureReport([main("main.cf"), master("master.cf", text)], {});
    assert.deepEqual(
      endpoints.filter(({ role }) => role === "server").map(({ id, transport }) => [id, transport]),
      [["smtp/inet", "none"]],
    );
  });
});

describe("edits of master.cf", () => {
  const change = (text: string, edit: (loaded: Model) => ReturnType<typeof setOverride>): string | null => {
    const loaded = model(MAIN, text);
    return applyEdits(text, [edit(loaded)]);
  };
  const add = (text: string, value = "b"): string | null =>
    change(text, ({ master: parsed, services }) => {
      const entry = services[0]?.entry;
      assert.ok(parsed && entry);
      return setOverride(parsed.source, entry, "a", value);
    });

  test("add an override in the layout of the service", () => {
    assert.equal(add("smtp inet n - y - - smtpd\n"), "smtp inet n - y - - smtpd\n  -o a=b\n");
    assert.equal(add("smtp inet n - y - - smtpd"), "smtp inet n - y - - smtpd\n  -o a=b");
    assert.equal(add("smtp inet n - y - - smtpd -o c=d\n"), "smtp inet n - y - - smtpd -o c=d -o a=b\n");
    assert.equal(
      add("smtp inet n - y - - smtpd\r\n\t-o c=d\r\n"),
      "smtp inet n - y - - smtpd\r\n\t-o c=d\r\n\t-o a=b\r\n",
    );
    assert.equal(
      add("smtp inet n - y - - smtpd\n  -o c=d\n# note\n\nx unix - - y - - smtp\n"),
      "smtp inet n - y - - smtpd\n  -o c=d\n  -o a=b\n# note\n\nx unix - - y - - smtp\n",
    );
    assert.equal(add("smtp inet n - y - - smtpd\n", "b c"), "smtp inet n - y - - smtpd\n  -o { a = b c }\n");
  });

  test("change an override where it is", () => {
    assert.equal(add("smtp inet n - y - - smtpd\n  -o a=x -v\n"), "smtp inet n - y - - smtpd\n  -o a=b -v\n");
    const text = "smtp inet n - y - - smtpd\n  -o { smtpd_tls_security_level = encrypt }\n";
    const edited = change(text, (loaded) =>
      setParameter(loaded, "smtpd_tls_security_level", "may", loaded.services[0] ?? loaded),
    );
    assert.equal(edited, "smtp inet n - y - - smtpd\n  -o smtpd_tls_security_level=may\n");
  });

  test("take an override out, with its line where it is alone there", () => {
    const remove = (text: string): string | null =>
      change(text, ({ master: parsed, services }) => {
        const override = services[0]?.get("a")?.override;
        assert.ok(parsed && override);
        return removeOverride(parsed.source, override);
      });
    assert.equal(remove("smtp inet n - y - - smtpd\n  -o a=b\n  -o c=d\n"), "smtp inet n - y - - smtpd\n  -o c=d\n");
    assert.equal(remove("smtp inet n - y - - smtpd -o a=b -o c=d\n"), "smtp inet n - y - - smtpd -o c=d\n");
    assert.equal(remove("smtp inet n - y - - smtpd\n  -o a=b"), "smtp inet n - y - - smtpd\n");
  });
});
