import type { ProcessUsage } from "../../contract/syscall.ts";

/** What all processes of one plugin use together. */
export interface PluginUsage {
  readonly residentBytes: number;
  /** Of the processes there are and of those there were: never less than it was. */
  readonly cpuSeconds: number;
}

interface Account {
  totalSeconds: number;
  /** CPU seconds last seen of each process that lives, by pid and start time. */
  seen: Map<string, number>;
}

/** Adds up the CPU time of a plugin's processes, one after another: each starts again from zero. */
export class UsageLedger {
  readonly #accounts = new Map<string, Account>();

  /** Takes a reading of all guests; answers the plugins that have a process in it. */
  update(processes: readonly ProcessUsage[]): Map<string, PluginUsage> {
    const guests = Map.groupBy(processes, ({ name }) => name);
    for (const [plugin, account] of this.#accounts) {
      if (!guests.has(plugin)) account.seen = new Map();
    }
    const usage = new Map<string, PluginUsage>();
    for (const [plugin, owned] of guests) {
      const residentBytes = owned.reduce((sum, process) => sum + process.residentBytes, 0);
      usage.set(plugin, { residentBytes, cpuSeconds: this.#book(plugin, owned) });
    }
    return usage;
  }

  forget(plugin: string): void {
    this.#accounts.delete(plugin);
  }

  #book(plugin: string, owned: readonly ProcessUsage[]): number {
    const account = this.#accounts.get(plugin) ?? { totalSeconds: 0, seen: new Map() };
    const seen = new Map<string, number>();
    for (const { pid, startTimeSeconds, cpuSeconds } of owned) {
      // The pid alone would take a process for the one that had its pid before.
      const key = `${pid}@${startTimeSeconds}`;
      const before = account.seen.get(key) ?? 0;
      account.totalSeconds += Math.max(cpuSeconds - before, 0);
      seen.set(key, Math.max(cpuSeconds, before));
    }
    account.seen = seen;
    this.#accounts.set(plugin, account);
    return account.totalSeconds;
  }
}
