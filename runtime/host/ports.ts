/** The ports of the host's parts to the outside: time, the log, and the kernel. */
import type { StopReason } from "../contract/codes.ts";
import type { HostMessage } from "../contract/message.ts";
import type { HostControl, HostRequestName, HostRequests } from "../contract/syscall.ts";

/** Time and chance. Schedules use the monotonic clock alone: the wall clock may jump. */
export interface Clock {
  /** Monotonic, milliseconds. */
  nowMs(): number;
  /** Wall clock, milliseconds since 1970. */
  unixMs(): number;
  /** Runs once after a delay; the answer cancels it. */
  after(delayMs: number, run: () => void): () => void;
  /** A number from 0 to 1. */
  random(): number;
}

/** A listener to one guest. */
export interface GuestListener {
  readonly onFrame: (payload: Uint8Array) => void;
  readonly onExit: (reason: StopReason, detail: string) => void;
}

/** The kernel as the host sees it. */
export interface KernelPort {
  /**
   * Starts the process of a revision that the kernel admitted. The listener hears everything from the
   * first frame on.
   *
   * @throws {KernelError} when it could not be started.
   */
  spawn(
    plugin: string,
    revision: string,
    listener: GuestListener,
  ): Promise<HostRequests["spawn"]["value"]>;
  /** @throws {KernelError} when the kernel refuses or fails. */
  request<Name extends Exclude<HostRequestName, "spawn">>(
    call: Name,
    args: HostRequests[Name]["args"],
  ): Promise<HostRequests[Name]["value"]>;
  sendGuest(stream: number, message: HostMessage): void;
  /** Tells the kernel without waiting for an answer. */
  tell(message: Exclude<HostControl, { type: "request" }>): void;
}
