// Throw-away certificates for servers under test: an authority, what it issues, and what is wrong with it on purpose.
// Small enough to be encoded by hand; needs no program and no package.
import { generateKeyPairSync, sign } from "node:crypto";
const DAY = 86_400_000;
/** A root that no one trusts unless told to. */
export function createAuthority(name = "Test CA") {
    const keys = ecKeys();
    const identity = certify({ subject: name, names: [], keys, ca: true }, name, keys.privateKey);
    return { ...identity, name, privateKey: keys.privateKey };
}
/** A certificate signed by `authority`. */
export function issue(authority, options) {
    return certify({ chain: [authority.cert], ...options }, authority.name, authority.privateKey);
}
/** A certificate signed with its own key. */
export function selfSigned(options) {
    const keys = options.keys ?? ecKeys();
    return certify({ ...options, keys }, subjectOf(options), keys.privateKey);
}
/** Diffie-Hellman parameters with generator 2 (PKCS #3), PEM. */
export function dhParameters(prime) {
    const unsigned = Buffer.concat([Uint8Array.of(0), prime]);
    return pem("DH PARAMETERS", sequence(der(0x02, unsigned), der(0x02, Uint8Array.of(2))));
}
function certify(options, issuer, issuerKey) {
    const { names = [], ca = false, chain = [], keys = ecKeys() } = options;
    const notBefore = options.notBefore ?? new Date(Date.now() - DAY);
    const notAfter = options.notAfterText ?? utcTime(options.notAfter ?? new Date(Date.now() + 30 * DAY));
    const algorithm = signatureAlgorithm(issuerKey);
    const extensions = [
        ...(ca ? [extension([0x55, 0x1d, 0x13], sequence(der(0x01, Uint8Array.of(0xff))))] : []),
        ...(names.length > 0 ? [extension([0x55, 0x1d, 0x11], sequence(...names.map(generalName)))] : []),
    ];
    const tbs = sequence(der(0xa0, der(0x02, Uint8Array.of(2))), der(0x02, Uint8Array.of(1, ...crypto.getRandomValues(new Uint8Array(15)))), algorithm, distinguishedName(issuer), sequence(der(0x17, ascii(utcTime(notBefore))), der(0x17, ascii(notAfter))), distinguishedName(subjectOf(options)), keys.publicKey.export({ type: "spki", format: "der" }), ...(extensions.length > 0 ? [der(0xa3, sequence(...extensions))] : []));
    const signature = sign(issuerKey.asymmetricKeyType === "ed25519" ? null : "sha256", tbs, issuerKey);
    const cert = pem("CERTIFICATE", sequence(tbs, algorithm, der(0x03, Uint8Array.of(0), signature)));
    const key = keys.privateKey.export({ type: "pkcs8", format: "pem" });
    return { key: String(key), cert, fullChain: [cert, ...chain].join("") };
}
function ecKeys() {
    return generateKeyPairSync("ec", { namedCurve: "prime256v1" });
}
function subjectOf({ subject, names = [] }) {
    return subject ?? names[0] ?? "";
}
/** With SHA-256: ecdsa-with-SHA256, sha256WithRSAEncryption, dsa-with-sha256; or Ed25519. */
function signatureAlgorithm(key) {
    switch (key.asymmetricKeyType) {
        case "rsa":
            return sequence(oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b), der(0x05));
        case "ed25519":
            return sequence(oid(0x2b, 0x65, 0x70));
        case "dsa":
            return sequence(oid(0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x02));
        default:
            return sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
    }
}
function distinguishedName(commonName) {
    return sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, new TextEncoder().encode(commonName)))));
}
function generalName(name) {
    const v4 = /^\d+\.\d+\.\d+\.\d+$/u.test(name);
    return v4 ? der(0x87, Uint8Array.from(name.split("."), Number)) : der(0x82, ascii(name));
}
/** A critical extension. */
function extension(id, value) {
    return sequence(oid(...id), der(0x01, Uint8Array.of(0xff)), der(0x04, value));
}
function utcTime(date) {
    return `${date.toISOString().slice(2, 19).replace(/\D/gu, "")}Z`;
}
function oid(...octets) {
    return der(0x06, Uint8Array.from(octets));
}
function sequence(...contents) {
    return der(0x30, ...contents);
}
function der(tag, ...contents) {
    const content = Buffer.concat(contents);
    const size = content.length;
    const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
    return Buffer.concat([Uint8Array.of(tag, ...length), content]);
}
function ascii(text) {
    return Buffer.from(text, "latin1");
}
function pem(label, bytes) {
    const lines = Buffer.from(bytes)
        .toString("base64")
        .match(/.{1,64}/gu) ?? [];
    return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
//# sourceMappingURL=certificates.js.map