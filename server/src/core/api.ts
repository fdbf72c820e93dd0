// The only door into core for the other layers. Re-exports, nothing else.

export { completions } from "./ide/completion.js";
export { hover } from "./ide/hover.js";
export { fileLinks } from "./ide/links.js";
export { probePlaces, probeTarget } from "./ide/probe-target.js";
export {
  compareWithBaseline,
  makeBaseline,
  normalLine,
  printBaseline,
  readBaseline,
  type BaselineEntry,
  type Comparison,
  type Fingerprint,
} from "./lint/baseline.js";
export { judgeObserved, type ObservedFinding } from "./lint/observe.js";
export { fillMessage } from "./lint/message.js";
export { docsUrl } from "./lint/docs-url.js";
export {
  checkOptions,
  checkOptionsOf,
  completeFiles,
  dialectIds,
  mergeOptions,
  productIds,
  recognise,
  settingsReports,
} from "./lint/files.js";
export type { Finding } from "./lint/finding.js";
export { fixFiles } from "./lint/fix.js";
export {
  disagreements,
  postureReport,
  type Disagreement,
  type EndpointReport,
  type OriginReport,
  type PostureReport,
} from "./lint/posture-report.js";
export {
  harden,
  hardenableServices,
  type HardenableService,
  type Hardening,
  type HardeningEdit,
} from "./lint/harden.js";
export { FAIL_ON, RC_FILE, readRc, type Rc } from "./lint/rc.js";
export { rule, rules, type RuleInfo } from "./lint/rules.js";
export { judgements, lint, verdict, type LintOptions, type Verdict } from "./lint/run.js";
export { suppressionEdit, type Suppressed } from "./lint/suppress.js";
export { enumerate, versionName } from "./posture/describe.js";
export { chainState } from "./posture/certificate.js";
export { PROFILES } from "./policy/profiles.js";
export type { FileStatus, FileTree, NamedCertificate, PemObject, PublicKeyFacts } from "./posture/named-file.js";
export type { Fact } from "./posture/fact.js";
export type { CertificateFacts, Endpoint, FactName, Posture, Service, SuitesByVersion } from "./posture/posture.js";
export type { ProductOptions } from "./products/options.js";
export type { Completion, InputFile, SettingsReport } from "./products/product.js";
export { rfc, SEVERITIES, type Example, type Reference, type Safety, type Severity } from "./rules/rule.js";
export { decodeBytes, encodeText } from "./text/bytes.js";
export { closest } from "./text/closest.js";
export { SourceText } from "./text/source-text.js";
export { overlaps, touches, type Span } from "./text/span.js";
export { counted } from "./text/counted.js";
export { applyEdits, type TextEdit } from "./text/text-edit.js";
export { byStrength, cipherReport, type CipherReport } from "./tls/cipher-report.js";
export { groupById, groupByOpenSsl, namedGroups, type NamedGroup } from "./tls/groups.js";
export { signatureAlgorithmById, signatureAlgorithms, type SignatureAlgorithm } from "./tls/signature-algorithms.js";
export { weaknesses } from "./tls/weakness.js";
export { cipherSuites, suiteById, suiteByIana, type CipherSuite } from "./tls/suites.js";
export {
  compareVersions,
  PROTOCOL_VERSIONS,
  versionByNumber,
  versionNumber,
  type ProtocolVersion,
} from "./tls/versions.js";
