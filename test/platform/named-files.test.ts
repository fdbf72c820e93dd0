// Files that a configuration names: what OpenSSL makes is read as OpenSSL reads it, whatever is broken never throws, and of
// private keys nothing but the public half comes out.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, createPublicKey, X509Certificate } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import type { NamedCertificate, PemObject, PublicKeyFacts } from "../../server/src/core/api.js";
import { fileTree, MAX_NAMED_FILE_BYTES } from "../../server/src/platform/named-files.js";
import { pemBlocks } from "../../server/src/platform/pem-blocks.js";
import { MAX_BLOCKS, pemObjects } from "../../server/src/platform/pem.js";
import { createAuthority, issue, selfSigned } from "../support/certificates.js";
import { requireProgram } from "../support/programs.js";

/** A folder, and openssl at work in it. Null where there is none. */
function workshop(t: TestContext): { folder: string; openssl: (line: string) => string } | null {
  const program = requireProgram(t, "openssl");
  if (program === null) return null;
  const folder = temporary(t);
  const openssl = (line: string): string =>
    execFileSync(program, line.split(" "), { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  return { folder, openssl };
}

function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "mailtls-named-"));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

const objectsOf = (text: string | Uint8Array): readonly PemObject[] => {
  const objects = pemObjects(Buffer.from(typeof text === "string" ? Buffer.from(text, "latin1") : text));
  assert.ok(objects !== null);
  return objects;
};

