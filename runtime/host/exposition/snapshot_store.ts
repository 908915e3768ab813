import { LIMITS } from "../../contract/limits.ts";
import { concatenate } from "../../wire/concatenate.ts";
import type { ValidFamily } from "../../contract/metric.ts";
import { OPENMETRICS_END } from "../../metrics/encode_openmetrics.ts";
import { gzipChunk, joinGzip } from "./gzip_join.ts";
import type { GzipChunk } from "./gzip_join.ts";
import { Snapshot } from "./snapshot.ts";
import type { ExpositionFormat, SnapshotOptions } from "./snapshot.ts";

export type ContentEncoding = "identity" | "gzip";

const END = new TextEncoder().encode(OPENMETRICS_END);
const END_GZIP: GzipChunk = gzipChunk(END);

/**
 * The last result of every owner, encoded. A body is joined from cached bytes and kept until a
 * snapshot comes, goes or expires. A format is encoded at a scrape once, when it is first asked for.
 */
export class SnapshotStore {
  readonly #maxChars: number;
  readonly #snapshots = new Map<string, Snapshot>();
  readonly #bodies = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Encodings that scrapers asked for so far: made when a result arrives, so that no scrape has to. */
  readonly #wanted = new Map<string, (snapshot: Snapshot) => unknown>();
  /** The time at which the next snapshot expires. */
  #nextExpiryMs = Infinity;

  /** @param maxChars of all results together; more is not taken */
  constructor(maxChars = LIMITS.expositionChars) {
    this.#maxChars = maxChars;
  }

  /**
   * Takes an owner's result in place of its last; false when there is no room for it, and then the last
   * one goes all the same. Larger results of others give way, the largest first: nobody is kept out by
   * what some plugins fill the scrape with.
   */
  put(owner: string, families: readonly ValidFamily[], options: SnapshotOptions): boolean {
    if (!this.#makeRoom(owner, options.chars)) {
      this.remove(owner);
      return false;
    }
    const snapshot = new Snapshot(families, options);
    for (const make of this.#wanted.values()) make(snapshot);
    this.#snapshots.set(owner, snapshot);
    this.#changed();
    return true;
  }

  remove(owner: string): void {
    if (this.#snapshots.delete(owner)) this.#changed();
  }

  /** Drops what has expired: a plugin that stopped collecting goes absent, not flat. */
  expire(nowMs: number): void {
    if (nowMs < this.#nextExpiryMs) return;
    for (const [owner, { expiresAtMs }] of this.#snapshots) {
      if (expiresAtMs <= nowMs) this.#snapshots.delete(owner);
    }
    this.#changed();
  }

  /** The exposition of one owner; undefined when it has none. */
  findBody(owner: string, nowMs: number): Uint8Array<ArrayBuffer> | undefined {
    this.expire(nowMs);
    return this.#snapshots.get(owner)?.bytes("text");
  }

  /** Returns how many series an owner has now. */
  series(owner: string): number {
    return this.#snapshots.get(owner)?.series ?? 0;
  }

  totalSeries(): number {
    return [...this.#snapshots.values()].reduce((sum, { series }) => sum + series, 0);
  }

  /** The whole exposition. The same array is handed out until something changes: do not write to it. */
  body(
    format: ExpositionFormat,
    encoding: ContentEncoding,
    nowMs: number,
  ): Uint8Array<ArrayBuffer> {
    this.expire(nowMs);
    const key = `${format} ${encoding}`;
    const known = this.#bodies.get(key);
    if (known) return known;
    this.#wanted.set(
      key,
      (snapshot) => encoding === "gzip" ? snapshot.gzip(format) : snapshot.bytes(format),
    );
    const body = encoding === "gzip" ? this.#joinGzip(format) : this.#join(format);
    this.#bodies.set(key, body);
    return body;
  }

  #makeRoom(owner: string, chars: number): boolean {
    const others = [...this.#snapshots].filter(([other]) => other !== owner)
      .sort(([, a], [, b]) => a.chars - b.chars);
    let total = chars;
    for (const [, other] of others) total += other.chars;
    // Whatever does not come to room for this one goes on as it is.
    const larger = others.filter(([, other]) => other.chars > chars);
    const most = larger.reduce((sum, [, other]) => sum + other.chars, 0);
    if (total - most > this.#maxChars) return false;
    while (total > this.#maxChars) {
      const [name = "", largest] = larger.pop() ?? [];
      total -= largest?.chars ?? 0;
      this.remove(name);
    }
    return true;
  }

  #join(format: ExpositionFormat): Uint8Array<ArrayBuffer> {
    const parts = this.#ordered().map((snapshot) => snapshot.bytes(format));
    return concatenate(format === "openmetrics" ? [...parts, END] : parts);
  }

  #joinGzip(format: ExpositionFormat): Uint8Array<ArrayBuffer> {
    const parts = this.#ordered().map((snapshot) => snapshot.gzip(format));
    return joinGzip(format === "openmetrics" ? [...parts, END_GZIP] : parts);
  }

  #ordered(): Snapshot[] {
    return [...this.#snapshots].sort(([a], [b]) => a < b ? -1 : 1).map(([, snapshot]) => snapshot);
  }

  #changed(): void {
    this.#bodies.clear();
    this.#nextExpiryMs = Math.min(
      Infinity,
      ...[...this.#snapshots.values()].map(({ expiresAtMs }) => expiresAtMs),
    );
  }
}
