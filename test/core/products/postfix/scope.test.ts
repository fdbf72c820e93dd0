// What services share with main.cf and what each of them has for itself: values, and what is made of them.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SourceText } from "../../../../server/src/core/api.js";
import { loadModel, type Model, type Scope } from "../../../../server/src/core/products/postfix/model.js";
import type { Service } from "../../../../server/src/core/products/postfix/services.js";

function modelOf(main: string, master: string, serverVersion = "3.7"): Model {
  const sources = { main: new SourceText("main.cf", main), master: new SourceText("master.cf", master), maps: [] };
  return loadModel(sources, { serverVersion });
}

function service(model: Model, id: string): Service {
  const found = model.serviceOf(id);
  assert.ok(found);
  return found;
}

const MASTER = `smtp inet n - y - - smtpd
587 inet n - y - - smtpd
  -o folder=/users
  -o smtpd_tls_loglevel=1
`;

/** Makes a value of a scope, and counts how often. */
function counting(make: (scope: Scope) => string): {
  readonly make: (scope: Scope) => string;
  readonly made: string[];
} {
  const made: string[] = [];
  return {
    made,
    make: (scope) => {
      const result = make(scope);
      made.push(result);
      return result;
    },
  };
}

const valueOf = (scope: Scope, name: string): string => scope.get(name)?.value ?? "";

describe("values", () => {
  const model = modelOf("folder = /all\nsmtpd_tls_cert_file = $folder/mx.pem\nown = $smtpd_tls_cert_file\n", MASTER);
  const [smtp, users] = [service(model, "smtp/inet"), service(model, "587/inet")];

  test("an override counts for every value that leads to it", () => {
    assert.equal(valueOf(smtp, "own"), "/all/mx.pem");
    assert.equal(valueOf(users, "own"), "/users/mx.pem");
    assert.equal(valueOf(model, "own"), "/all/mx.pem");
  });

  test("a value that no override bears on is main.cf's", () => {
    assert.equal(users.get("smtpd_tls_security_level"), model.get("smtpd_tls_security_level"));
    assert.notEqual(users.get("own"), model.get("own"));
  });

  test("a default that refers to nothing belongs to the release", () => {
    const other = modelOf("", MASTER);
    assert.equal(other.get("smtpd_tls_dh1024_param_file"), model.get("smtpd_tls_dh1024_param_file"));
    assert.equal(valueOf(model, "tls_preempt_cipherlist"), valueOf(other, "tls_preempt_cipherlist"));
    assert.equal(valueOf(modelOf("", MASTER, "3.5"), "smtpd_tls_fingerprint_digest"), "md5");
    assert.equal(valueOf(modelOf("", MASTER, "3.5"), "mail_version"), "3.5");
    assert.equal(valueOf(other, "mail_version"), "3.7");
  });

  test("what is written in one configuration is no default of the next", () => {
    const first = modelOf("tls_preempt_cipherlist = yes\nmyhostname = a.example.org\n", MASTER);
    const second = modelOf("myhostname = b.example.org\n", MASTER);
    assert.equal(first.bool("tls_preempt_cipherlist"), true);
    assert.equal(second.bool("tls_preempt_cipherlist"), false);
    assert.equal(valueOf(first, "mydomain"), "example.org");
    assert.equal(valueOf(second, "myorigin"), "b.example.org");
  });

  test("a program has its own name and that of its service", () => {
    const named = modelOf("own = $process_name $service_name\n", MASTER);
    assert.equal(valueOf(service(named, "587/inet"), "own"), "smtpd 587");
    assert.equal(valueOf(service(modelOf("own = $service_name\n", MASTER, "3.2"), "587/inet"), "own"), "");
  });
});

describe("what is made of a scope", () => {
  const model = modelOf("folder = /all\nsmtpd_tls_cert_file = $folder/mx.pem\n", MASTER);
  const [smtp, users] = [service(model, "smtp/inet"), service(model, "587/inet")];

  test("is shared by services that override nothing of what was read", () => {
    const { make, made } = counting((scope) => valueOf(scope, "smtpd_tls_security_level"));
    for (const scope of [users, smtp, model, users]) scope.remembered("shared", make);
    assert.equal(made.length, 1);
  });

  test("is made anew where an override leads to what was read", () => {
    const { make, made } = counting((scope) => valueOf(scope, "smtpd_tls_cert_file"));
    assert.equal(users.remembered("own", make), "/users/mx.pem");
    assert.equal(smtp.remembered("own", make), "/all/mx.pem");
    assert.equal(users.remembered("own", make), "/users/mx.pem");
    assert.deepEqual(made, ["/all/mx.pem", "/users/mx.pem"]);
  });

  test("a name that only an expanded text refers to was read, too", () => {
    const { make } = counting((scope) => scope.expand("$folder").text);
    assert.equal(users.remembered("text", make), "/users");
    assert.equal(smtp.remembered("text", make), "/all");
  });

  test("what was made on the way was read, too", () => {
    const inner = (scope: Scope): string => valueOf(scope, "smtpd_tls_loglevel");
    const outer = (scope: Scope): string => `level ${scope.remembered("inner", inner)}`;
    assert.equal(smtp.remembered("outer", outer), "level 0");
    assert.equal(users.remembered("outer", outer), "level 1");
  });

  test("is not kept where a template decides a value", () => {
    const template = modelOf("smtpd_tls_loglevel = {{ level }}\n", MASTER);
    const { make, made } = counting((scope) => valueOf(scope, "smtpd_tls_loglevel"));
    for (let run = 0; run < 2; run += 1) {
      const { unknown } = template.traced(() => template.remembered("template", make));
      assert.deepEqual(unknown, ["smtpd_tls_loglevel"]);
    }
    assert.equal(made.length, 2);
  });
});
