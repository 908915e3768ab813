import { CallError } from "../../contract/errors.ts";

/** Dependencies of a budget of kernel time; times are milliseconds. */
export interface KernelTimePorts {
  /** Monotonic. */
  readonly nowMs: () => number;
  /** The processor time that this process has used, with all of its threads. */
  readonly cpuMs: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** Called when the calls of a plugin begin to wait, at most once an hour. */
  readonly onOver: (plugin: string) => void;
}

/** The share of one processor that the calls of all plugins beyond their burst get together. */
const SHARE = 0.2;
/** The time that a plugin may use at once. A collection over a thousand processes takes a fifth of it. */
const BURST_MS = 1_000;
/** The most that one piece of work is taken to cost: the kernel has work of its own besides. */
const MAX_UNIT_MS = 5;
/** Looking at the clock for each of a thousand files would cost more than some of the files. */
const SETTLE_MS = 10;
const MAX_WAIT_MS = 500;
/** More of a plugin than this do not wait: it may ask again. */
const MAX_WAITING = 128;
const TELL_MS = 60 * 60_000;

type Account = {
  /** Time that is left; below zero its calls wait. */
  leftMs: number;
  /** Work that was begun since the last look at the clock. */
  units: number;
  waiting: number;
  waitedMs: number;
  toldMs: number;
};

/**
 * A budget for the kernel's own time, which plugins use by their calls. What the kernel used is divided
 * among those who had work done meanwhile, by their work; who used up what it may waits.
 */
export class KernelTime {
  readonly #ports: KernelTimePorts;
  readonly #accounts = new Map<string, Account>();
  #settledMs: number;
  #settledCpuMs: number;

  constructor(ports: KernelTimePorts) {
    this.#ports = ports;
    this.#settledMs = ports.nowMs();
    this.#settledCpuMs = ports.cpuMs();
  }

  /**
   * Books a piece of work of a plugin, and waits until it may begin.
   *
   * @throws {CallError} `busy` when too much of the plugin waits already.
   */
  async take(plugin: string): Promise<void> {
    const account = this.#openAccount(plugin);
    account.units++;
    this.#settle();
    if (account.leftMs >= 0) return;
    if (account.waiting >= MAX_WAITING) {
      throw new CallError(
        "busy",
        "Cannot make call: too many are waiting, because it used up its share of time",
      );
    }
    this.#tell(plugin, account);
    account.waiting++;
    const startMs = this.#ports.nowMs();
    while (account.leftMs < 0) {
      const ms = Math.min(Math.max(-account.leftMs / this.#rate(), SETTLE_MS), MAX_WAIT_MS);
      await this.#ports.wait(ms);
      this.#settle();
    }
    account.waiting--;
    account.waitedMs += this.#ports.nowMs() - startMs;
  }

  /** Returns how long the calls of each plugin have waited so far, in seconds. */
  waitedSeconds(): Record<string, number> {
    return Object.fromEntries(
      [...this.#accounts].map(([plugin, { waitedMs }]) => [plugin, waitedMs / 1_000]),
    );
  }

  #openAccount(plugin: string): Account {
    const account = this.#accounts.get(plugin) ??
      { leftMs: BURST_MS, units: 0, waiting: 0, waitedMs: 0, toldMs: -Infinity };
    this.#accounts.set(plugin, account);
    return account;
  }

  /** Those who are over share what there is. */
  #rate(): number {
    let over = 0;
    for (const { leftMs } of this.#accounts.values()) if (leftMs < 0) over++;
    return SHARE / Math.max(over, 1);
  }

  /** Divides what was used since the last time, and adds what was earned. */
  #settle(): void {
    const nowMs = this.#ports.nowMs();
    const passedMs = nowMs - this.#settledMs;
    if (passedMs < SETTLE_MS) return;
    const cpuMs = this.#ports.cpuMs();
    const accounts = [...this.#accounts.values()];
    const units = accounts.reduce((sum, account) => sum + account.units, 0);
    const unitMs = Math.min((cpuMs - this.#settledCpuMs) / Math.max(units, 1), MAX_UNIT_MS);
    const earnedMs = passedMs * this.#rate();
    for (const account of accounts) {
      const leftMs = account.leftMs + earnedMs - account.units * unitMs;
      account.leftMs = Math.min(leftMs, BURST_MS);
      account.units = 0;
    }
    this.#settledMs = nowMs;
    this.#settledCpuMs = cpuMs;
  }

  #tell(plugin: string, account: Account): void {
    const nowMs = this.#ports.nowMs();
    if (nowMs - account.toldMs < TELL_MS) return;
    account.toldMs = nowMs;
    this.#ports.onOver(plugin);
  }
}
