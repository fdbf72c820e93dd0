// The certificate or its key cannot be used: STARTTLS is announced, and every handshake fails.
import { defineProductRule } from "../../../rules/rule.js";
import { readCertificates } from "../certificates.js";
import { audience } from "../host-list.js";
import type { Model } from "../model.js";
import { situationAt } from "../server-posture.js";
import { spec } from "../spec.js";

export const rule = defineProductRule<Model>({
  meta: {
    id: "exim-certificate-unusable",
    summary: "The certificate or its key cannot be used",
    severity: "error",
    fix: "none",
    docs: {
      why: "Exim reads the files when a session begins. Where one is missing, or key and certificate do not belong together, it still announces STARTTLS and then refuses it. Senders deliver in plain text after that, or not at all.",
      remedy:
        "Correct the path, or put the right file there. The user Debian-exim (or the one Exim was built with) must be able to read the key.",
      references: [spec("main", "tls_certificate"), spec("main", "tls_privatekey")],
    },
    messages: {
      unusable:
        "STARTTLS is announced and every handshake fails: {problem}. Correct the path, or put the right file there.",
    },
    examples: [
      {
        dialect: "exim",
        bad: "tls_certificate = /etc/exim4/tls/mx.pem\n",
        findings: [{ message: "unusable", line: 1, severity: "error" }],
        good: "tls_advertise_hosts = *\n",
        files: {},
      },
    ],
  },
  *check(model) {
    const { written, value, unknown } = model.main.get("tls_advertise_hosts");
    if (!unknown && written !== undefined && audience(value, situationAt(model, null)) === "none") return;
    const certificates = readCertificates(model, situationAt(model, null));
    if (certificates.kind !== "failed" || certificates.origin.kind !== "explicit") return;
    const { path, span } = certificates.origin;
    yield { message: "unusable", data: { problem: certificates.reason }, at: { path, span } };
  },
});
