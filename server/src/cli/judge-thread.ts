// A thread that judges beside the main one: what it is sent, and what it sends back. It lives as long as the command.

import { parentPort, workerData } from "node:worker_threads";
import { SourceText, type ProductOptions } from "../core/api.js";
import { withHostFacts } from "./inputs.js";
import { judgeShare, type Found, type Share } from "./judge-share.js";
import { loadPem } from "./pem.js";

/** A file as data without functions, which is all that can be sent. */
export interface SentFile {
  readonly path: string;
  readonly text: string;
  readonly dialect: string;
}

export interface Sent {
  readonly share: Share<SentFile>;
  readonly options: Omit<ProductOptions, "files">;
}

function judge({ share, options }: Sent): Found {
  const parts = share.parts.map((part) =>
    part.map(({ path, text, dialect }) => ({ source: new SourceText(path, text), dialect })),
  );
  const all = share.given.map((path) => ({ source: { path } }));
  return judgeShare({ ...share, parts }, { ...withHostFacts(options, all), ...options });
}

const ready = loadPem().then(() => judge(workerData as Sent));
parentPort?.on("message", (sent: Sent) => {
  void ready.then(() => {
    parentPort?.postMessage(judge(sent));
  });
});
