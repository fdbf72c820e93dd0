// The record layer (RFC 8446 §5.1, RFC 5246 §6.2): records in and out, in the clear. Nothing about what they carry.

import { ByteQueue } from "./byte-queue.js";
import { build } from "./byte-writer.js";
import { MAX_EMPTY_RECORDS, MAX_RECORD } from "./limits.js";
import { CONTENT } from "./numbers.js";

/** Bytes of a record's header. */
export const RECORD_HEADER = 5;

/** Bytes of a record that a sender may fill (RFC 8446 §5.1). */
const MAX_FRAGMENT = 2 ** 14;

export interface TlsRecord {
  readonly type: number;
  readonly version: number;
  readonly fragment: Uint8Array;
}

/** What `RecordReader.next` gives: null means that more bytes are needed. */
export type RecordResult =
  | { readonly kind: "record"; readonly record: TlsRecord }
  | { readonly kind: "not-tls" }
  | { readonly kind: "limit"; readonly limit: string; readonly max: number };

/**
 * Splits a stream into records. It holds at most one record beyond what was pushed last. After anything but a record the
 * stream has no sense any more: `next` gives the same again.
 */
export class RecordReader {
  readonly #bytes = new ByteQueue();
  #empty = 0;
  #failed: RecordResult | null = null;

  push(bytes: Uint8Array): void {
    if (this.#failed === null) this.#bytes.push(bytes);
  }

  next(): RecordResult | null {
    this.#failed ??= this.#wrong();
    if (this.#failed !== null) return this.#failed;
    const [type = 0, major = 0, minor = 0, high = 0, low = 0] = this.#bytes.peek(RECORD_HEADER);
    const length = high * 256 + low;
    if (this.#bytes.length < RECORD_HEADER + length) return null;
    this.#bytes.take(RECORD_HEADER);
    const fragment = this.#bytes.take(length);
    this.#empty = fragment.length === 0 ? this.#empty + 1 : 0;
    return { kind: "record", record: { type, version: major * 256 + minor, fragment } };
  }

  /** What is wrong with the header, as soon as it can be seen. Every SSL 3.0 and TLS has 3 as its major version. */
  #wrong(): RecordResult | null {
    const [type, major, , high, low] = this.#bytes.peek(RECORD_HEADER);
    if (type !== undefined && (type < CONTENT.changeCipherSpec || type > CONTENT.heartbeat)) return { kind: "not-tls" };
    if (major !== undefined && major !== 3) return { kind: "not-tls" };
    if (high !== undefined && low !== undefined && high * 256 + low > MAX_RECORD)
      return { kind: "limit", limit: "bytes of one record", max: MAX_RECORD };
    if (this.#empty > MAX_EMPTY_RECORDS)
      return { kind: "limit", limit: "records without content in a row", max: MAX_EMPTY_RECORDS };
    return null;
  }
}

/** As many records as the content needs; none for no content. */
export function records(type: number, version: number, content: Uint8Array): Uint8Array {
  return build((out) => {
    for (let start = 0; start < content.length; start += MAX_FRAGMENT)
      out
        .uint8(type)
        .uint16(version)
        .vector(2, (fragment) => fragment.bytes(content.subarray(start, start + MAX_FRAGMENT)));
  });
}

/** An alert (RFC 8446 §6), for example close_notify when a handshake is left on purpose. */
export function alertRecord(version: number, level: "warning" | "fatal", alert: number): Uint8Array {
  return records(CONTENT.alert, version, Uint8Array.of(level === "fatal" ? 2 : 1, alert));
}

/** RFC 5246 §7.1; too early it tests for CVE-2014-0224. */
export function changeCipherSpecRecord(version: number): Uint8Array {
  return records(CONTENT.changeCipherSpec, version, Uint8Array.of(1));
}

/**
 * A HeartbeatRequest (RFC 6520 §4). `announcedLength` may differ from the payload's: a server that answers such a request
 * instead of dropping it has CVE-2014-0160.
 */
export function heartbeatRecord(
  version: number,
  { payload, announcedLength = payload.length, padding }: HeartbeatOptions,
): Uint8Array {
  const message = build((out) => out.uint8(1).uint16(announcedLength).bytes(payload).bytes(padding));
  return records(CONTENT.heartbeat, version, message);
}

interface HeartbeatOptions {
  readonly payload: Uint8Array;
  readonly announcedLength?: number;
  /** At least 16 bytes, unless the test needs a request without. */
  readonly padding: Uint8Array;
}