const wrapped = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString("base64")}\n-----END ${label}-----\n`;

const kinds = (text: string): readonly string[] => objectsOf(text).map(({ kind }) => kind);

function certificateIn(text: string): NamedCertificate {
  const [object] = objectsOf(text);
  assert.equal(object?.kind, "certificate", JSON.stringify(object));
  return object.certificate;
}

function keyIn(text: string): PublicKeyFacts {
  const [object] = objectsOf(text).filter(({ kind }) => kind !== "other");
  assert.equal(object?.kind, "private-key", JSON.stringify(object));
  assert.ok(object.key !== null);
  return object.key;
}

/** What openssl is asked for, and what is read: type, bits, curve. */
const KEYS = [
  ["rsa:1024", "RSA -pkeyopt rsa_keygen_bits:1024", "rsa", 1024, undefined],
  ["rsa:2048", "RSA -pkeyopt rsa_keygen_bits:2048", "rsa", 2048, undefined],
  ["rsa-pss", "RSA-PSS -pkeyopt rsa_keygen_bits:1024", "rsa", 1024, undefined],
  ["P-256", "EC -pkeyopt ec_paramgen_curve:P-256", "ec", 256, "secp256r1"],
  ["P-384", "EC -pkeyopt ec_paramgen_curve:P-384", "ec", 384, "secp384r1"],
  ["P-521", "EC -pkeyopt ec_paramgen_curve:P-521", "ec", 521, "secp521r1"],
  ["brainpool", "EC -pkeyopt ec_paramgen_curve:brainpoolP256r1", "ec", 256, "brainpoolP256r1"],
  ["Ed25519", "ED25519", "ed25519", 256, undefined],
  ["Ed448", "ED448", "ed448", 456, undefined],
] as const;

test("keys of every kind, and the certificates made with them, by their public half", (t) => {
  const shop = workshop(t);
  if (shop === null) return;
  const { folder, openssl } = shop;
  openssl("genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -out dsa.params");
  const all = [...KEYS, ["dsa", "", "dsa", 1024, undefined] as const];
  for (const [name, algorithm, keyType, keyBits, curve] of all) {
    openssl(`genpkey ${algorithm === "" ? "-paramfile dsa.params" : `-algorithm ${algorithm}`} -out key.pem`);
    openssl("req -x509 -new -key key.pem -subj /CN=mx -out cert.pem");
    const key = readFileSync(join(folder, "key.pem"), "utf8");
    const spki = openssl("pkey -in key.pem -pubout");
    const facts = keyIn(key);
    const digest = spkiDigest(spki);
    assert.deepEqual(facts, { keyType, keyBits, ...(curve === undefined ? {} : { curve }), spkiSha256: digest }, name);
    const certificate = certificateIn(readFileSync(join(folder, "cert.pem"), "utf8"));
    assert.equal(certificate.spkiSha256, digest, name);
    assert.deepEqual([certificate.keyType, certificate.keyBits, certificate.curve], [keyType, keyBits, curve], name);
    if (keyType === "rsa" || keyType === "ec") {
      if (name === "rsa-pss") continue;
      const traditional = openssl("pkey -in key.pem -traditional");
      assert.match(traditional, /BEGIN (RSA|EC) PRIVATE KEY/u);
      assert.deepEqual(keyIn(traditional), facts, name);
    }
  }
  assert.match(openssl("dsa -in key.pem"), /PRIVATE KEY/u);
  assert.equal(keyIn(openssl("dsa -in key.pem")).keyType, "dsa");
  const withParameters = openssl("ecparam -name prime256v1 -genkey");
  assert.deepEqual(kinds(withParameters), ["other", "private-key"]);
  assert.equal(keyIn(withParameters).curve, "secp256r1");
});

function spkiDigest(publicKey: string): string {
  const der = createPublicKey(publicKey).export({ type: "spki", format: "der" });
  return createHash("sha256").update(der).digest("hex");
}

test("encrypted keys stay closed; keys of an unknown kind are no damage", (t) => {
  const shop = workshop(t);
  if (shop === null) return;
  const { openssl } = shop;
  openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem");
  const closed = [{ kind: "private-key", key: null, encrypted: true }];
  const modern = openssl("pkey -in key.pem -aes128 -passout pass:secret");
  assert.match(modern, /BEGIN ENCRYPTED PRIVATE KEY/u);
  assert.deepEqual(objectsOf(modern), closed);
  const legacy = openssl("ec -in key.pem -aes128 -passout pass:secret");
  assert.match(legacy, /Proc-Type: 4,ENCRYPTED/u);
  assert.deepEqual(objectsOf(legacy), closed);
  const open = [{ kind: "private-key", key: null, encrypted: false }];
  assert.deepEqual(objectsOf(openssl("genpkey -algorithm X25519")), open);
  // PrivateKeyInfo of the algorithm 1.2.3.4.
  const unknown = Buffer.from("300e020100300506032a0304040200ff", "hex").toString("base64");
  assert.deepEqual(objectsOf(`-----BEGIN PRIVATE KEY-----\n${unknown}\n-----END PRIVATE KEY-----\n`), open);
});

test("the sizes of Diffie-Hellman parameters", (t) => {
  const shop = workshop(t);
  if (shop === null) return;
  const { openssl } = shop;
  for (const bits of [512, 1024]) {
    const text = openssl(`dhparam -dsaparam ${bits}`);
    assert.deepEqual(objectsOf(text), [{ kind: "dh-parameters", bits }]);
  }
  const ffdhe = openssl("genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048");
  assert.deepEqual(objectsOf(ffdhe), [{ kind: "dh-parameters", bits: 2048 }]);
  const x942 = openssl("genpkey -genparam -algorithm DHX -pkeyopt dh_rfc5114:1");
  assert.match(x942, /BEGIN X9.42 DH PARAMETERS/u);
  assert.deepEqual(objectsOf(x942), [{ kind: "dh-parameters", bits: 1024 }]);
  const zero = Buffer.from("3006020100020102", "hex").toString("base64");
  assert.deepEqual(kinds(`-----BEGIN DH PARAMETERS-----\n${zero}\n-----END DH PARAMETERS-----\n`), ["broken"]);
});

test("a chain: names link, issuers are issuers, purposes and names of the leaf", (t) => {
  const shop = workshop(t);
  if (shop === null) return;
  const { folder, openssl } = shop;
  const usage =
    "basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth,1.2.3.4\nsubjectAltName=DNS:MX.Example.org,IP:192.0.2.1,email:a@b.example,DNS:*.example.org\n";
  writeFileSync(join(folder, "leaf.ext"), usage);
  writeFileSync(join(folder, "ca.ext"), "basicConstraints=critical,CA:TRUE\n");
  const make = (name: string, subject: string): void => {
    openssl(`genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ${name}.key`);
    openssl(`req -new -utf8 -key ${name}.key -subj ${subject} -out ${name}.csr`);
  };
  make("root", "/C=DE/O=Some,One/CN=Root");
  make("inter", "/C=DE/O=Zoë+OU=x/CN=Inter");
  make("leaf", "/CN=leaf");
  openssl("x509 -req -in root.csr -signkey root.key -extfile ca.ext -sha1 -out root.pem");
  openssl(
    "x509 -req -in inter.csr -CA root.pem -CAkey root.key -CAcreateserial -extfile ca.ext -sha384 -out inter.pem",
  );
  openssl(
    "x509 -req -in leaf.csr -CA inter.pem -CAkey inter.key -CAcreateserial -extfile leaf.ext -sha256 -out leaf.pem",
  );
  const [leaf, inter, root] = ["leaf", "inter", "root"].map((name) =>
    certificateIn(readFileSync(join(folder, `${name}.pem`), "utf8")),
  ) as [NamedCertificate, NamedCertificate, NamedCertificate];
  assert.equal(leaf.issuer, inter.subject);
  assert.equal(inter.issuer, root.subject);
  assert.equal(root.issuer, root.subject);
  assert.equal(root.subject, "C=DE, O=Some\\,One, CN=Root");
  assert.notEqual(leaf.issuer, root.subject);
  assert.deepEqual([leaf.isIssuer, inter.isIssuer, root.isIssuer], [false, true, true]);
  assert.deepEqual([leaf.signatureHash, inter.signatureHash, root.signatureHash], ["sha256", "sha384", "sha1"]);
  assert.deepEqual(leaf.dnsNames, ["mx.example.org", "*.example.org"]);
  assert.deepEqual(leaf.extendedKeyUsage, ["clientAuth", "1.2.3.4"]);
  assert.deepEqual([root.dnsNames, "extendedKeyUsage" in root], [[], false]);
  const printed = openssl("x509 -in leaf.pem -noout -fingerprint -sha256");
  assert.equal(leaf.sha256, printed.replace(/^.*=/u, "").replaceAll(":", "").trim().toLowerCase());
  const trusted = openssl("x509 -in root.pem -trustout -addtrust serverAuth");
  assert.match(trusted, /BEGIN TRUSTED CERTIFICATE/u);
  assert.deepEqual(certificateIn(trusted), root);
});

test("a signature with RSASSA-PSS has the digest of its parameters, Ed25519 has none", (t) => {
  const shop = workshop(t);
  if (shop === null) return;
  const { openssl } = shop;
  openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key");
  for (const digest of ["sha1", "sha256", "sha512"]) {
    const text = openssl(`req -x509 -new -key rsa.key -subj /CN=a -${digest} -sigopt rsa_padding_mode:pss`);
    assert.equal(certificateIn(text).signatureHash, digest);
  }
  openssl("genpkey -algorithm ED25519 -out ed.key");
  assert.ok(!("signatureHash" in certificateIn(openssl("req -x509 -new -key ed.key -subj /CN=a"))));
});

test("dates of certificates that are over or have not begun", () => {
  const notBefore = new Date("2021-03-04T05:06:07Z");
  const notAfter = new Date("2049-12-31T23:59:59Z");
  const read = certificateIn(selfSigned({ subject: "a", notBefore, notAfter }).cert);
  assert.deepEqual([read.notBefore, read.notAfter], [notBefore.getTime(), notAfter.getTime()]);
  const [unreadable] = objectsOf(selfSigned({ subject: "a", notAfterText: "not a date" }).cert);
  assert.equal(unreadable?.kind, "broken");
});

test("one certificate in other writing is read, or refused, as OpenSSL does", () => {
  const authority = createAuthority("Root");
  const { cert } = issue(authority, { names: ["mx.example.org"] });
  const other = authority.cert;
  const [begin = "", ...rest] = cert.trim().split("\n");
  const data = rest.slice(0, -1).join("");
  const end = rest.at(-1) ?? "";
  const wrap = (width: number): string => data.replaceAll(new RegExp(`.{${width}}`, "gu"), "$&\n");
  const variants: Readonly<Record<string, string>> = {
    plain: cert,
    "text before": `subject: CN = x\n\n${cert}`,
    "text before, on the line": `x ${cert}`,
    "text after": `${cert}trailing`,
    CRLF: cert.replaceAll("\n", "\r\n"),
    "CR alone": cert.replaceAll("\n", "\r"),
    "no line end at the end": cert.trim(),
    "one long line": `${begin}\n${data}\n${end}\n`,
    "lines of 76": `${begin}\n${wrap(76)}\n${end}\n`,
    "lines of 300": `${begin}\n${wrap(300)}\n${end}\n`,
    "byte order mark": `\xef\xbb\xbf${cert}`,
    "indented BEGIN": ` ${cert}`,
    "indented data": cert.replaceAll("\nM", "\n  M").replaceAll("\n", "\n "),
    "indented data alone": `${begin}\n  ${data}\n${end}\n`,
    "blank behind BEGIN": cert.replace("-----\n", "-----  \t\n"),
    "empty line first": cert.replace("\n", "\n\n"),
    "a header that says nothing": cert.replace("\n", "\n:\n\n"),
    "a header without a colon": cert.replace("\n", "\nx\n\n"),
    "empty line first, lines of 76": `${begin}\n\n${wrap(76)}\n${end}\n`,
    "empty line in the middle": cert.replace(`${data.slice(0, 64)}\n`, `${data.slice(0, 64)}\n\n`),
    "empty line last": `${begin}\n${data}\n\n${end}\n`,
    "no END": `${begin}\n${data}\n`,
    "no END, another follows": `${begin}\n${data}\n${other}`,
    "END of something else": cert.replace("END CERTIFICATE", "END X509 CRL"),
    "four dashes": cert.replace("-----BEGIN", "----BEGIN"),
    "END with four dashes": `${begin}\n${data}\n-----END CERTIFICATE----\n`,
    "no padding": cert.replaceAll("=", ""),
    "one more letter": `${begin}\n${data}A\n${end}\n`,
    "a letter missing": `${begin}\n${data.slice(1)}\n${end}\n`,
    "four more letters": `${begin}\n${data.replaceAll("=", "A")}AAAA\n${end}\n`,
    "cut in half": `${begin}\n${data.slice(0, 256)}\n${end}\n`,
    "a strange letter": cert.replace("\nM", "\n!"),
    "an URL-safe letter": cert.replace(/[+/]/u, "_"),
    "no data": `${begin}\n${end}\n`,
    "X509 CERTIFICATE": cert.replaceAll("CERTIFICATE", "X509 CERTIFICATE"),
    "TRUSTED CERTIFICATE": cert.replaceAll("CERTIFICATE", "TRUSTED CERTIFICATE"),
  };
  const seen = { read: 0, refused: 0 };
  for (const [name, text] of Object.entries(variants)) {
    const expected = opensslReads(text);
    const first = objectsOf(text)[0];
    const actual = first?.kind === "certificate" ? first.certificate.sha256 : null;
    assert.equal(actual, expected, name);
    seen[expected === null ? "refused" : "read"]++;
  }
  assert.ok(seen.read > 10 && seen.refused > 10, JSON.stringify(seen));
  // OpenSSL swallows the second one: its BEGIN line ends the data of the first.
  assert.equal(objectsOf(`${begin}\n${data}\n${other}`).length, 1);
});

/** SHA-256 of the first certificate as this program's OpenSSL reads it. */
function opensslReads(text: string): string | null {
  try {
    const certificate = new X509Certificate(Buffer.from(text, "latin1"));
    return certificate.fingerprint256.replaceAll(":", "").toLowerCase();
  } catch {
    return null;
  }
}

test("certificates and keys are read whatever their length", () => {
  for (let length = 1; length <= 48; length++) {
    const { cert } = selfSigned({ names: ["n".repeat(length)] });
    assert.deepEqual(certificateIn(cert).dnsNames, ["n".repeat(length)]);
  }
});

test("a certificate with anything inserted or removed is read as OpenSSL reads it", () => {
  const { cert } = selfSigned({ names: ["mx.example.org"] });
  const pieces = [
    "\n",
    "\n\n",
    " ",
    "-",
    "=",
    ":",
    "\r",
    "\t",
    "A",
    "-----",
    "\x80",
    "-----END CERTIFICATE-----\n",
    "-----BEGIN CERTIFICATE-----\n",
  ];
  const property = fc.property(
    fc.nat(cert.length),
    fc.nat(3),
    fc.array(fc.constantFrom(...pieces), { maxLength: 3 }),
    (at, removed, inserted) => {
      const text = cert.slice(0, at) + inserted.join("") + cert.slice(at + removed);
      const [first] = pemBlocks(Buffer.from(text, "latin1"));
      // Where the writing is taken, OpenSSL must find in it what it finds in the same bytes as DER.
      const taken = first?.ok === true && first.header === "none";
      const expected = taken ? opensslReads(wrapped("CERTIFICATE", first.der)) : null;
      assert.equal(opensslReads(text), expected, JSON.stringify(text));
    },
  );
  fc.assert(property, { numRuns: 2000 });
});

test("a damaged block does not hide those after it", () => {
  const { key, cert } = selfSigned({ names: ["mx.example.org"] });
  const headless = key.replace(/-----END.*\n/u, "");
  assert.deepEqual(kinds(headless + cert + key), ["broken", "certificate", "private-key"]);
  assert.deepEqual(kinds(cert.replace("\nM", "\n!") + cert), ["broken", "certificate"]);
  assert.deepEqual(kinds(cert.replaceAll("CERTIFICATE", "CERTIFICATE REQUEST")), ["other"]);
  assert.deepEqual(kinds("nothing of the kind\n"), []);
  assert.equal(pemObjects(Buffer.from("-----BEGIN X-----\n".repeat(MAX_BLOCKS + 1))), null);
});

test("no bytes make it throw: a certificate and keys cut and flipped at every offset", (t) => {
  const { key, cert } = selfSigned({ names: ["a"], ca: true });
  const decode = (pem: string): Buffer => Buffer.from(pem.replaceAll(/-----.*-----|\s/gu, ""), "base64");
  for (const [label, der] of [
    ["CERTIFICATE", decode(cert)],
    ["PRIVATE KEY", decode(key)],
    ["DH PARAMETERS", Buffer.from("300902020800020102020100", "hex").subarray(0, 11)],
  ] as const) {
    for (let at = 0; at < der.length; at++) {
      const cut = objectsOf(wrapped(label, der.subarray(0, at)));
      assert.equal(cut[0]?.kind, "broken", `${label} cut at ${at}`);
      for (const value of [0x00, 0x80, 0xff, (der[at] ?? 0) ^ 1]) {
        const flipped = Buffer.from(der);
        flipped[at] = value;
        assert.equal(objectsOf(wrapped(label, flipped)).length, 1);
      }
    }
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => objectsOf(bytes).length >= 0));
  for (const label of ["CERTIFICATE", "PRIVATE KEY", "EC PRIVATE KEY", "DH PARAMETERS", "TRUSTED CERTIFICATE"]) {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (der) => objectsOf(wrapped(label, der)).length === 1));
  }
  t.diagnostic(`${decode(cert).length} bytes of certificate`);
});

test("no part of a private key ever comes out", () => {
  const { key } = selfSigned({ names: ["a"] });
  const data = key.replaceAll(/-----.*-----|\s/gu, "");
  const scalar = Buffer.from(data, "base64").subarray(36, 68);
  // Any four bytes of it, in the spellings that could come out.
  const secrets = new Set<string>();
  for (let at = 0; at + 6 <= scalar.length; at++) secrets.add(scalar.subarray(at, at + 6).toString("hex"));
  const base64 = data.slice(48, 90);
  for (let at = 0; at + 8 <= base64.length; at++) secrets.add(base64.slice(at, at + 8));
  const property = fc.property(
    fc.nat(key.length),
    fc.nat(6),
    fc.constantFrom("", "\n", "\n\n", "-----BEGIN ", "-----", "-----\n", " ", ":", "!", "-----END PRIVATE KEY-----\n"),
    fc.constantFrom("\n", "", "\r", " "),
    (at, removed, inserted, lineEnd) => {
      const text = (key.slice(0, at) + inserted + key.slice(at + removed)).replaceAll("\n", lineEnd);
      const shown = JSON.stringify(pemObjects(Buffer.from(text, "latin1")));
      for (const secret of secrets) assert.ok(!shown.includes(secret), shown);
    },
  );
  fc.assert(property, { numRuns: 500 });
  for (const line of [`-----BEGIN PRIVATE KEY-----${data}-----END PRIVATE KEY-----\n`, `-----BEGIN ${data}-----\n`]) {
    assert.deepEqual(
      objectsOf(line).map((object) => ("label" in object ? object.label : null)),
      ["unknown"],
    );
  }
});

test("status: files, directories, links, pipes, and what is not there", (t) => {
  const folder = temporary(t);
  const tree = fileTree({ own: true, readPem: pemObjects });
  const at = (name: string): string => join(folder, name);
  writeFileSync(at("file"), "text \xff\n", "latin1");
  chmodSync(at("file"), 0o640);
  symlinkSync("file", at("link"));
  symlinkSync("loop", at("loop"));
  symlinkSync("nowhere", at("dangling"));
  mkdirSync(at("dir"));
  writeFileSync(at("dir/a"), "");
  const status = tree.status(at("link"));
  assert.deepEqual([status?.kind, status?.mode, status?.uid], ["file", 0o640, process.getuid?.()]);
  assert.deepEqual([tree.status(at("dir"))?.kind, tree.status(at("dir"))?.entries], ["directory", 1]);
  writeFileSync(at("dir/4a6481c9.0"), "");
  assert.deepEqual([tree.status(at("dir"))?.entries, tree.status(at("dir"))?.hashed], [2, 1]);
  const kindOf = (name: string): string | undefined => tree.status(at(name))?.kind;
  assert.deepEqual(["loop", "dangling", "none", "file/x", "x".repeat(5000)].map(kindOf), [
    "other",
    "missing",
    "missing",
    "missing",
    "missing",
  ]);
  assert.equal(tree.text(at("link")), "text \udcff\n");
  assert.equal(tree.text(pathToFileURL(at("file")).href), "text \udcff\n");
  assert.deepEqual(tree.pem(at("file")), []);
  assert.deepEqual([tree.text(at("dir")), tree.pem(at("none")), tree.text(at("loop"))], [null, null, null]);
  for (const strange of [
    "",
    "a\0b",
    "untitled:main.cf",
    "vscode-vfs://github/etc/x",
    "file://host/x",
    "file:///a%2Fb",
  ]) {
    assert.deepEqual([tree.status(strange), tree.text(strange), tree.pem(strange)], [null, null, null], strange);
  }
  assert.equal(tree.status("package.json")?.kind, "file", "relative to the working directory");
  assert.equal(tree.text("/dev/zero"), null);
  if (requireProgram(t, "mkfifo") === null) return;
  execFileSync("mkfifo", [at("pipe")]);
  assert.equal(tree.status(at("pipe"))?.kind, "other");
  assert.deepEqual([tree.text(at("pipe")), tree.pem(at("pipe"))], [null, null]);
});

test("files at the limit of size are read, larger ones are not", (t) => {
  const file = join(temporary(t), "big");
  writeFileSync(file, "");
  truncateSync(file, MAX_NAMED_FILE_BYTES);
  const tree = fileTree({ own: true, readPem: pemObjects });
  assert.equal(tree.text(file)?.length, MAX_NAMED_FILE_BYTES);
  assert.deepEqual(tree.pem(file), []);
  truncateSync(file, MAX_NAMED_FILE_BYTES + 1);
  assert.deepEqual([tree.text(file), tree.pem(file), tree.status(file)?.kind], [null, null, "file"]);
});

test("what has not changed is read once, what has changed is read again", (t) => {
  const file = join(temporary(t), "cert.pem");
  const [one, two] = [selfSigned({ names: ["a"] }).cert, selfSigned({ names: ["b"] }).cert];
  const tree = fileTree({ own: true, readPem: pemObjects });
  writeFileSync(file, one);
  const first = tree.pem(file);
  assert.ok(first !== null);
  assert.equal(tree.pem(file), first, "the same object");
  writeFileSync(file, two);
  utimesSync(file, 1_000_000_000, 1_000_000_000);
  assert.deepEqual(tree.pem(file), objectsOf(two));
  assert.equal(tree.text(file), two);
  rmSync(file);
  assert.deepEqual([tree.pem(file), tree.text(file), tree.status(file)], [null, null, { kind: "missing" }]);
});

test("another machine's files: nothing of the system's own folders, and what came with the configuration", (t) => {
  const folder = temporary(t);
  mkdirSync(join(folder, "site", "postfix"), { recursive: true });
  const near = [join(folder, "site", "postfix")];
  const tree = fileTree({ own: false, near, readPem: pemObjects });
  for (const path of [
    "/etc/hosts",
    "/usr/bin/../../etc/passwd",
    "/var",
    "/opt/none",
    "file:///etc/hosts",
    "/none/at/all",
  ])
    assert.equal(tree.status(path), null, path);
  assert.equal(tree.text("/etc/hosts"), null);
  assert.equal(tree.status(join(folder, "site", "none", "deep"))?.kind, "missing", "in the tree of the inputs");
  assert.equal(tree.status(join(folder, "none", "deep")), null, "outside, without a parent");
  assert.equal(tree.status(join(folder, "none"))?.kind, "missing", "outside, the parent is there");
  assert.equal(tree.status(folder)?.kind, "directory");
  assert.equal(tree.status("package.json")?.kind, "file");
  assert.equal(fileTree({ own: true, readPem: pemObjects }).status("/none/at/all")?.kind, "missing");
  const uris = fileTree({ own: false, near: [pathToFileURL("/etc/postfix").href], readPem: pemObjects });
  assert.notEqual(uris.status("/etc/hosts"), null, "below the parent of an input's folder");
  assert.equal(
    fileTree({ own: false, near: ["/srv"], readPem: pemObjects }).status("/etc/hosts"),
    null,
    "the root is no parent",
  );
});

test("what another user may not read is there, and unreadable", (t) => {
  if (process.getuid?.() !== 0 || process.seteuid === undefined) {
    t.skip("only root can become somebody else");
    return;
  }
  const folder = temporary(t);
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "key"), "secret", { mode: 0o600 });
  mkdirSync(join(folder, "closed"), { mode: 0o700 });
  writeFileSync(join(folder, "closed", "x"), "");
  // In a process of its own: access(2) asks for the real user.
  const script = `
    import { fileTree } from ${JSON.stringify(new URL("../../server/src/platform/named-files.ts", import.meta.url).href)};
    process.setgroups([]); process.setgid(65534); process.setuid(65534);
    const [tree, other] = [fileTree({ own: true, readPem: () => null }), fileTree({ own: false, readPem: () => null })];
    const show = (name) => [tree.status(name)?.kind, tree.status(name)?.mode, tree.text(name), other.status(name)?.kind];
    console.log(JSON.stringify(["key", "closed", "closed/x"].map((name) => show(${JSON.stringify(folder)} + "/" + name))));`;
  const output = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
    encoding: "utf8",
  });
  assert.deepEqual(JSON.parse(output), [
    ["unreadable", 0o600, null, "unreadable"],
    ["unreadable", 0o700, null, "unreadable"],
    ["unreadable", null, null, null],
  ]);
});

test("the names in a directory are told where its files are", (t) => {
  const folder = temporary(t);
  writeFileSync(join(folder, "a.conf"), "");
  mkdirSync(join(folder, "d"));
  const list = (path: string, own = true) => fileTree({ own, readPem: pemObjects }).list?.(path);
  assert.deepEqual([...(list(folder) ?? [])].sort(), ["a.conf", "d"]);
  assert.deepEqual(list(join(folder, "missing")), []);
  assert.equal(list(join(folder, "a.conf")), null);
  assert.equal(list("/etc/dovecot", false), null);
});
