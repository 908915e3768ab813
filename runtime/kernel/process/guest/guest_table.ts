import { PLANNED_STOPS } from "../../../contract/codes.ts";
import type { StopReason } from "../../../contract/codes.ts";
import type { PluginSpec } from "../../../contract/syscall.ts";
import { CrashLoops } from "./crash_loops.ts";
import { GuestProcess } from "./guest_process.ts";
import { signalGroup, spawnChild } from "../child/child.ts";
import type { Child } from "../child/child.ts";
import { waitForInnerPid } from "../child/inner_pid.ts";
import type { SurvivorWatch } from "../child/survivor_watch.ts";
import { CpuWatch } from "../limits/cpu_watch.ts";
import type { CpuLimit } from "../limits/cpu_watch.ts";
import { GuestPriority } from "../priority/guest_priority.ts";
import { readVitals } from "../limits/usage.ts";
import { RunShare } from "../limits/run_share.ts";
import { WaitMeter } from "../limits/wait_meter.ts";

/** One running guest, and the spec whose grant it has. */
export interface Guest {
  readonly stream: number;
  readonly spec: PluginSpec;
  readonly process: GuestProcess;
  readonly cpu: CpuWatch;
  readonly priority: GuestPriority;
  readonly waits: WaitMeter;
  readonly share: RunShare;
  /** True if it was logged that it takes much CPU. */
  isWarned: boolean;
  /** True if it does something, as far as the last check and the last message show. */
  isActive: boolean;
}

/** Circumstances in which the processes of guests start. */
export interface GuestStarting {
  /** See `spawnChild`. */
  readonly setsid: string | undefined;
  /** True if `bwrap` stays in front of each. */
  readonly isFenced: boolean;
  /**
   * Ends each that is behind `bwrap` when the kernel is killed: `bwrap` has its child a moment before it
   * asks for a signal at the kernel's death, and none is left to it over a guest with a user of its own.
   * A guest gets its first message, without which it ends with its input, only after this knows of it.
   */
  readonly survivors?: SurvivorWatch | undefined;
}

/** Events of the table. */
export interface GuestTableEvents {
  readonly onFrame: (stream: number, payload: Uint8Array) => void;
  readonly onStderr: (plugin: string, line: string) => void;
  readonly onEnd: (stream: number, reason: StopReason, detail: string) => void;
  /** A guest that will be ended soon if it goes on like this. */
  readonly onWarning: (plugin: string, message: string) => void;
}

/** Memory of an empty guest, on top of which its manifest's budget comes. */
const BASE_RESIDENT_BYTES = 112 * 1024 * 1024;
/** Between two looks at all, while one of them does something, and while none does. */
const WATCH_MS = { active: 500, calm: 1_000 } as const;
/** A guest that uses less of a CPU only waits. */
const CALM_SHARE = 0.02;
/** A reload runs the new guest beside the old, and a stopping one may still be there. */
const MAX_PER_PLUGIN = 4;

/** All running guests by their stream on the link. */
export class GuestTable {
  readonly #events: GuestTableEvents;
  readonly #cpuLimit: () => CpuLimit;
  readonly #starting: GuestStarting;
  readonly #guests = new Map<number, Guest>();
  /** Those that are not behind their fence yet, by plugin. */
  readonly #born = new Map<Child, string>();
  readonly #crashLoops = new CrashLoops();
  #lastStream = 0;
  #watch: ReturnType<typeof setInterval> | undefined;
  /** True if it looks often. */
  #isPrompt = false;

  constructor(
    events: GuestTableEvents,
    cpuLimit: () => CpuLimit,
    starting: GuestStarting = { setsid: undefined, isFenced: false },
  ) {
    this.#events = events;
    this.#cpuLimit = cpuLimit;
    this.#starting = starting;
  }

  get(stream: number): Guest | undefined {
    return this.#guests.get(stream);
  }

