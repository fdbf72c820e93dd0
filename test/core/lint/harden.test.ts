// Hardening of one service: for every profile and sample it converges, touches nothing else, and says why of all that it leaves.
import assert from "node:assert/strict";
import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  applyEdits,
  harden,
  hardenableServices,
  lint,
  postureReport,
  PROFILES,
  SourceText,
  type Hardening,
  type InputFile,
  type ProductOptions,
} from "../../../server/src/core/api.js";
import { objections } from "../../../server/src/core/policy/remedies.js";
import { loadConfigurations } from "../../../server/src/core/lint/run.js";
import { chainOf } from "../../../server/src/core/posture/example-certificates.js";
import { requireProgram } from "../../support/programs.js";
import { memoryTree } from "../../support/memory-tree.js";

const RSA = "/etc/postfix/tls/rsa.pem";
const MAIN = `# Mail of example.com
smtpd_tls_chain_files = ${RSA}
smtpd_tls_security_level = may
smtp_tls_security_level = may
# the end
`;
const SERVICES = `# Services
smtp      inet  n       -       y       -       -       smtpd
submission inet n       -       y       -       -       smtpd
  -o smtpd_tls_security_level=encrypt
#  -o smtpd_tls_mandatory_protocols=>=TLSv1
  -o smtpd_sasl_auth_enable=yes
submissions inet n      -       y       -       -       smtpd -o smtpd_tls_wrappermode=yes
smtp      unix  -       -       y       -       -       smtp
`;

interface Sample {
  readonly main: string;
  readonly master?: string;
  readonly options?: ProductOptions;
}

const SAMPLES: Readonly<Record<string, Sample>> = {
  "main.cf alone": { main: MAIN },
  "several services": { main: MAIN, master: SERVICES },
  "no certificate is known": { main: MAIN, master: SERVICES, options: { files: memoryTree({}, { elsewhere: true }) } },
  "weak everywhere": {
    main: `${MAIN}smtpd_tls_mandatory_protocols = !SSLv2\nsmtpd_tls_mandatory_ciphers = null\nsmtp_tls_ciphers = export\ntls_medium_cipherlist = ALL:eNULL\nsmtpd_sasl_auth_enable = yes\n`,
    master: SERVICES,
  },
  "one service, TLS demanded": {
    main: `${MAIN.replace("smtpd_tls_security_level = may", "smtpd_tls_security_level = encrypt")}tls_eecdh_auto_curves = X448\nsmtpd_tls_mandatory_protocols = TLSv1.1 TLSv1.2\n`,
    master: "587 inet n - n - - smtpd\nsmtp unix - - n - - smtp\n",
  },
  "the public port 25 demands TLS": {
    main: MAIN.replace("smtpd_tls_security_level = may", "smtpd_tls_security_level = encrypt"),
    master: SERVICES,
  },
  "TLS only from old times": {
    main: `${MAIN}smtpd_tls_mandatory_protocols = TLSv1\nsmtpd_tls_protocols = TLSv1\ntls_eecdh_auto_curves = X448\n`,
    master: SERVICES,
  },
  "logins in clear": {
    main: `${MAIN}smtpd_sasl_auth_enable = yes\n`,
    master: SERVICES.replace("  -o smtpd_tls_security_level=encrypt\n", ""),
  },
  postscreen: {
    main: MAIN,
    master:
      "smtp inet n - y - 1 postscreen\nsmtpd pass - - y - - smtpd\ntlsproxy unix - - y - 0 tlsproxy\nsubmission inet n - y - - smtpd\n  -o { smtpd_tls_security_level = encrypt }\nsmtp unix - - n - - smtp\n",
  },
  destinations: {
    main: `${MAIN}smtp_tls_policy_maps = inline:{ { example.com = secure ciphers=high }, { example.org = encrypt } }\n`,
    master: SERVICES,
  },
  dane: {
    main: `${MAIN.replace("smtp_tls_security_level = may", "smtp_tls_security_level = dane")}smtp_dns_support_level = dnssec\n`,
    master: SERVICES,
  },
  template: {
    main: `${MAIN}myhostname = {{ host }}\nsmtpd_tls_mandatory_protocols = {{ protocols }}\n`,
    master: SERVICES,
  },
  "no TLS": { main: "myhostname = mx.example.com\n", master: SERVICES },
};
const RELEASES: readonly ProductOptions[] = [
  { serverVersion: "3.7.11", library: "openssl-3.0" },
  { serverVersion: "3.11", library: "openssl-3.5" },
  { serverVersion: "3.4", library: "openssl-1.1.1" },
  { serverVersion: "2.11", library: "openssl-1.0.2" },
];

