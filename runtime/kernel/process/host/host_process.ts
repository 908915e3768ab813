import { LIMITS } from "../../../contract/limits.ts";
import { CONTROL_STREAM } from "../../../contract/syscall.ts";
import type { HostControl, KernelControl } from "../../../contract/syscall.ts";
import { decodeJson } from "../../../wire/decode_json.ts";
import { FrameReader } from "../../../wire/frame_reader.ts";
import { decodeLinkFrame, encodeLinkFrame } from "../../../wire/link_frame.ts";
import { readChunks } from "../../../wire/read_chunks.ts";
import { encodeForHost } from "./host_messages.ts";
import { SilenceWatch } from "./silence_watch.ts";
import { signalGroup, spawnChild } from "../child/child.ts";
import { NICENESS } from "../priority/priority.ts";
import { setSessionNiceness } from "../priority/session_priority.ts";
import { drainStderr } from "../child/stderr_lines.ts";
import { WriteQueue } from "../child/write_queue.ts";

/** Events of the host process. */
export interface HostEvents {
  readonly onControl: (message: HostControl) => void;
  /** A message for the guest of a stream, still encoded. */
  readonly onGuestFrame: (stream: number, payload: Uint8Array) => void;
  readonly onStderr: (line: string) => void;
  /** The host broke the protocol of the link; it has to be ended. */
  readonly onViolation: (error: unknown) => void;
}

const STDERR_LIMITS = {
  passBytes: 1024 * 1024,
  passLines: 1_000,
  killBytes: Infinity,
  windowMs: 1_000,
};
const WRITE_LIMITS = { maxBytes: 256 * 1024 * 1024, stallMs: 10_000 };

/** The one host: its process and its end of the link. */
export class HostProcess {
  readonly pid: number;
  readonly status: Promise<Deno.CommandStatus>;
  readonly #child: Deno.ChildProcess;
  readonly #input: WriteQueue;
  readonly #silence: SilenceWatch;

  constructor(
    command: readonly string[],
    env: Readonly<Record<string, string>>,
    events: HostEvents,
  ) {
    this.#child = spawnChild(command, env, { keepsStanding: true });
    this.pid = this.#child.pid;
    // Without the right to it the host is like everybody else, as the layer raised_priority says.
    void setSessionNiceness(this.pid, NICENESS.raised);
    this.status = this.#child.status;
    this.#silence = new SilenceWatch(this.pid, () => {
      events.onViolation(new Error("It has been silent for a minute"));
    });
    void this.status.then(() => this.#silence.stop());
    this.#input = new WriteQueue(this.#child.stdin.getWriter(), {
      ...WRITE_LIMITS,
      reader: this.pid,
    }, (failure) => {
      if (failure !== "closed") events.onViolation(new Error(`The host's pipe is ${failure}`));
    });
    void this.#read(events);
    void drainStderr(readChunks(this.#child.stderr), {
      limits: STDERR_LIMITS,
      now: () => performance.now(),
      onLine: events.onStderr,
      onFlood: () => {},
    });
  }

  send(message: KernelControl): void {
    for (const frame of encodeForHost(message)) this.#input.push(frame);
  }

  sendGuestFrame(stream: number, payload: Uint8Array): void {
    this.#input.push(encodeLinkFrame(stream, payload));
  }

  /** Closes the link: the host ends when it sees that. */
  close(): void {
    this.#input.close();
  }

  kill(): void {
    signalGroup(this.#child, "SIGKILL");
  }

  #onControl(payload: Uint8Array, events: HostEvents): void {
    const message = decodeJson(payload) as HostControl;
    // From then on it asks for the use of resources again and again; in a single run it does not.
    if (message.type === "listening") this.#silence.start();
    events.onControl(message);
  }

  async #read(events: HostEvents): Promise<void> {
    const reader = new FrameReader(LIMITS.linkFrameBytes);
    try {
      for await (const chunk of readChunks(this.#child.stdout)) {
        for (const body of reader.push(chunk)) {
          const { stream, payload } = decodeLinkFrame(body);
          this.#silence.heard();
          if (stream === CONTROL_STREAM) this.#onControl(payload, events);
          else events.onGuestFrame(stream, payload);
        }
      }
    } catch (error) {
      events.onViolation(error);
    }
  }
}
