// The setting `mailTls.profile`, and hover on a cipher list.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { MarkupContent } from "vscode-languageserver-protocol/node";
import { hover, PROFILES, SourceText, type ProductOptions } from "../../server/src/core/api.js";
import { readSettings } from "../../server/src/lsp/settings.js";
import { bundleServer, type Bundle } from "./support/bundle.js";
import { Editor, positionOf, PULL } from "./support/editor.js";
import { SOUND } from "./support/texts.js";

describe("the setting", () => {
  test("every profile can be chosen in the editor, and explains itself", () => {
    const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      contributes: { configuration: { properties: Record<string, { enum: string[]; enumDescriptions: string[] }> } };
    };
    const setting = manifest.contributes.configuration.properties["mailTls.profile"];
    assert.deepEqual(setting?.enum, ["", ...PROFILES.map(({ id }) => id)]);
    assert.equal(setting.enumDescriptions.length, setting.enum.length);
  });

  test("is read, and nonsense in it is told", () => {
    assert.deepEqual(readSettings({ profile: "bsi" }).options, { profile: "bsi" });
    assert.deepEqual(readSettings({ profile: "" }).options, {});
    const { options, problems } = readSettings({ profile: "bsl" });
    assert.deepEqual(options, {});
    assert.match(problems.join("\n"), /^The setting mailTls\.profile is ignored: .*did you mean bsi\?$/);
    assert.match(readSettings({ profile: 7 }).problems.join("\n"), /mailTls\.profile is ignored/);
  });
});

describe("the server", () => {
  let bundle: Bundle;
  before(async () => {
    bundle = await bundleServer("node");
  });
  after(() => bundle.remove());

  test("judges by the profile, and shows what a cipher list comes to", async (t) => {
    const editor = await Editor.start(t, bundle.file, {
      capabilities: PULL,
      initializationOptions: { settings: { profile: "bsi", tlsLibrary: "openssl-3.0" } },
    });
    const text = `${SOUND}tls_medium_cipherlist = AES128-SHA:FOO\n`;
    await editor.open("untitled:main.cf", text);
    const codes = (await editor.pulled("untitled:main.cf")).map(({ code }) => code);
    assert.deepEqual([...new Set(codes)].sort(), ["cipher-name-ignored", "profile-violation"]);
    const answer = await editor.hover("untitled:main.cf", positionOf(text, text.indexOf("FOO")));
    assert.ok(answer && MarkupContent.is(answer.contents));
    assert.match(answer.contents.value, /With openssl-3\.0 this list comes to 1 cipher suite/);
    assert.match(answer.contents.value, /Silently ignored: ` FOO `/);
    assert.equal(await editor.stop(), 0);
  });
});

describe("hover on a cipher list", () => {
  function at(value: string, options: ProductOptions = { library: "openssl-3.0" }, name = "tls_medium_cipherlist") {
    const text = `${name} = ${value}\n`;
    const found = hover({ source: new SourceText("main.cf", text), dialect: "postfix-main" }, name.length + 3, options);
    if (found) assert.equal(text.slice(found.span.start, found.span.end), value);
    return found?.markdown ?? null;
  }

  test("groups by strength, strongest first, and cuts long lists short", () => {
    const markdown = at("ALL:NULL-SHA") ?? "";
    assert.deepEqual(
      Array.from(markdown.matchAll(/^- (.*?) \(/gm), ([, strength]) => strength),
      ["256 bits", "128 bits", "no encryption"],
    );
    assert.match(markdown, /^- 256 bits \(\d+\): (?:` [A-Z0-9-]+ `, ){7}` [A-Z0-9-]+ ` and \d+ more$/m);
    assert.match(markdown, /TLS 1\.3 has its own 3 suites/);
  });

  test("expands with the library at hand", () => {
    assert.match(at("RC4-SHA:AES128-SHA") ?? "", /comes to 1 cipher suite /);
    assert.match(at("RC4-SHA:AES128-SHA", { library: "openssl-1.0.2" }) ?? "", /comes to 2 cipher suites /);
  });

  test("says when the list makes every handshake fail", () => {
    assert.match(at("FOO") ?? "", /makes every TLS handshake fail: .*\n\nSilently ignored: ` FOO `/);
    assert.match(at("HIGH:@NONSENSE") ?? "", /makes every TLS handshake fail: .*@STRENGTH/);
  });

  test("resolves references, and says nothing where there is no cipher list", () => {
    assert.match(at("$tls_high_cipherlist") ?? "", /256 bits/);
    assert.equal(at("${x?"), null);
    assert.equal(at("medium", {}, "smtpd_tls_ciphers"), null);
  });

  test("a value cannot format the hover", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9`*_[\]()!<>:]+$/), (value) => {
        const markdown = at(value);
        if (markdown === null) return;
        const [, ignored = ""] = /Silently ignored: (.*)/.exec(markdown) ?? [];
        assert.doesNotMatch(ignored.replace(/(`+) .*? \1/g, ""), /[`*_[\]<>]/);
      }),
    );
  });
});
