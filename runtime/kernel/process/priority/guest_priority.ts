import { NICENESS, setNiceness } from "./priority.ts";
import { hasAutogroups, setSessionNiceness } from "./session_priority.ts";

/** Share of one CPU from which on a guest is lowered. */
const BURNING_SHARE = 0.5;
/** The time for which it has to use less before it is raised again. */
const CALM_MS = 5_000;
/** A child that was just started becomes the leader of its session within these tries. */
const LEADER = { tries: 40, everyMs: 5 } as const;
/** A session that burns comes last. */
const SESSION_NICENESS = { usual: 0, burning: 19 } as const;

/** The means to change a priority; the tests bring their own. */
export interface PriorityControls {
  readonly setNiceness: (pid: number, niceness: number) => boolean;
  readonly setSessionNiceness: (pid: number, niceness: number) => Promise<boolean>;
  readonly hasAutogroups: () => Promise<boolean>;
  /** Returns whether a process that was lowered can be raised again. */
  readonly isRoot: () => boolean;
}

const CONTROLS: PriorityControls = {
  setNiceness,
  setSessionNiceness,
  hasAutogroups,
  isRoot: () => Deno.uid() === 0,
};

/**
 * The priority of one guest, which follows from what it does: it begins like everybody else's, gives way
 * while the guest burns the CPU, and comes back when it is calm.
 */
export class GuestPriority {
  readonly #leader: number;
  #pid: number;
  readonly #controls: PriorityControls;
  #isLowered = false;
  #burnedAtMs = -Infinity;
  #change: Promise<void> = Promise.resolve();

  /** @param pid the process that was started, which leads a session. */
  constructor(pid: number, controls: PriorityControls = CONTROLS) {
    this.#leader = pid;
    this.#pid = pid;
    this.#controls = controls;
  }

  get isLowered(): boolean {
    return this.#isLowered;
  }

  /** Takes the process that became the guest, where the one that was started stays in front of it. */
  moveTo(pid: number): void {
    if (pid === this.#pid) return;
    this.#pid = pid;
    if (!this.#isLowered) return;
    this.#change = this.#change.then(() => this.#setProcess("burning"));
  }

  /** Lowers a process from its start on, until it was calm, where it can be raised again. */
  beginLowered(nowMs: number): void {
    this.#burnedAtMs = nowMs;
    this.#isLowered = true;
    this.#change = this.#change.then(async () => {
      if (!this.#controls.isRoot() && !await this.#controls.hasAutogroups()) return;
      await this.#set("burning");
    });
  }

  /** Takes the share of one CPU that the guest used of late. */
  follow(share: number, nowMs: number): void {
    if (share > BURNING_SHARE) this.#burnedAtMs = nowMs;
    const isBurning = nowMs - this.#burnedAtMs < CALM_MS;
    if (isBurning === this.#isLowered) return;
    this.#isLowered = isBurning;
    // One after the other: the last one asked for has to be the last one made.
    this.#change = this.#change.then(() => this.#set(isBurning ? "burning" : "usual"));
  }

  async #set(kind: "usual" | "burning"): Promise<void> {
    await this.#setProcess(kind);
    await this.#setSession(SESSION_NICENESS[kind]);
  }

  async #setProcess(kind: "usual" | "burning"): Promise<void> {
    // Who is not root could not raise it again; the session can be, where there are any.
    if (this.#controls.isRoot() || !await this.#controls.hasAutogroups()) {
      this.#controls.setNiceness(this.#pid, NICENESS[kind]);
    }
  }

  async #setSession(niceness: number): Promise<void> {
    if (!await this.#controls.hasAutogroups()) return;
    for (let attempt = 0; attempt < LEADER.tries; attempt++) {
      if (await this.#controls.setSessionNiceness(this.#leader, niceness)) return;
      await new Promise((resolve) => setTimeout(resolve, LEADER.everyMs));
    }
  }
}
