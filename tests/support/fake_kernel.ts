import type { StopReason } from "../../runtime/contract/codes.ts";
import { EMPTY_GRANT } from "../../runtime/policy/permissions/empty_grant.ts";
import type { GuestMessage, HostMessage } from "../../runtime/contract/message.ts";
import type {
  HostControl,
  HostRequestName,
  PluginSpec,
  Recheck,
} from "../../runtime/contract/syscall.ts";
import { KernelError } from "../../runtime/host/kernel_error.ts";
import type { GuestListener, KernelPort } from "../../runtime/host/ports.ts";

const encoder = new TextEncoder();

/** A guest process of a test: what it was told, and the means to answer. */
export interface FakeGuest {
  readonly plugin: string;
  readonly revision: string;
  readonly stream: number;
  readonly received: HostMessage[];
  /** The reason for its end; undefined while it lives. */
  killed: StopReason | undefined;
  say(message: GuestMessage | Record<string, unknown>): void;
  sayBytes(bytes: Uint8Array): void;
  exit(reason: StopReason, detail?: string): void;
}

/** Answers a message of the host as a fake guest. */
export type Behaviour = (guest: FakeGuest, message: HostMessage) => void;

/** Answers hello, and each collection with these families. */
export function wellBehaved(families: () => readonly unknown[] = () => []): Behaviour {
  return (guest, message) => {
    if (message.type === "hello") guest.say({ type: "hello", protocol: 1 });
    if (message.type === "collect") {
      guest.say({ type: "result", id: message.id, families: families() });
    }
  };
}

/** A kernel whose guests are functions. */
export class FakeKernel implements KernelPort {
  readonly guests: FakeGuest[] = [];
  readonly told: HostControl[] = [];
  readonly requests: { call: HostRequestName; args: unknown }[] = [];
  /** The behaviour of guests, by revision; undefined refuses to start them. */
  readonly behaviours = new Map<string, Behaviour>();
  /** Answers calls of collectors. */
  answer: (call: HostRequestName, args: unknown) => Promise<unknown> = () => Promise.resolve(null);
  /** The state of everything that inactive plugins asked about. */
  recheck: Recheck = { answers: [], listeners: [] };
  readonly #listeners = new Map<number, GuestListener>();
  #lastStream = 0;

  spawn(
    plugin: string,
    revision: string,
    listener: GuestListener,
  ): Promise<{ stream: number; pid: number }> {
    if (!this.behaviours.has(revision)) {
      return Promise.reject(new KernelError("plugin_not_found", "No such revision"));
    }
    const stream = ++this.#lastStream;
    this.#listeners.set(stream, listener);
    const guest: FakeGuest = {
      plugin,
      revision,
      stream,
      received: [],
      killed: undefined,
      say: (message) => listener.onFrame(encoder.encode(JSON.stringify(message))),
      sayBytes: (bytes) => listener.onFrame(bytes),
      exit: (reason, detail = "") => {
        if (this.#listeners.delete(stream)) listener.onExit(reason, detail);
      },
    };
    this.guests.push(guest);
    return Promise.resolve({ stream, pid: 1_000 + stream });
  }

  async request(call: HostRequestName, args: unknown): Promise<never> {
    this.requests.push({ call, args });
    if (call === "kill") {
      const { stream, reason } = args as { stream: number; reason: StopReason };
      const guest = this.guests.find((one) => one.stream === stream);
      if (guest) {
        guest.killed ??= reason;
        queueMicrotask(() => guest.exit(reason));
      }
      return null as never;
    }
    return await (call === "recheck" ? this.recheck : this.answer(call, args)) as never;
  }

  sendGuest(stream: number, message: HostMessage): void {
    const guest = this.guests.find((one) => one.stream === stream);
    if (!guest || guest.killed) return;
    guest.received.push(message);
    // As over a pipe: never within the call.
    queueMicrotask(() => this.behaviours.get(guest.revision)?.(guest, message));
  }

  tell(message: HostControl): void {
    this.told.push(message);
  }
}

/** A spec with everything filled in. */
export function fakeSpec(overrides: Partial<PluginSpec> = {}): PluginSpec {
  return {
    name: "demo",
    version: "1.0.0",
    description: "A demo",
    digest: "d".repeat(64),
    revision: "r1",
    intervalMs: 15_000,
    timeoutMs: 10_000,
    memoryBytes: 64 * 1024 * 1024,
    seriesLimit: 100,
    metrics: [
      { name: "llm_monitor_demo_value_ratio", type: "gauge", help: "A value.", labels: [] },
    ],
    config: {},
    grant: EMPTY_GRANT,
    denied: [],
    approval: "free",
    command: ["deno"],
    ...overrides,
  };
}

/** One result of the demo plugin. */
export function demoFamilies(value = 0.5): readonly unknown[] {
  return [{ name: "llm_monitor_demo_value_ratio", samples: [{ labels: {}, value }] }];
}
