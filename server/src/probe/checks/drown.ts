// SSL 2.0, through which newer connections can be read.
import { rfc } from "../../core/api.js";
import { cve, defineCheck } from "./check.js";
import { bySuiteRule } from "./seen.js";

export const check = defineCheck({
  meta: {
    id: "drown",
    summary: "SSL 2.0 is spoken, which opens newer connections too",
    severity: "error",
    rules: ["sslv2-enabled"],
    docs: {
      why: "A host that speaks SSL 2.0 endangers every server with the same RSA key: DROWN reads their recorded TLS 1.2 connections through it. That holds on port 25, too, and for a mail server that shares its certificate with a web server.",
      tried: "Nothing beyond the survey: a hello of SSL 2.0 that lists every kind of cipher. No handshake is finished.",
      seen: "A server that knows SSL 2.0 answers with its certificate and the kinds that it has.",
      remedy: "Switch SSL 2.0 off, everywhere the key is used.",
      references: [rfc(6176), cve("CVE-2016-0800"), { title: "DROWN attack", url: "https://drownattack.com/" }],
    },
    messages: {},
  },
  interpret: (observed) => bySuiteRule(observed, (_suite, version) => version === "SSLv2"),
});
