// LMTP's dialogue, where it differs from SMTP's.

import { dialogue } from "../../server/src/probe/dialogues/lmtp.js";
import { CLIENT, testFlows } from "../support/dialogue-flows.js";

const LHLO = `LHLO ${CLIENT}`;
const LIST = "250-mx.test\r\n250-STARTTLS\r\n250 PIPELINING\r\n";

testFlows(dialogue, {
  "Dovecot with STARTTLS": {
    plain: `220 mx.test Dovecot ready.\r\n${LIST}220 2.0.0 Begin TLS negotiation now.\r\n`,
    secured: "250-mx.test\r\n250 CHUNKING\r\n221 2.0.0 Bye\r\n",
    sent: [LHLO, "STARTTLS", "<TLS>", LHLO, "QUIT"],
    end: "done",
    greeting: "220 mx.test Dovecot ready.",
    before: ["STARTTLS", "PIPELINING"],
    after: ["CHUNKING"],
    offered: true,
  },
  "LHLO refused: there is no other way to say it": {
    plain: "220 mx.test ESMTP\r\n502 5.5.1 What?\r\n",
    sent: [LHLO, "QUIT"],
    end: "protocol capabilities",
    reply: "502 5.5.1 What?",
    greeting: "220 mx.test ESMTP",
  },
});
