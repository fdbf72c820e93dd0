// Key exchange with the RSA key of the certificate: no forward secrecy, and what ROBOT needs.
import { rfc } from "../../core/api.js";
import { cve, defineCheck, finding, ok } from "./check.js";
import { bySuites, isOptional } from "./seen.js";

export const check = defineCheck({
  meta: {
    id: "robot",
    summary: "The server decrypts with the key of its certificate",
    severity: "hint",
    docs: {
      why: "With these suites the client encrypts the secret of the connection with the server's RSA key: who gets hold of the key later reads everything recorded before. And a server that betrays, by its errors or its timing, whether a decryption succeeded can be made to decrypt for strangers (Bleichenbacher's attack of 1998, found alive as ROBOT in 2017). Whether this server does so is not tested: that takes hundreds of connections.",
      tried:
        "Nothing beyond the survey: each suite was offered by itself. Nothing is sent that the server would have to decrypt.",
      seen: "An accepted suite whose key exchange is plain RSA. On port 25, where TLS is optional, it is not reported: it is better than plain text.",
      remedy:
        "Where users log in, take the suites with plain RSA (`kRSA`) out of the cipher list: every mail program of the last ten years has ECDHE.",
      references: [rfc(9325, "4.1"), cve("CVE-2017-13099"), { title: "ROBOT attack", url: "https://robotattack.org/" }],
    },
    messages: {
      offered:
        "Suites are accepted in which the server decrypts with the key of its certificate: a stolen key opens every recorded connection, and a flaw in that decryption (ROBOT) gives secrets away. Take kRSA out of the cipher list.",
    },
  },
  interpret: (observed) =>
    bySuites(
      observed,
      ({ kx, export: weakened }) => kx === "RSA" && !weakened,
      isOptional(observed)
        ? ok("It is there, but where TLS is optional even this is better than plain text.")
        : finding("offered"),
    ),
});
