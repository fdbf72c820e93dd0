// What the real SMTP client makes of the TLS policy of many destinations, by one private Postfix and one message.

import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import type { TestContext } from "node:test";
import type { Identity } from "./certificates.js";
import { startPostfix } from "./postfix.js";

/** What the log says of one destination. */
export interface Delivery {
  /** `status=…` with its reason. */
  readonly status: string;
  /** Warnings that name the destination, without the words before the message, in their order. */
  readonly warnings: readonly string[];
}

interface Deliveries {
  /** Each next hop with its transport, `smtp:[127.0.1.1]:9` for example; they may differ in nothing but the case. */
  readonly hops: readonly string[];
  /** Text tables by name. */
  readonly tables: Readonly<Record<string, string>>;
  readonly main: Readonly<Record<string, string>>;
  /** More transports, each a copy of `smtp` with its own settings. */
  readonly transports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly identity?: Identity;
  /** How many smtpd services take mail; `{port0}` in hops and tables is the port of the first. */
  readonly servers?: number;
}

const CLIENT = `
qmgr unix n - n 300 1 qmgr
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
retry unix - - n - - error
error unix - - n - - error
smtp unix - - n - - smtp
`;

/** Sends one message to all next hops and waits for what becomes of each; null with the test skipped without Postfix. */
export async function deliver(t: TestContext, wanted: Deliveries): Promise<ReadonlyMap<string, Delivery> | null> {
  const { servers = 0, identity, transports = {} } = wanted;
  const lines = Object.entries(transports).map(([name, settings]) => {
    const flags = Object.entries(settings).map(([key, value]) => ` -o {${key}=${value}}`);
    return `${name} unix - - n - - smtp${flags.join("")}\n`;
  });
  const names = ["in", ...Array.from({ length: servers }, (_, index) => `s${index}`)];
  const postfix = await startPostfix(t, {
    main: {
      transport_maps: "texthash:$config_directory/transport",
      smtpd_relay_restrictions: "permit_mynetworks, reject",
      mynetworks: "127.0.0.0/8",
      disable_dns_lookups: "yes",
      smtp_host_lookup: "native",
      smtp_tls_fingerprint_cert_match: "00:00",
      notify_classes: "",
      ...wanted.main,
    },
    services: Object.fromEntries(names.map((name) => [name, {}])),
    master: [CLIENT, ...lines].join(""),
    ...(identity === undefined ? {} : { identity }),
  });
  if (postfix === null) return null;
  const fill = (text: string): string =>
    text.replaceAll(/\{port(\d+)\}/g, (_, index: string) => String(postfix.ports[`s${index}`] ?? 0));
  const hops = wanted.hops.map(fill);
  const write = (name: string, text: string): void => {
    writeFileSync(`${postfix.configDirectory}/${name}`, text);
  };
  for (const [name, text] of Object.entries(wanted.tables)) write(name, fill(text));
  write("transport", hops.map((hop, index) => `d${index}.test ${hop}\n`).join(""));
  await send(
    postfix.ports["in"] ?? 0,
    hops.map((_, index) => `u@d${index}.test`),
  );
  for (;;) {
    const log = postfix.log().split("\n");
    const status = hops.map((_, index) => log.filter((line) => line.includes(`to=<u@d${index}.test>`)).at(-1));
    if (status.every((line) => line !== undefined)) {
      const result = hops.map(
        (hop, index) => [wanted.hops[index] ?? hop, outcome(log, hop, status[index] ?? "")] as const,
      );
      return new Map(result);
    }
    await pause(20);
  }
}

function outcome(log: readonly string[], hop: string, line: string): Delivery {
  const destination = hop.slice(hop.indexOf(":") + 1);
  const warnings = log.flatMap((said) => {
    const at = said.indexOf("warning: ");
    return at !== -1 && said.includes(destination) ? [said.slice(at + "warning: ".length)] : [];
  });
  return { status: /status=.*/.exec(line)?.[0] ?? "", warnings };
}

async function send(port: number, recipients: readonly string[]): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  const replies = createInterface({ input: socket })[Symbol.asyncIterator]();
  const say = async (line: string | null): Promise<void> => {
    if (line !== null) socket.write(`${line}\r\n`);
    for (;;) {
      const reply: IteratorResult<string, undefined> = await replies.next();
      const value = reply.value ?? "";
      if (!/^[23]/.test(value)) throw new Error(`${line ?? "greeting"}: ${value}`);
      if (value[3] !== "-") return;
    }
  };
  await say(null);
  await say("HELO client.test");
  await say("MAIL FROM:<s@mx.test>");
  for (const recipient of recipients) await say(`RCPT TO:<${recipient}>`);
  await say("DATA");
  await say("Subject: x\r\n\r\nx\r\n.");
  await say("QUIT");
  socket.destroy();
}
