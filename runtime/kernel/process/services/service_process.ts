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
  /** The largest answer that is read. */
  readonly maxAnswerBytes?: number;
}

const WRITE_LIMITS = { maxBytes: LIMITS.linkFrameBytes, stallMs: 5_000 };
const STDERR_LIMITS = { passBytes: 0, passLines: 0, killBytes: Infinity, windowMs: 1_000 };

type Running = {
  readonly child: Child;
  readonly input: WriteQueue;
  readonly open: Map<number, PromiseWithResolvers<unknown>>;
};

/** One service: its process is started when it is asked, and ends when nobody asks for a while. */
export class ServiceProcess {
  readonly name: string;
  readonly #options: ServiceOptions;
  #running: Running | undefined;
  #lastId = 0;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ServiceOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** undefined while no process is needed. */
  get pid(): number | undefined {
    return this.#running?.child.pid;
  }

  /**
   * Makes one request.
   *
   * @throws {CallError} what the service answered; `timed_out`; `unavailable` when its process ended.
   */
  async call(method: string, args: readonly unknown[], timeoutMs: number): Promise<unknown> {
    clearTimeout(this.#idleTimer);
    const running = this.#running ??= this.#start();
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    running.open.set(id, answer);
    running.input.push(encodeFrame({ id, method, args }));
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
    signalGroup(running.child, "SIGKILL");
    failAll(running, this.name);
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
      // A process that stopped reading is noticed by the deadline of each request.
      input: new WriteQueue(
        child.stdin.getWriter(),
        { ...WRITE_LIMITS, reader: child.pid },
        () => {},
      ),
    };
    void this.#read(running);
    void drainStderr(readChunks(child.stderr), {
      limits: STDERR_LIMITS,
      now: () => performance.now(),
      onLine: () => {},
      onFlood: () => {},
    });
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
