import type { ProcessUsage } from "../../contract/syscall.ts";

/** Resource use of all processes of one plugin together. */
export interface PluginUsage {
  readonly residentBytes: number;
  /** Of the processes there are and of those there were: never less than it was. */
  readonly cpuSeconds: number;
  /** Waited for a processor, in the same way; undefined while no process tells. */
  readonly starvedSeconds: number | undefined;
}

/** Seconds that only grow, process by process. */
interface Account {
  totalSeconds: number;
  /** Seconds last seen of each process that lives, by pid and start time. */
  seen: Map<string, number>;
}

/** Adds up what a plugin's processes used, one after another: each starts again from zero. */
export class UsageLedger {
  readonly #cpu = new Map<string, Account>();
  readonly #starved = new Map<string, Account>();

  /** Takes a reading of all guests; returns the plugins that have a process in it. */
  update(processes: readonly ProcessUsage[]): Map<string, PluginUsage> {
    const guests = Map.groupBy(processes, ({ name }) => name);
    for (const accounts of [this.#cpu, this.#starved]) {
      for (const [plugin, account] of accounts) {
        if (!guests.has(plugin)) account.seen = new Map();
      }
    }
    const usage = new Map<string, PluginUsage>();
    for (const [plugin, owned] of guests) {
      usage.set(plugin, {
        residentBytes: owned.reduce((sum, process) => sum + process.residentBytes, 0),
        cpuSeconds: book(openAccount(this.#cpu, plugin), owned, ({ cpuSeconds }) => cpuSeconds),
        starvedSeconds: owned.some(({ starvedSeconds }) => starvedSeconds !== undefined)
          ? book(openAccount(this.#starved, plugin), owned, (one) => one.starvedSeconds ?? 0)
          : undefined,
      });
    }
    return usage;
  }

  forget(plugin: string): void {
    this.#cpu.delete(plugin);
    this.#starved.delete(plugin);
  }
}

function openAccount(accounts: Map<string, Account>, plugin: string): Account {
  const account = accounts.get(plugin) ?? { totalSeconds: 0, seen: new Map() };
  accounts.set(plugin, account);
  return account;
}

function book(
  account: Account,
  owned: readonly ProcessUsage[],
  secondsOf: (process: ProcessUsage) => number,
): number {
  const seen = new Map<string, number>();
  for (const process of owned) {
    // The pid alone would take a process for the one that had its pid before.
    const key = `${process.pid}@${process.startTimeSeconds}`;
    const before = account.seen.get(key) ?? 0;
    const seconds = Math.max(secondsOf(process), before);
    account.totalSeconds += seconds - before;
    seen.set(key, seconds);
  }
  account.seen = seen;
  return account.totalSeconds;
}
