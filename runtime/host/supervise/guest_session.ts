import { runDeadline } from "../../async/run_deadline.ts";
import type { CallOutcome, StopReason } from "../../contract/codes.ts";
import { LIMITS, PROTOCOL_VERSION } from "../../contract/limits.ts";
import { parseGuestMessage } from "../../contract/message.ts";
import type { GuestMessage, LogLevel } from "../../contract/message.ts";
import type { Subject } from "../../contract/subject.ts";
import type { PluginSpec } from "../../contract/syscall.ts";
import { decodeJson } from "../../wire/decode_json.ts";
import { FrameError } from "../../wire/frame_error.ts";
import { KernelError } from "../kernel_error.ts";
import type { Clock, KernelPort } from "../ports.ts";
import { describeStarvation } from "./describe_starvation.ts";
import { answerCall } from "./answer_call.ts";
import { CallGate } from "./call_gate.ts";
import { LookRecord } from "./look_record.ts";

/** The end of a guest process, as far as the host knows: its first cause. */
export interface SessionEnd {
  readonly reason: StopReason;
  readonly detail: string;
}

/** The outcome of one collection in the guest. */
export type CollectAnswer =
  | { readonly kind: "result"; readonly families: readonly unknown[] }
  | { readonly kind: "inactive"; readonly reason: string }
  | { readonly kind: "failure"; readonly message: string }
  | { readonly kind: "ended"; readonly end: SessionEnd };

/** Dependencies and listeners of a session. */
export interface SessionPorts {
  readonly kernel: KernelPort;
  readonly clock: Clock;
  readonly onCall: (service: string, outcome: CallOutcome) => void;
  readonly onLog: (level: LogLevel, message: string) => void;
  readonly onSubjects: (subjects: readonly Subject[]) => void;
  /** It is late because its process has to wait for a processor. */
  readonly onStarving: (detail: string) => void;
  /** Waits until its process may start; what it answers is called once it has. */
  readonly startTurn: () => Promise<() => void>;
}

type Collection = {
  readonly id: number;
  readonly settle: (answer: CollectAnswer) => void;
  readonly calls: CallGate;
  logs: number;
};

/**
 * One guest process, from the host's side of the frames. It trusts nothing: each frame has to be one
 * that is expected now, and whatever waits for the guest has a deadline.
 */
export class GuestSession {
  readonly spec: PluginSpec;
  readonly startedMs: number;
  /** Settles once the process is known to be lost; it may take a moment to be gone. */
  readonly ended: Promise<SessionEnd>;
  runs = 0;
  /** Calls of its first collection: what a plugin that finds nothing asked. */
  readonly firstLook = new LookRecord();
  #pid: number | null = null;
  readonly #ports: SessionPorts;
  readonly #hello = Promise.withResolvers<void>();
  readonly #settleEnded: (end: SessionEnd) => void;
  readonly #gone = Promise.withResolvers<void>();
  #stream: number | undefined;
  #greeted = false;
  #collection: Collection | undefined;
  #end: SessionEnd | undefined;

  constructor(spec: PluginSpec, ports: SessionPorts) {
    this.spec = spec;
    this.#ports = ports;
    this.startedMs = ports.clock.nowMs();
    const { promise, resolve } = Promise.withResolvers<SessionEnd>();
    this.ended = promise;
    this.#settleEnded = resolve;
  }

  get pid(): number | null {
    return this.#pid;
  }

  /** The end of its process; undefined while it is alive. */
  get end(): SessionEnd | undefined {
    return this.#end;
  }

