// The recorded flights of test/fixtures/wire, as bytes.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FLOW_CASES, type FlowCase } from "./flow-cases.js";

const FILE = join(import.meta.dirname, "../../fixtures/wire/flows.json");

export interface Flow extends FlowCase {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const FLOWS: readonly Flow[] = Object.entries(
  JSON.parse(readFileSync(FILE, "utf8")) as Record<string, string>,
).map(([name, hex]) => {
  const flow = FLOW_CASES[name];
  if (flow === undefined) throw new Error(`${name} is recorded, but not in flow-cases.ts`);
  return { name, ...flow, bytes: Uint8Array.from(Buffer.from(hex, "hex")) };
});

/** The bytes in pieces that end at the given places. */
export function cut(bytes: Uint8Array, ...places: readonly number[]): Uint8Array[] {
  const ends = [...places, bytes.length];
  return ends.map((end, at) => bytes.subarray(at === 0 ? 0 : ends[at - 1], end));
}
