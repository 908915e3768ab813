import { CONTROL_STREAM } from "../contract/syscall.ts";
import type {
  HostControl,
  HostRequestName,
  HostRequests,
  KernelControl,
} from "../contract/syscall.ts";
import type { HostMessage } from "../contract/message.ts";
import { LIMITS } from "../contract/limits.ts";
import { decodeJson } from "../wire/decode_json.ts";
import { FrameReader } from "../wire/frame_reader.ts";
import { decodeLinkFrame, encodeLinkMessage } from "../wire/link_frame.ts";
import { KernelError } from "./kernel_error.ts";
import type { GuestListener, KernelPort } from "./ports.ts";

type Return = Extract<KernelControl, { type: "return" }>;
type Directive = Exclude<KernelControl, { type: "return" } | { type: "exited" }>;

/** The number of a guest's frames after which the kernel is told that there is room again. */
const CREDIT_BATCH = LIMITS.guestCreditFrames / 2;

/** The host's end of the link: requests with their answers, and the frames of every guest. */
export class KernelLink implements KernelPort {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #onDirective: (directive: Directive) => void;
  readonly #open = new Map<number, (answer: Return) => void>();
  readonly #guests = new Map<number, { listener: GuestListener; handled: number }>();
  #lastId = 0;

  constructor(
    write: (bytes: Uint8Array) => void,
    onDirective: (directive: Directive) => void,
  ) {
    this.#write = write;
    this.#onDirective = onDirective;
  }

  /** Reads the link until the kernel closes it. */
  async read(input: AsyncIterable<Uint8Array>): Promise<void> {
    const reader = new FrameReader(LIMITS.linkFrameBytes);
    for await (const chunk of input) {
      for (const body of reader.push(chunk)) {
        const { stream, payload } = decodeLinkFrame(body);
        if (stream === CONTROL_STREAM) this.#onControl(decodeJson(payload) as KernelControl);
        else this.#onGuestFrame(stream, payload);
      }
    }
  }

  spawn(
    plugin: string,
    revision: string,
    listener: GuestListener,
  ): Promise<HostRequests["spawn"]["value"]> {
    return this.#request("spawn", { plugin, revision }, ({ stream }) => {
      // At once, not in a later turn: the guest's first frame may be in the same chunk.
      this.#guests.set(stream, { listener, handled: 0 });
    });
  }

  request<Name extends Exclude<HostRequestName, "spawn">>(
    call: Name,
    args: HostRequests[Name]["args"],
  ): Promise<HostRequests[Name]["value"]> {
    return this.#request(call, args);
  }

  sendGuest(stream: number, message: HostMessage): void {
    this.#write(encodeLinkMessage(stream, message));
  }

  tell(message: HostControl): void {
    this.#write(encodeLinkMessage(CONTROL_STREAM, message));
  }

  #request<Name extends HostRequestName>(
    call: Name,
    args: HostRequests[Name]["args"],
    onValue?: (value: HostRequests[Name]["value"]) => void,
  ): Promise<HostRequests[Name]["value"]> {
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<HostRequests[Name]["value"]>();
    this.#open.set(id, (answer) => {
      if (!answer.ok) return reject(new KernelError(answer.code, answer.message));
      const value = answer.value as HostRequests[Name]["value"];
      onValue?.(value);
      resolve(value);
    });
    this.tell({ type: "request", id, call, args });
    return promise;
  }

  #onControl(message: KernelControl): void {
    if (message.type === "return") {
      this.#open.get(message.id)?.(message);
      this.#open.delete(message.id);
    } else if (message.type === "exited") {
      const guest = this.#guests.get(message.stream);
      this.#guests.delete(message.stream);
      guest?.listener.onExit(message.reason, message.detail);
    } else {
      this.#onDirective(message);
    }
  }

  #onGuestFrame(stream: number, payload: Uint8Array): void {
    const guest = this.#guests.get(stream);
    if (!guest) return;
    guest.listener.onFrame(payload);
    if (++guest.handled % CREDIT_BATCH === 0) {
      this.tell({ type: "credit", stream, frames: CREDIT_BATCH });
    }
  }
}