  /** Starts the process and waits for its hello. Answers how it ended when it did not get there. */
  async start(timeoutMs: number): Promise<SessionEnd | undefined> {
    const { kernel, startTurn } = this.#ports;
    const endTurn = await startTurn();
    const { end } = this;
    if (end) {
      // It was given up before it had a process: there is none to wait for.
      this.#gone.resolve();
      endTurn();
      return end;
    }
    let lift = () => {};
    try {
      const { stream, pid } = await kernel.spawn(this.spec.name, this.spec.revision, {
        onFrame: (payload) => this.#onFrame(payload),
        onExit: (reason, detail) => this.#onExit(reason, detail),
      });
      this.#stream = stream;
      this.#pid = pid;
      if (this.#end) {
        this.#kill(this.#end.reason);
        return this.#end;
      }
      // Not before: what the kernel prepares for a first start has a deadline of its own.
      lift = this.#setDeadline(timeoutMs, "start_timeout", "It did not load within");
      const { name, version, config } = this.spec;
      kernel.sendGuest(stream, {
        type: "hello",
        protocol: PROTOCOL_VERSION,
        plugin: name,
        version,
        config,
      });
      await Promise.race([this.#hello.promise, this.ended]);
    } catch (error) {
      this.#lose("spawn_failed", error instanceof Error ? error.message : String(error));
      this.#gone.resolve();
    } finally {
      lift();
      endTurn();
    }
    return this.#end;
  }

  /** Asks for one collection; never rejects. One at a time. */
  async collect(id: number, timeoutMs: number): Promise<CollectAnswer> {
    if (this.#end || this.#stream === undefined) return { kind: "ended", end: this.#lost() };
    if (this.#collection) throw new Error("Cannot collect: a collection is open");
    const { promise, resolve } = Promise.withResolvers<CollectAnswer>();
    this.#collection = { id, settle: resolve, calls: new CallGate(), logs: 0 };
    const lift = this.#setDeadline(timeoutMs, "call_timeout", "Its collection took longer than");
    this.#ports.kernel.sendGuest(this.#stream, { type: "collect", id, timeoutMs });
    const answer = await promise;
    lift();
    this.#collection = undefined;
    this.runs++;
    return answer;
  }

  /** Ends the process for a planned reason and waits until it is gone. */
  async stop(reason: StopReason, detail = ""): Promise<void> {
    this.#abandon(reason, detail);
    await this.#gone.promise;
  }

  /** Ends the process when it had its time, or could not have it for very long. */
  #setDeadline(timeoutMs: number, reason: StopReason, rule: string): () => void {
    return runDeadline({
      clock: this.#ports.clock,
      timeoutMs,
      readWaitMs: () => this.#readWaitMs(),
      onStarving: (starvation) => this.#ports.onStarving(describeStarvation(starvation)),
      onOver: (cause, starvation) => {
        if (cause === "spent") return this.#abandon(reason, `${rule} ${timeoutMs} ms`);
        this.#abandon("starved", describeStarvation(starvation));
      },
    });
  }

  async #readWaitMs(): Promise<number | undefined> {
    const stream = this.#stream;
    try {
      const answer = await this.#ports.kernel.request(
        "waits",
        stream === undefined ? {} : { stream },
      );
      return answer?.waitedMs ?? undefined;
    } catch (error) {
      // Without an answer the time that passed counts.
      if (error instanceof KernelError) return undefined;
      throw error;
    }
  }

  #onFrame(payload: Uint8Array): void {
    if (this.#end) return;
    try {
      const message = parseGuestMessage(decodeJson(payload));
      if (message) this.#onMessage(message);
      else this.#abandon("invalid_frame", "It sent a frame that is not a message of the protocol");
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#abandon(error.code, error.message);
    }
  }

  #onMessage(message: GuestMessage): void {
    switch (message.type) {
      case "hello":
        return this.#onHello(message.protocol);
      case "load_failed":
        return this.#greeted ? this.#unsolicited(message) : this.#abandon(
          "load_failed",
          message.message,
        );
      case "result":
        return this.#answer(message, { kind: "result", families: message.families });
      case "inactive":
        return this.#answer(message, { kind: "inactive", reason: message.reason });
      case "failure":
        return this.#answer(message, { kind: "failure", message: message.message });
      case "call":
        return this.#onCall(message);
      case "log":
        return this.#onLog(message);
      case "subjects":
        // Without a collection nobody asked.
        if (!this.#collection) return this.#unsolicited(message);
        return this.#ports.onSubjects(message.subjects);
    }
  }

  #onHello(protocol: number): void {
    if (this.#greeted) return this.#unsolicited({ type: "hello" });
    if (protocol !== PROTOCOL_VERSION) {
      const detail = `It speaks protocol ${protocol}, but the host speaks ${PROTOCOL_VERSION}`;
      return this.#abandon("protocol_version", detail);
    }
    this.#greeted = true;
    this.#hello.resolve();
  }

  #answer(message: { type: string; id: number }, answer: CollectAnswer): void {
    const collection = this.#collection;
    if (!collection || collection.id !== message.id) return this.#unsolicited(message);
    // A second answer in the same chunk is unsolicited, too.
    this.#collection = undefined;
    collection.settle(answer);
  }

  #onCall(message: Extract<GuestMessage, { type: "call" }>): void {
    const collection = this.#collection;
    if (!collection) return this.#unsolicited(message);
    const run = async () => {
      const answer = await answerCall(this.#ports.kernel, this.#stream ?? 0, message);
      this.#ports.onCall(answer.service, answer.outcome);
      if (this.runs === 0) this.firstLook.note(message, answer);
      if (this.#collection === collection) {
        this.#ports.kernel.sendGuest(this.#stream ?? 0, answer.message);
      }
    };
    if (!collection.calls.admit(run)) {
      const detail = `It made more than ${LIMITS.callsPerCollection} calls in one collection`;
      this.#abandon("call_flood", detail);
    }
  }

  #onLog({ level, message }: Extract<GuestMessage, { type: "log" }>): void {
    const collection = this.#collection;
    if (!collection) return this.#unsolicited({ type: "log" });
    collection.logs++;
    if (collection.logs <= LIMITS.logsPerCollection) this.#ports.onLog(level, message);
    if (collection.logs <= LIMITS.logsPerCollectionKill) return;
    const detail = `It logged more than ${LIMITS.logsPerCollectionKill} lines in one collection`;
    this.#abandon("log_flood", detail);
  }

  #unsolicited({ type }: { type: string }): void {
    this.#abandon("unsolicited_frame", `It sent "${type}" when none was expected`);
  }

  /** Gives the process up now; the kernel makes sure that it goes. */
  #abandon(reason: StopReason, detail: string): void {
    if (this.#end) return;
    this.#lose(reason, detail);
    this.#kill(reason);
  }

  #kill(reason: StopReason): void {
    const stream = this.#stream;
    if (stream === undefined) return;
    // A kernel that cannot answer is ending, and takes every guest with it.
    this.#ports.kernel.request("kill", { stream, reason }).catch(() => this.#gone.resolve());
  }

  #onExit(reason: StopReason, detail: string): void {
    this.#lose(reason, detail);
    this.#gone.resolve();
  }

  #lose(reason: StopReason, detail: string): void {
    if (this.#end) return;
    this.#end = { reason, detail };
    this.#settleEnded(this.#end);
    this.#collection?.settle({ kind: "ended", end: this.#end });
  }

  #lost(): SessionEnd {
    return this.#end ?? { reason: "spawn_failed", detail: "It was not started" };
  }
}