/** What is judged in every release, the others in the first alone. */
const EVERY_RELEASE = ["weak everywhere", "TLS only from old times"];
/** What is judged by every profile, the others by those that differ most. */
const EVERY_PROFILE = ["main.cf alone", "several services", "weak everywhere"];
const FEW_PROFILES = PROFILES.filter(({ id }) => ["mail", "bsi", "mozilla-modern"].includes(id));

const rsa = chainOf({ keyType: "rsa", keyBits: 2048 });
const TREE = memoryTree({ [RSA]: { pem: rsa } });

function filesOf({ main, master }: Pick<Sample, "main" | "master">): InputFile[] {
  const file = (name: string, text: string): InputFile => ({
    dialect: `postfix-${name}`,
    source: new SourceText(`${name}.cf`, text),
  });
  return [file("main", main), ...(master === undefined ? [] : [file("master", master)])];
}

function applied(files: readonly InputFile[], { edits }: Hardening): InputFile[] {
  return files.map((file) => {
    const own = edits.filter(({ path }) => path === file.source.path);
    const text = applyEdits(file.source.text, own) ?? assert.fail("edits overlap");
    return { ...file, source: new SourceText(file.source.path, text) };
  });
}

/** Each endpoint but one, without the places where its values are written. */
function others(files: readonly InputFile[], options: ProductOptions, id: string): unknown {
  const { endpoints } = postureReport(files, options);
  return endpoints.filter((endpoint) => endpoint.id !== id).map(({ origins: _, ...values }) => values);
}

const hardenAt = (files: readonly InputFile[], options: ProductOptions, id: string, profile: string): Hardening =>
  harden(files, options, id, profile)[0] ?? assert.fail(id);

/** Every sample with every service and profile. */
function everyCase(
  check: (files: readonly InputFile[], options: ProductOptions, id: string, profile: (typeof PROFILES)[number]) => void,
  releases: readonly ProductOptions[] = RELEASES,
): number {
  let count = 0;
  for (const [index, release] of releases.entries())
    for (const [name, sample] of Object.entries(SAMPLES)) {
      if (index > 0 && !EVERY_RELEASE.includes(name)) continue;
      const files = filesOf(sample);
      const options = { files: TREE, ...release, ...sample.options };
      for (const { id } of hardenableServices(files, options))
        for (const profile of index === 0 && EVERY_PROFILE.includes(name) ? PROFILES : FEW_PROFILES) {
          count += 1;
          try {
            check(files, options, id, profile);
          } catch (cause) {
            const where = [name, id, profile.id, release.serverVersion].join(", ");
            throw new Error(`${where}: ${String(cause)}`, { cause });
          }
        }
    }
  return count;
}

test("for every profile, sample and service: it converges, tells why, and touches nothing else", (t) => {
  let changed = 0;
  const count = everyCase((files, options, id, profile) => {
    const first = hardenAt(files, options, id, profile.id);
    const after = applied(files, first);
    if (first.edits.length > 0) {
      changed += 1;
      const again = hardenAt(after, options, id, profile.id);
      assert.deepEqual([again.edits, again.left], [[], first.left], "a second time");
    }
    tellsWhy(first, after, options, profile);
    assert.deepEqual(others(after, options, id), others(files, options, id), "other endpoints");
    keepsComments(files, after);
    assert.deepEqual(
      serious(after, options, id).filter((one) => !serious(files, options, id).includes(one)),
      [],
      "new findings",
    );
    keepsMail(files, after, options, id);
  });
  t.diagnostic(`${count} cases, ${changed} with edits`);
  assert.ok(changed > count / 4);
});

/** Each edit by the profile's word; each objection that remains with a reason. */
function tellsWhy(
  { service, edits, left }: Hardening,
  after: readonly InputFile[],
  options: ProductOptions,
  profile: (typeof PROFILES)[number],
): void {
  const [configuration] = loadConfigurations(after, options);
  const endpoint = configuration?.posture.endpoints.find((one) => one.id === service) ?? assert.fail(service);
  const raised = objections(endpoint, profile);
  assert.equal(left.length > 0, raised.length > 0 || endpoint.transport.value === "none");
  for (const { objection, reason, reference } of left)
    assert.ok(objection !== "" && reason !== "" && reference.url !== "");
  for (const { reason, reference } of edits) assert.ok(reason.includes("“") && reference.section !== "", reason);
}

function keepsComments(files: readonly InputFile[], after: readonly InputFile[]): void {
  for (const [index, { source }] of files.entries()) {
    const kept = source.text.split("\n").filter((line) => line.startsWith("#") || line.includes("{{"));
    const lines = after[index]?.source.text.split("\n");
    for (const line of kept) assert.ok(lines?.includes(line), line);
  }
}

/** Errors and warnings about one endpoint. What holds for several is told of the first. */
function serious(files: readonly InputFile[], options: ProductOptions, id: string): string[] {
  return lint(files, options).flatMap(({ rule, severity, endpoint, message }) =>
    endpoint === id && (severity === "error" || severity === "warning") ? [`${rule}: ${message}`] : [],
  );
}

