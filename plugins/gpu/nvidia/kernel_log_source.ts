import { CallError } from "@llm-monitor/sdk";
import type { PluginContext } from "@llm-monitor/sdk";
import type { FailureReason } from "../parse/failure.ts";
import { parseSxid, parseXid } from "../parse/kernel_log.ts";
import type { SourceReport } from "../source_report.ts";

const XID_LINES = "NVRM: Xid";
const SXID_LINES = "nvidia-nvswitch";
/** A log that cannot be read is not asked in every collection. */
const ASK_AGAIN_MS = 60_000;
/** More kinds of error than a card has; a log that is made up has no end. */
const MAX_KINDS = 256;

/** Errors of one kind on one card or switch, since the machine was started. */
export interface ErrorCount {
  readonly busId: string;
  /** The Xid, or the SXid. */
  readonly number: string;
  readonly isFatal: boolean;
  readonly count: number;
  readonly lastUnixSeconds: number;
}

/** The kernel's log, as far as it tells of the cards. */
export interface KernelLogAnswer {
  readonly reports: readonly SourceReport[];
  readonly xids: readonly ErrorCount[];
  readonly sxids: readonly ErrorCount[];
  /** Lines that were overwritten before they could be read; undefined while the log is not readable. */
  readonly missed?: number;
}

/** Outcomes that say something about the machine, under the reasons of a source. */
const REASONS: Readonly<Record<string, FailureReason>> = {
  access_denied: "access_denied",
  not_found: "access_denied",
  failed: "failed",
  timed_out: "timed_out",
};

/** Counts the errors that the driver writes to the kernel's log: nvidia-smi tells nothing of them. */
export class KernelLogSource {
  readonly #xids = new Map<string, ErrorCount>();
  readonly #sxids = new Map<string, ErrorCount>();
  #after = { xid: -1, sxid: -1 };
  #missed: number | undefined;
  #nextMs = -Infinity;
  #failure: SourceReport | undefined;

  async read({ kmsg }: PluginContext<unknown>, nowMs: number): Promise<KernelLogAnswer> {
    if (nowMs >= this.#nextMs) await this.#readNow(kmsg, nowMs);
    const run = { stdout: "" };
    return {
      reports: [this.#failure ?? { source: "kernel_log", run }],
      xids: [...this.#xids.values()],
      sxids: [...this.#sxids.values()],
      ...(this.#failure === undefined && this.#missed !== undefined && { missed: this.#missed }),
    };
  }

  async #readNow(kmsg: PluginContext["kmsg"], nowMs: number): Promise<void> {
    try {
      const xids = await kmsg.lines(XID_LINES, this.#after.xid);
      const sxids = await kmsg.lines(SXID_LINES, this.#after.sxid);
      this.#missed = xids.missed;
      for (const { text, sequence, unixSeconds } of xids.lines) {
        this.#after.xid = sequence;
        const line = parseXid(text);
        if (line) add(this.#xids, { ...line, number: line.xid, isFatal: false, unixSeconds });
      }
      for (const { text, sequence, unixSeconds } of sxids.lines) {
        this.#after.sxid = sequence;
        const line = parseSxid(text);
        if (line) add(this.#sxids, { ...line, number: line.sxid, unixSeconds });
      }
      this.#failure = undefined;
    } catch (error) {
      const reason = error instanceof CallError ? REASONS[error.code] : undefined;
      if (reason === undefined || !(error instanceof CallError)) throw error;
      this.#nextMs = nowMs + ASK_AGAIN_MS;
      const { message } = error;
      this.#failure = { source: "kernel_log", run: { stdout: "" }, failure: { reason, message } };
    }
  }
}

function add(
  counts: Map<string, ErrorCount>,
  { busId, number, isFatal, unixSeconds }: {
    busId: string;
    number: string;
    isFatal: boolean;
    unixSeconds: number;
  },
): void {
  const key = `${busId} ${number} ${isFatal}`;
  const known = counts.get(key);
  if (!known && counts.size >= MAX_KINDS) return;
  counts.set(key, {
    busId,
    number,
    isFatal,
    count: (known?.count ?? 0) + 1,
    lastUnixSeconds: Math.max(known?.lastUnixSeconds ?? 0, unixSeconds),
  });
}
