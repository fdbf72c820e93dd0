// The only door into core for the other layers. Re-exports, nothing else.

export type { Example, Reference, RuleMeta, Safety, Severity } from "./rules/rule.js";
export { SEVERITIES } from "./rules/rule.js";
export type { Finding, Fix } from "./lint/finding.js";
export type { ProductOptions } from "./products/options.js";
export { PROTOCOL_VERSIONS, type ProtocolVersion } from "./tls/versions.js";
export { LineIndex, type Position } from "./text/line-index.js";
export { SourceText } from "./text/source-text.js";
export type { Span } from "./text/span.js";
export { applyEdits, type TextEdit } from "./text/text-edit.js";
