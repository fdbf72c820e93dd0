// The walls that tsconfig references cannot draw: siblings, cycles and single files. See docs/architecture.md.
const S = "^server/src/";
const C = `${S}core/`;

/** Nothing under `from` may import anything under `server/src` except `to`. */
const only = (name, from, ...to) => ({
  name,
  severity: "error",
  from: { path: from },
  to: { path: "^(server|client)/src/", pathNot: [from, ...to] },
});

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    only("text-imports-nothing", `${C}text/`),
    only("tls-imports-nothing", `${C}tls/`),
    only("posture", `${C}posture/`, `${C}(text|tls)/`),
    only("policy", `${C}policy/`, `${C}(posture|tls)/`),
    only("dialects", `${C}dialects/`, `${C}(text|tls)/`),
    only("rules", `${C}rules/`, `${C}(posture|policy|tls|text)/`),
    only("products", `${C}products/`, `${C}(dialects|posture|text|tls)/`, `${C}rules/rule\\.ts$`),
    only("lint", `${C}lint/`, `${C}(rules|products|dialects|policy|posture|text)/`),
    only("ide", `${C}ide/`, `${C}(lint|products|dialects|rules|posture|text)/`),
    only("api", `${C}api\\.ts$`, C),
    only("wire", `${S}wire/`, `${C}tls/`),
    only("probe", `${S}probe/`, `${S}wire/api\\.ts$`, `${C}api\\.ts$`),
    only("platform", `${S}platform/`, `${S}probe/`, `${C}api\\.ts$`),
    only("lsp", `${S}lsp/`, `${S}probe/`, `${C}api\\.ts$`),
    only("cli", `${S}cli/`, `${S}(probe|platform)/`, `${C}api\\.ts$`),
    only("client", "^client/src/", `${S}lsp/protocol\\.ts$`),
    {
      name: "nobody-imports-main",
      severity: "error",
      from: { pathNot: `${S}main/` },
      to: { path: `${S}main/` },
    },
    {
      name: "dialects-are-strangers",
      severity: "error",
      from: { path: `${C}dialects/([^/]+)/` },
      to: { path: `${C}dialects/[^/]+/`, pathNot: `${C}dialects/$1/` },
    },
    {
      name: "products-are-strangers",
      severity: "error",
      from: { path: `${C}products/([^/]+)/` },
      to: { path: `${C}products/[^/]+/`, pathNot: `${C}products/$1/` },
    },
    {
      name: "lint-knows-no-product",
      comment:
        "It meets products and dialects through their contracts and registries; an example's may be named as data.",
      severity: "error",
      from: { path: `${C}(lint|ide)/` },
      to: { path: `${C}(products|dialects)/[^/]+/` },
    },
    {
      name: "rules-are-strangers",
      comment: "A rule never imports another rule; only the registries do.",
      severity: "error",
      from: { path: `(${C}rules/|/rules/)[^/]+\\.ts$`, pathNot: ["registry\\.generated\\.ts$"] },
      to: { path: `(${C}rules/|/rules/)[^/]+\\.ts$`, pathNot: [`${C}rules/rule\\.ts$`] },
    },
    {
      name: "core-wire-probe-are-pure",
      severity: "error",
      from: { path: `${S}(core|wire|probe)/` },
      to: { dependencyTypes: ["core", "npm", "npm-dev", "npm-peer", "npm-optional"] },
    },
    {
      name: "one-door-to-node-tls",
      comment: "VS Code's own Node has another TLS library: what a probe finds out must not depend on it.",
      severity: "error",
      from: { path: "^(server|client)/src/", pathNot: `${S}platform/tls-client\\.ts$` },
      to: { path: "^(node:)?(tls|https|http2)$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "lsp-is-not-node",
      severity: "error",
      from: { path: `${S}lsp/` },
      to: { path: "vscode-languageserver/(lib/)?(node|browser)", dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
  },
};