  all(): Guest[] {
    return [...this.#guests.values()];
  }

  /** Returns whether the plugin has as many processes as it may. */
  isFull(plugin: string): boolean {
    const names = [...this.all().map(({ spec }) => spec.name), ...this.#born.values()];
    return names.filter((name) => name === plugin).length >= MAX_PER_PLUGIN;
  }

  /** @throws {Error} when its process cannot be started. */
  async start(spec: PluginSpec, env: Readonly<Record<string, string>>): Promise<Guest> {
    const stream = ++this.#lastStream;
    const startMs = performance.now();
    const { setsid, isFenced } = this.#starting;
    const survivors = isFenced ? this.#starting.survivors : undefined;
    const child = spawnChild(spec.command, env, { setsid });
    const priority = new GuestPriority(child.pid);
    if (this.#crashLoops.has(spec.name)) priority.beginLowered(startMs);
    survivors?.prepare();
    const pid = isFenced ? await this.#pidBehindFence(child, spec.name) : child.pid;
    survivors?.add(pid);
    priority.moveTo(pid);
    const process = new GuestProcess(child, {
      onFrame: (payload) => this.#events.onFrame(stream, payload),
      onStderr: (line) => this.#events.onStderr(spec.name, line),
      onEnd: ({ reason, detail }) => {
        this.#guests.delete(stream);
        survivors?.remove(pid);
        if (this.#guests.size === 0) this.#stopWatch();
        const livedMs = performance.now() - startMs;
        this.#crashLoops.ended(spec.name, { livedMs, wasPlanned: PLANNED_STOPS.has(reason) });
        this.#events.onEnd(stream, reason, detail);
      },
    }, pid);
    const cpu = new CpuWatch(this.#cpuLimit());
    const waits = new WaitMeter(pid);
    const guest = {
      stream,
      spec,
      process,
      cpu,
      priority,
      waits,
      share: new RunShare(waits),
      isWarned: false,
      isActive: true,
    };
    this.#guests.set(stream, guest);
    this.#setPace();
    return guest;
  }

  /** Passes a message of the host on to a guest, which then has something to do. */
  send(stream: number, payload: Uint8Array): void {
    const guest = this.#guests.get(stream);
    if (!guest) return;
    guest.process.send(payload);
    guest.isActive = true;
    this.#setPace();
  }

  async #pidBehindFence(child: Child, plugin: string): Promise<number> {
    this.#born.set(child, plugin);
    try {
      return await waitForInnerPid(child);
    } finally {
      this.#born.delete(child);
    }
  }

  /** Kills all at once and waits until they are gone. */
  async killAll(): Promise<void> {
    const guests = this.all();
    const born = [...this.#born.keys()];
    for (const { process } of guests) process.kill();
    for (const child of born) signalGroup(child, "SIGKILL");
    await Promise.all([
      ...guests.map(({ process }) => process.ended),
      ...born.map((child) => child.status),
    ]);
    this.#stopWatch();
  }

  #stopWatch(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  #watchAll(): void {
    for (const guest of this.all()) this.#watchOne(guest);
    this.#setPace();
  }

  /** Looks at all again and again, more often while one of them has something to do. */
  #setPace(): void {
    if (this.#guests.size === 0) return;
    const isPrompt = this.all().some(({ isActive }) => isActive);
    if (this.#watch !== undefined && isPrompt === this.#isPrompt) return;
    this.#stopWatch();
    this.#isPrompt = isPrompt;
    this.#watch = setInterval(
      () => this.#watchAll(),
      isPrompt ? WATCH_MS.active : WATCH_MS.calm,
    );
  }

  #followShare({ cpu, priority, share, waits }: Guest, nowMs: number): void {
    const wasLowered = priority.isLowered;
    priority.follow(share.of(cpu.recentShare, nowMs), nowMs);
    // What it waits behind others from then on is what we did to it.
    if (priority.isLowered !== wasLowered) waits.setOwnDoing(priority.isLowered);
  }

  #watchOne(guest: Guest): void {
    const { process, spec, cpu } = guest;
    const nowMs = performance.now();
    const vitals = tryReadVitals(process.pid);
    if (!vitals) return;
    const limit = BASE_RESIDENT_BYTES + spec.memoryBytes;
    if (vitals.residentBytes > limit) {
      const detail = `It used ${vitals.residentBytes} bytes of memory; ${limit} are allowed`;
      return process.stop("memory_limit", detail, 0);
    }
    const verdict = cpu.sample(vitals.cpuSeconds, nowMs);
    if (verdict === "over") {
      return process.stop("cpu_limit", "It used the CPU without pause; see supervisor.cpuLimit", 0);
    }
    if (verdict === "high" && !guest.isWarned) {
      this.#events.onWarning(
        spec.name,
        "It uses the CPU without pause, and will be ended if it goes on",
      );
    }
    guest.isWarned = verdict === "high";
    guest.isActive = cpu.recentShare > CALM_SHARE;
    this.#followShare(guest, nowMs);
  }
}

/** One that cannot be read, since no descriptor is left, is looked at the next time. */
function tryReadVitals(pid: number): ReturnType<typeof readVitals> {
  try {
    return readVitals(pid);
  } catch {
    return undefined;
  }
}
