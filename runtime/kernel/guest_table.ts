import { LIMITS } from "../contract/limits.ts";
import type { StopReason } from "../contract/codes.ts";
import type { PluginSpec } from "../contract/syscall.ts";
import { GuestProcess } from "./relay/guest_process.ts";
import { spawnChild } from "./sandbox/child.ts";
import { readResidentBytes } from "./sandbox/usage.ts";

/** One running guest, and the spec whose grant it has. */
export interface Guest {
  readonly stream: number;
  readonly spec: PluginSpec;
  readonly process: GuestProcess;
}

/** What the table tells. */
export interface GuestTableEvents {
  readonly onFrame: (stream: number, payload: Uint8Array) => void;
  readonly onStderr: (plugin: string, line: string) => void;
  readonly onEnd: (stream: number, reason: StopReason, detail: string) => void;
}

/** Memory of an empty guest, on top of which its manifest's budget comes. */
const BASE_RESIDENT_BYTES = 112 * 1024 * 1024;
const WATCH_INTERVAL_MS = 500;
/** A reload runs the new guest beside the old, and a stopping one may still be there. */
const MAX_PER_PLUGIN = 4;

/** All running guests by their stream on the link. */
export class GuestTable {
  readonly #events: GuestTableEvents;
  readonly #guests = new Map<number, Guest>();
  #lastStream = 0;
  #watch: ReturnType<typeof setInterval> | undefined;

  constructor(events: GuestTableEvents) {
    this.#events = events;
  }

  get(stream: number): Guest | undefined {
    return this.#guests.get(stream);
  }

  all(): Guest[] {
    return [...this.#guests.values()];
  }

  /** Whether the plugin has as many processes as it may. */
  isFull(plugin: string): boolean {
    return this.all().filter((guest) => guest.spec.name === plugin).length >= MAX_PER_PLUGIN;
  }

  start(spec: PluginSpec, env: Readonly<Record<string, string>>): Guest {
    const stream = ++this.#lastStream;
    const process = new GuestProcess(spawnChild(spec.command, env), {
      onFrame: (payload) => this.#events.onFrame(stream, payload),
      onStderr: (line) => this.#events.onStderr(spec.name, line),
      onEnd: ({ reason, detail }) => {
        this.#guests.delete(stream);
        if (this.#guests.size === 0) this.#stopWatch();
        this.#events.onEnd(stream, reason, detail);
      },
    });
    const guest = { stream, spec, process };
    this.#guests.set(stream, guest);
    this.#watch ??= setInterval(() => void this.#watchMemory(), WATCH_INTERVAL_MS);
    return guest;
  }

  /** Kills all at once and waits until they are gone. */
  async killAll(): Promise<void> {
    const guests = this.all();
    for (const { process } of guests) process.kill();
    await Promise.all(guests.map(({ process }) => process.ended));
    this.#stopWatch();
  }

  #stopWatch(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  async #watchMemory(): Promise<void> {
    await Promise.all(
      this.all().map(async ({ process, spec }) => {
        const bytes = await readResidentBytes(process.pid);
        const limit = BASE_RESIDENT_BYTES + spec.memoryBytes;
        if (bytes === undefined || bytes <= limit) return;
        const detail = `It used ${bytes} bytes of memory, ${limit} are allowed for it`;
        process.stop("memory_limit", detail, LIMITS.guestWriteStallMs);
      }),
    );
  }
}
