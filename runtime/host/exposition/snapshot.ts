import type { ValidFamily } from "../../contract/metric.ts";
import { encodeOpenMetrics } from "../../metrics/encode_openmetrics.ts";
import { encodeText } from "../../metrics/encode_text.ts";
import { gzipChunk } from "./gzip_join.ts";
import type { GzipChunk } from "./gzip_join.ts";

export type ExpositionFormat = "text" | "openmetrics";

/** Facts about a result besides its families. */
export interface SnapshotOptions {
  readonly series: number;
  /** About how many characters of text it comes to. */
  readonly chars: number;
  /** On a monotonic clock. */
  readonly expiresAtMs: number;
}

const encoder = new TextEncoder();

/** One owner's result. Each format and its compressed form are made when first asked for, once. */
export class Snapshot {
  readonly series: number;
  readonly chars: number;
  readonly expiresAtMs: number;
  readonly #families: readonly ValidFamily[];
  readonly #bytes = new Map<ExpositionFormat, Uint8Array<ArrayBuffer>>();
  readonly #gzip = new Map<ExpositionFormat, GzipChunk>();

  constructor(
    families: readonly ValidFamily[],
    { series, chars, expiresAtMs }: SnapshotOptions,
  ) {
    this.#families = families;
    this.series = series;
    this.chars = chars;
    this.expiresAtMs = expiresAtMs;
  }

  bytes(format: ExpositionFormat): Uint8Array<ArrayBuffer> {
    let bytes = this.#bytes.get(format);
    if (!bytes) {
      const encode = format === "text" ? encodeText : encodeOpenMetrics;
      this.#bytes.set(format, bytes = encoder.encode(encode(this.#families)));
    }
    return bytes;
  }

  gzip(format: ExpositionFormat): GzipChunk {
    let chunk = this.#gzip.get(format);
    if (!chunk) this.#gzip.set(format, chunk = gzipChunk(this.bytes(format)));
    return chunk;
  }
}
