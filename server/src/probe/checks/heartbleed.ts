// A heartbeat that announces more than it holds is answered with what lies behind it in memory.
import { rfc } from "../../core/api.js";
import { alertRecord, heartbeatRecord } from "../../wire/api.js";
import { versionNumber } from "../../core/api.js";
import type { Agreed } from "../engine/handshakes.js";
import { cve, defineCheck, finding, inconclusive, OK, ok } from "./check.js";
import { byAnswer, bySurvey, classicVersions } from "./seen.js";

/** Content type and message type (RFC 6520 §3 and §4). */
const HEARTBEAT = 24;
const RESPONSE = 2;

/** RFC 6520 §4: at least 16 bytes of padding; the payload is as short as any. */
const PAYLOAD = new Uint8Array(16);
const PADDING = new Uint8Array(16);

/** handshake_failure; any fatal alert would do. */
const HANDSHAKE_FAILURE = 40;

/**
 * A request that announces one byte more than the record holds, and an alert that ends the connection. A server that knows the
 * bounds drops the request without a word; one that does not gives away a single byte of its own.
 */
function malformedHeartbeat({ version, facts }: Agreed): Uint8Array | null {
  if (facts.serverHello?.heartbeat !== "peer_allowed_to_send") return null;
  const number = versionNumber(version);
  const request = heartbeatRecord(number, {
    payload: PAYLOAD,
    announcedLength: PAYLOAD.length + PADDING.length + 1,
    padding: PADDING,
  });
  return Uint8Array.from([...request, ...alertRecord(number, "fatal", HANDSHAKE_FAILURE)]);
}

export const check = defineCheck({
  meta: {
    id: "heartbleed",
    summary: "The server gives away its memory (Heartbleed)",
    severity: "error",
    docs: {
      why: "OpenSSL 1.0.1 to 1.0.1f answers a heartbeat that announces more than it holds with whatever lies behind it in memory: passwords, mail, and the server's private key. Nothing in the log shows it.",
      tried:
        "Only where the server accepts the heartbeat extension, which hardly any does today: one request that announces a single byte more than it brings, followed by an alert that ends the connection.",
      seen: "An answer to the request. It holds one byte that is not the probe's own, which is neither kept nor shown. Servers that are not vulnerable drop such a request.",
      remedy:
        "Update OpenSSL at once. Then make new keys, have the certificates replaced and the old ones revoked, and let users change their passwords.",
      references: [
        cve("CVE-2014-0160"),
        { title: "The Heartbleed bug", url: "https://heartbleed.com/" },
        rfc(6520, "4"),
      ],
    },
    messages: {
      answered:
        "The server answers heartbeats with more than it was sent: anybody can read its memory, private key and passwords included (Heartbleed). Update OpenSSL, then replace keys, certificates and passwords.",
    },
  },
  plan(survey) {
    const [version] = classicVersions(survey);
    const suites = version === undefined ? [] : (survey.suites.get(version) ?? []);
    if (survey.sightings.features.heartbeat !== true || version === undefined) return [];
    return [{ kind: "hello", proposal: { version, suites, curious: true }, then: malformedHeartbeat }];
  },
  interpret: (observed, [result]) =>
    bySurvey(observed, ({ sightings }) => {
      if (sightings.features.heartbeat !== true) return ok("The server does not accept heartbeats.");
      return byAnswer(result, ({ answer, records, ended }) => {
        if (records.some(({ type, fragment }) => type === HEARTBEAT && fragment[0] === RESPONSE))
          return finding("answered");
        if (answer.kind === "agreed" && ended) return OK;
        return inconclusive("The handshake with a heartbeat did not come to an end.");
      });
    }),
});