/** No service that worked stops, and no public port 25 comes to demand TLS or loses TLS 1.2. */
function keepsMail(
  files: readonly InputFile[],
  hardened: readonly InputFile[],
  options: ProductOptions,
  id: string,
): void {
  const at = (all: readonly InputFile[]) =>
    postureReport(all, options).endpoints.find((one) => one.id === id) ?? assert.fail(id);
  const [before, after] = [at(files), at(hardened)];
  if (before.tlsFailure === undefined && before.transport !== "none") {
    assert.equal(after.tlsFailure, undefined);
    assert.notDeepEqual(after.versions, []);
  }
  if (before.service !== "mx" || before.versions === undefined) return;
  if (!before.required) assert.equal(after.required, false);
  if (before.versions.includes("TLSv1.2")) assert.ok(after.versions?.includes("TLSv1.2"));
}

test("Postfix's own reader accepts the result, with the values as written", (t) => {
  const postconf = requireProgram(t, "postconf");
  if (postconf === null) return;
  const folder = mkdtempSync(join(tmpdir(), "mailtls-harden-"));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const seen = new Set<string>();
  everyCase(
    (files, options, id, profile) => {
      if (files.length < 2 || files.some(({ source }) => source.text.includes("{{"))) return;
      const after = applied(files, hardenAt(files, options, id, profile.id));
      const key = after.map(({ source }) => source.text).join("");
      if (seen.has(key)) return;
      seen.add(key);
      for (const { source } of after) writeFileSync(join(folder, source.path), source.text);
      for (const option of ["-n", "-P"]) {
        const ran: SpawnSyncReturns<Buffer> = spawnSync(postconf, ["-c", folder, option]);
        assert.equal(ran.stderr.toString(), "");
      }
    },
    RELEASES.slice(0, 1),
  );
  assert.ok(seen.size > 50);
});

describe("where and why", () => {
  const release: ProductOptions = { serverVersion: "3.7.11", library: "openssl-3.0", files: TREE };

  test("a service among others is changed by its own overrides, and each says what for", () => {
    const files = filesOf({ main: MAIN, master: SERVICES });
    const { edits, left } = hardenAt(files, release, "submission/inet", "mail");
    assert.deepEqual(
      edits.map(({ path, text }) => [path, text.replace(/=.*/s, "")]),
      [
        ["master.cf", "\n  -o smtpd_tls_mandatory_protocols"],
        ["master.cf", "\n  -o tls_medium_cipherlist"],
      ],
    );
    assert.equal(
      edits[0]?.reason,
      "TLS 1.0 and TLS 1.1: “MUST NOT” [RFC 8997, 3]. TLS 1.2 or newer is required where users log in and send mail.",
    );
    assert.deepEqual(edits[0].reference, {
      title: "RFC 8997",
      section: "3",
      url: "https://www.rfc-editor.org/rfc/rfc8997.html#section-3",
    });
    assert.deepEqual(left, []);
  });

  test("a service that nobody shares main.cf with is changed there", () => {
    const files = filesOf(SAMPLES["one service, TLS demanded"] ?? assert.fail());
    const { edits } = hardenAt(files, release, "587/inet", "mail");
    const edit = edits.find(({ text }) => text === ">=TLSv1.2");
    assert.equal(edit?.path, "main.cf");
  });

  test("on the public port 25 nothing is taken from peers that have nothing better", () => {
    const files = filesOf({ main: MAIN, master: SERVICES });
    const { edits, left } = hardenAt(files, release, "smtp/inet", "mozilla-modern");
    assert.ok(edits.every(({ text }) => !/protocols|cipherlist/.test(text)));
    assert.ok(left.some(({ objection, reason }) => objection.includes("TLS 1.2") && reason.includes("RFC 9325")));
  });

  test("a file that was not given is not changed, but named", () => {
    const [main, master] = filesOf({ main: MAIN, master: SERVICES });
    assert.ok(main && master);
    const files = memoryTree({ [RSA]: { pem: rsa }, "master.cf": { text: master.source.text } });
    const { edits, left } = hardenAt([main], { ...release, files }, "submission/inet", "mail");
    assert.deepEqual(edits, []);
    assert.ok(
      left.some(({ reason }) => reason.includes("master.cf, which was not given")),
      JSON.stringify(left),
    );
  });

  test("what only another certificate meets is left", () => {
    const files = filesOf({ main: MAIN, master: SERVICES });
    const { left } = hardenAt(files, release, "submission/inet", "bsi");
    assert.ok(
      left.some(({ objection, reason }) => /^Key.*too short/.test(objection) && /another certificate/.test(reason)),
    );
  });
});
