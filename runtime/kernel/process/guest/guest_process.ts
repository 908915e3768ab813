import { settledWithin } from "../../../async/settled_within.ts";
import { LIMITS } from "../../../contract/limits.ts";
import { PLANNED_STOPS } from "../../../contract/codes.ts";
import type { StopReason } from "../../../contract/codes.ts";
import { encodeFrame, makeFrame } from "../../../wire/encode_frame.ts";
import { FrameError } from "../../../wire/frame_error.ts";
import { FrameReader } from "../../../wire/frame_reader.ts";
import { readChunks } from "../../../wire/read_chunks.ts";
import { signalGroup } from "../child/child.ts";
import type { Child } from "../child/child.ts";
import { waitUntilGone } from "../child/inner_pid.ts";
import { exitReason, innerStatus } from "../child/exit_reason.ts";
import { drainStderr } from "../child/stderr_lines.ts";
import { WriteQueue } from "../child/write_queue.ts";
import type { WriteFailure } from "../child/write_queue.ts";
import { Credit } from "./credit.ts";

/** The end of a guest: the first cause, and a sentence. */
export interface GuestEnd {
  readonly reason: StopReason;
  readonly detail: string;
}

/** Events of a guest process. */
export interface GuestEvents {
  readonly onFrame: (payload: Uint8Array) => void;
  readonly onStderr: (line: string) => void;
  readonly onEnd: (end: GuestEnd) => void;
}

/** The time for which the pipes of an ended process are still read: a grandchild may hold them open. */
const PIPE_GRACE_MS = 500;

const WRITE_FAILURES: Record<Exclude<WriteFailure, "closed">, GuestEnd> = {
  stalled: { reason: "write_timeout", detail: "It did not read its standard input in time" },
  full: {
    reason: "write_timeout",
    detail: "Too much of its standard input was waiting to be read",
  },
};

/** One guest: its pipes relayed, its end noticed, its stop enforced. */
export class GuestProcess {
  readonly pid: number;
  /** The process that was started, which leads the session. */
  readonly leader: number;
  /** Settles when the process is gone and its pipes are done with. */
  readonly ended: Promise<void>;
  readonly #child: Child;
  readonly #events: GuestEvents;
  readonly #credit = new Credit(LIMITS.guestCreditFrames);
  readonly #input: WriteQueue;
  #end: GuestEnd | undefined;
  /** The fault of its last output, when its process had ended by itself. */
  #lastFault: GuestEnd | undefined;
  #gone = false;

  /** @param pid the guest itself, where the process that was started is in front of it. */
  constructor(child: Child, events: GuestEvents, pid: number = child.pid) {
    this.#child = child;
    this.#events = events;
    this.pid = pid;
    this.leader = child.pid;
    const writer = child.stdin.getWriter();
    this.#input = new WriteQueue(
      writer,
      {
        maxBytes: LIMITS.guestWriteQueueBytes,
        stallMs: LIMITS.guestWriteStallMs,
        reader: pid,
      },
      (failure) => this.#inputFailed(failure),
    );
    this.ended = this.#watch();
  }

  /** Passes a message of the host on; its length was checked on the link. */
  send(payload: Uint8Array): void {
    if (!this.#gone) this.#input.push(makeFrame(payload));
  }

  grant(frames: number): void {
    this.#credit.grant(frames, LIMITS.guestCreditFrames);
  }

  /** Ends the process for this reason, unless another came first; politely when it was planned. */
  stop(reason: StopReason, detail: string, stopTimeoutMs: number): void {
    if (this.#end || this.#gone) return;
    this.#end = { reason, detail };
    if (PLANNED_STOPS.has(reason)) void this.#stopPolitely(stopTimeoutMs);
    else this.kill();
  }

  /** SIGKILL to the whole group, now. */
  kill(): void {
    if (!this.#gone) signalGroup(this.#child, "SIGKILL");
  }

  /** stop frame, end of input, SIGTERM, SIGKILL; each step only when the one before did not do. */
  async #stopPolitely(stopTimeoutMs: number): Promise<void> {
    this.#input.push(encodeFrame({ type: "stop" }));
    this.#input.close();
    if (await this.#goneWithin(stopTimeoutMs / 2)) return;
    signalGroup(this.#child, "SIGTERM");
    if (await this.#goneWithin(stopTimeoutMs / 2)) return;
    this.kill();
  }

  async #goneWithin(timeoutMs: number): Promise<boolean> {
    await settledWithin(this.#child.status, timeoutMs);
    return this.#gone;
  }

  #inputFailed(failure: WriteFailure): void {
    // A closed pipe is how an exit looks from here; the exit itself is told by the status.
    if (failure === "closed") return;
    const { reason, detail } = WRITE_FAILURES[failure];
    this.stop(reason, detail, 0);
  }

  async #watch(): Promise<void> {
    const pipes = Promise.all([this.#relayOutput(), this.#relayStderr()]);
    const status = await this.#child.status;
    this.#gone = true;
    // What the guest left behind in its group goes with it, and itself, where it was behind another.
    signalGroup(this.#child, "SIGKILL");
    if (this.pid !== this.leader) await waitUntilGone(this.pid);
    this.#credit.grant(LIMITS.guestCreditFrames, LIMITS.guestCreditFrames);
    await settledWithin(pipes, PIPE_GRACE_MS);
    this.#input.close();
    // A crash cuts off a frame as well; then the crash is the cause.
    const lastFault = status.success ? this.#lastFault : undefined;
    const end = this.pid !== this.leader ? innerStatus(status) : status;
    this.#events.onEnd(this.#end ?? lastFault ?? exitReason(end));
  }

  async #relayOutput(): Promise<void> {
    const reader = new FrameReader(LIMITS.guestFrameBytes);
    try {
      for await (const chunk of readChunks(this.#child.stdout)) {
        for (const payload of reader.push(chunk)) {
          await this.#credit.take();
          if (!this.#end) this.#events.onFrame(payload);
        }
      }
      reader.end();
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      await this.#outputFailed(error);
    }
  }

  async #outputFailed({ code, message }: FrameError): Promise<void> {
    // Mostly its output ends because it ends; the pipe is only seen first.
    if (code === "truncated_frame") await this.#goneWithin(PIPE_GRACE_MS / 2);
    if (this.#gone) this.#lastFault = { reason: code, detail: message };
    else this.stop(code, message, 0);
  }

  #relayStderr(): Promise<void> {
    return drainStderr(readChunks(this.#child.stderr), {
      limits: {
        passBytes: LIMITS.stderrPassBytes,
        passLines: LIMITS.stderrPassLines,
        killBytes: LIMITS.stderrKillBytes,
        windowMs: LIMITS.stderrWindowMs,
      },
      now: () => performance.now(),
      onLine: this.#events.onStderr,
      onFlood: () => this.stop("stderr_flood", "It wrote too much to standard error", 0),
    });
  }
}
