import { settledWithin } from "../../../async/settled_within.ts";
import { CallError, errorText } from "../../../contract/errors.ts";
import { LIMITS } from "../../../contract/limits.ts";
import type { ServiceAnswer } from "../../../contract/service.ts";
import { decodeJson } from "../../../wire/decode_json.ts";
import { encodeFrame } from "../../../wire/encode_frame.ts";
import { FrameReader } from "../../../wire/frame_reader.ts";
import { readChunks } from "../../../wire/read_chunks.ts";
import { signalGroup, spawnChild } from "../child/child.ts";
import type { Child } from "../child/child.ts";
import { processDeadline } from "../limits/process_deadline.ts";
import { drainStderr } from "../child/stderr_lines.ts";
import { WriteQueue } from "../child/write_queue.ts";

/** Options of a service's process. */
export interface ServiceOptions {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The process ends after this time without a request. */
  readonly idleTimeoutMs: number;
  /** The largest request that is made. */
  readonly maxRequestBytes?: number;
  /** The largest answer that is read. */
  readonly maxAnswerBytes?: number;
}

const STALL_MS = 5_000;
/** A process that inherited standard error may hold it open. */
const LAST_WORDS_MS = 200;
/** Enough for what a process says before it ends by itself; nobody reads what it says otherwise. */
const STDERR_LIMITS = { passBytes: 8_000, passLines: 20, killBytes: Infinity, windowMs: 1_000 };

type Running = {
  readonly child: Child;
  readonly input: WriteQueue;
  readonly open: Map<number, PromiseWithResolvers<unknown>>;
  /** Settles when standard error was read to its end. */
  readonly said: Promise<void>;
};

/** One service: its process is started when it is asked, and ends when nobody asks for a while. */
export class ServiceProcess {
  readonly name: string;
  readonly #options: ServiceOptions;
  #running: Running | undefined;
  #lastId = 0;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  /** Settles when the process that was given up last has really gone. */
  #ended: Promise<unknown> = Promise.resolve();
  #lastWords = "";

  constructor(options: ServiceOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** undefined while no process is needed. */
  get pid(): number | undefined {
    return this.#running?.child.pid;
  }

  /** The last line that a process wrote to standard error. */
  get lastWords(): string {
    return this.#lastWords;
  }

  /** Settles when the process that was given up last has really gone. */
  get ended(): Promise<unknown> {
    return this.#ended;
  }

  /**
   * Makes one request.
   *
   * @throws {CallError} what the service answered; `too_large` for a request that is; `timed_out`;
   *   `unavailable` when its process ended, or the one before it has not.
   */
  async call(method: string, args: readonly unknown[], timeoutMs: number): Promise<unknown> {
    const id = ++this.#lastId;
    const frame = encodeFrame({ id, method, args });
    if (frame.length > this.#maxRequestBytes) {
      throw new CallError("too_large", `Cannot ask for "${method}": the request is too large`);
    }
    // One that waits for a disk does not end when it is killed: others beside it would add up.
    if (!this.#running && !await settledWithin(this.#ended, timeoutMs)) {
      throw new CallError(
        "unavailable",
        `Cannot answer: the process of ${this.name} was killed and has not ended`,
      );
    }
    clearTimeout(this.#idleTimer);
    const running = this.#running ??= this.#start();
    const answer = Promise.withResolvers<unknown>();
    running.open.set(id, answer);
    running.input.push(frame);
    const lift = processDeadline(timeoutMs, () => {
      const message = `Cannot answer "${method}": ${this.name} took longer than ${timeoutMs} ms`;
      answer.reject(new CallError("timed_out", message));
    }, running.child.pid);
    try {
      return await answer.promise;
    } finally {
      lift();
      running.open.delete(id);
      // One that was given up has no rest: the timer would end the process that came after it.
      if (running === this.#running && running.open.size === 0) this.#rest();
    }
  }

  /** Gives the process up; the next request gets another. What is open fails. */
  abandon(): void {
    clearTimeout(this.#idleTimer);
    const running = this.#running;
    this.#running = undefined;
    if (!running) return;
    this.#ended = running.child.status;
    signalGroup(running.child, "SIGKILL");
    failAll(running, this.name);
  }

  get #maxRequestBytes(): number {
    return this.#options.maxRequestBytes ?? LIMITS.linkFrameBytes;
  }

  #rest(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => this.abandon(), this.#options.idleTimeoutMs);
  }

  #start(): Running {
    const child = this.#spawn();
    const running: Running = {
      child,
      open: new Map(),
      // Requests that wait are no larger together than two of the largest.
      input: new WriteQueue(
        child.stdin.getWriter(),
        { maxBytes: 2 * this.#maxRequestBytes, stallMs: STALL_MS, reader: child.pid },
        // Nothing reaches it any more; what is open fails when it has ended.
        () => signalGroup(child, "SIGKILL"),
      ),
      said: drainStderr(readChunks(child.stderr), {
        limits: STDERR_LIMITS,
        now: () => performance.now(),
        onLine: (line) => this.#lastWords = line,
        onFlood: () => {},
      }),
    };
    void this.#read(running);
    return running;
  }

  #spawn(): Child {
    try {
      return spawnChild(this.#options.command, this.#options.env);
    } catch (cause) {
      const message = `Cannot start the process of ${this.name}: ${errorText(cause)}`;
      throw new CallError("unavailable", message, { cause });
    }
  }

  async #read(running: Running): Promise<void> {
    const reader = new FrameReader(this.#options.maxAnswerBytes ?? LIMITS.linkFrameBytes);
    try {
      for await (const chunk of readChunks(running.child.stdout)) {
        for (const payload of reader.push(chunk)) settle(running, decodeJson(payload));
      }
    } catch {
      // What does not speak the protocol any more, whatever it said, is replaced by the next call.
      signalGroup(running.child, "SIGKILL");
    } finally {
      await running.child.status;
      await settledWithin(running.said, LAST_WORDS_MS);
      if (this.#running === running) this.#running = undefined;
      failAll(running, this.name);
    }
  }
}

/** @throws {TypeError} when it is no message at all. */
function settle({ open }: Running, message: unknown): void {
  const answer = message as ServiceAnswer;
  const waiting = open.get(answer.id);
  if (answer.ok) waiting?.resolve(answer.value);
  else waiting?.reject(new CallError(answer.code, answer.message));
}

function failAll({ open }: Running, name: string): void {
  for (const { reject } of open.values()) {
    reject(new CallError("unavailable", `Cannot answer: the process of ${name} ended`));
  }
  open.clear();
}
