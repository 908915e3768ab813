import { errorText } from "../../contract/errors.ts";
import type { Candidate, PluginFailure, PluginLine, PluginSpec } from "../../contract/syscall.ts";
import { next, readDetail } from "../lifecycle/state.ts";
import type { PluginState } from "../lifecycle/state.ts";
import type { InstancePorts } from "./instance_ports.ts";
import { PluginInstance } from "./plugin_instance.ts";

/** One plugin of the plugins folder: what the kernel found there, and what runs of it. */
export interface Entry {
  readonly candidate: Candidate;
  /** Absent while nothing of it may run. */
  readonly instance: PluginInstance | undefined;
  readonly state: PluginState;
  /** Names that another plugin owns keep a revision from running. */
  readonly conflict: string | undefined;
}

/** The owners of metric names. */
export interface Claims {
  /** Names that another owner has. */
  check(spec: PluginSpec): readonly { readonly name: string; readonly owner: string }[];
  claim(spec: PluginSpec): void;
  release(plugin: string): void;
}

/** Words of the start banner for the states that come and go with every collection. */
const COMING_AND_GOING: readonly string[] = [
  "starting",
  "idle",
  "collecting",
  "retired",
  "backoff",
];

type Slot = { entry: Entry; run: Promise<void> | undefined };

/** All plugins: follows what the kernel finds in the plugins folder. */
export class Supervisor {
  readonly #ports: Omit<InstancePorts, "adopt">;
  readonly #claims: Claims;
  readonly #slots = new Map<string, Slot>();
  readonly #leaving = new Set<Promise<void>>();

  constructor(ports: Omit<InstancePorts, "adopt">, claims: Claims) {
    this.#ports = ports;
    this.#claims = claims;
  }

  /** Every plugin, by name. */
  entries(): Entry[] {
    return [...this.#slots.values()]
      .map(({ entry }) => refreshed(entry))
      .sort((a, b) => a.candidate.name < b.candidate.name ? -1 : 1);
  }

  /** Takes what the kernel found now: what is gone is drained first, so that its names are free. */
  apply(candidates: readonly Candidate[]): void {
    const names = new Set(candidates.filter(({ spec }) => spec).map(({ name }) => name));
    for (const name of this.#slots.keys()) {
      if (!names.has(name)) this.#remove(name);
    }
    // Names of its own subsystem are a plugin's by right: those who take others' come last.
    const [own, others] = [candidates.filter(isAtHome), candidates.filter((one) => !isAtHome(one))];
    for (const candidate of [...own, ...others]) this.#place(candidate);
    this.#ports.onChange();
  }

  /**
   * Returns what keeps it from being ready, one sentence each: plugins that were not tried yet, and then
   * that none of them works.
   */
  notReady(): string[] {
    const running = this.entries().filter(({ instance }) => instance);
    const untried = running.filter(({ instance }) => !instance?.hasAttempted)
      .map(({ candidate }) => `Plugin "${candidate.name}" has not finished its first collection`);
    if (untried.length > 0 || running.length === 0 || running.some(works)) return untried;
    return ["No plugin works", ...running.map(describeTrouble)];
  }

  /** The lines of the start banner. */
  lines(): PluginLine[] {
    return this.entries().map(({ candidate, instance, state, conflict }) => {
      const { name, pending, rejected } = candidate;
      const waiting = conflict ?? pending?.message ?? rejected?.message;
      // Between two crashes it starts and collects: to a person it fails all the while.
      const isComingAndGoing = instance?.hasAttempted && COMING_AND_GOING.includes(state.name);
      if (!isComingAndGoing) {
        return { name, state: state.name, detail: waiting ?? readDetail(state) };
      }
      if (instance.isHealthy) return { name, state: "running", detail: waiting ?? "" };
      const trouble = instance.report.record.lastError?.message ?? "";
      return { name, state: "failing", detail: waiting ?? trouble };
    });
  }

  /** Waits for the first attempt of every plugin that may run. */
  async firstAttempts(): Promise<void> {
    await Promise.all(this.entries().map(({ instance }) => instance?.attempted));
  }

  /** Plugins that gave nothing although they should: failing, rejected, waiting for approval. */
  failed(): PluginFailure[] {
    return this.entries()
      .filter(({ instance, state }) =>
        instance ? !instance.isHealthy && state.name !== "inactive" : state.name !== "disabled"
      )
      .map((entry) => ({ name: entry.candidate.name, detail: describeTrouble(entry) }));
  }

  /** Ends everything. The kernel holds the deadline. */
  async drain(): Promise<void> {
    const runs = [...this.#slots.values()].map(({ run }) => run);
    for (const { entry } of this.#slots.values()) entry.instance?.drain("shutdown");
    await Promise.all([...runs, ...this.#leaving]);
  }

  #place(candidate: Candidate): void {
    const { name, spec } = candidate;
    const slot = this.#slots.get(name);
    if (isAtHome(candidate)) this.#evictStrangers(candidate);
    const taken = spec ? this.#claims.check(spec) : [];
    const conflict = taken.length === 0 ? undefined : describeConflict(taken);
    this.#logTrouble(candidate, slot?.entry, conflict);
    if (slot?.entry.instance) {
      slot.entry = { ...slot.entry, candidate, conflict };
      if (spec && !conflict) slot.entry.instance?.offer(spec);
      return;
    }
    if (spec && !conflict) this.#start(candidate, spec);
    else this.#hold(candidate, conflict);
  }

  /** Names of its own subsystem are a plugin's by right: another that claimed them gives way. */
  #evictStrangers({ spec }: Candidate): void {
    for (const { owner } of spec ? this.#claims.check(spec) : []) {
      const stranger = this.#slots.get(owner)?.entry.candidate;
      if (!stranger || isAtHome(stranger)) continue;
      this.#remove(owner);
      this.#hold(
        stranger,
        "its metric names belong to another plugin, which was added; rename them",
      );
    }
  }

  #start(candidate: Candidate, spec: PluginSpec): void {
    this.#claims.claim(spec);
    const instance = new PluginInstance(spec, {
      ...this.#ports,
      adopt: (adopted) => this.#claims.claim(adopted),
    });
    const entry = { candidate, instance, state: instance.state, conflict: undefined };
    const run = instance.run().catch((error: unknown) => {
      // A fault of ours: the plugin stops, its neighbours and the scrape go on.
      const message = `Plugin "${spec.name}" is no longer supervised: ${errorText(error)}`;
      this.#ports.log("error", message, { plugin: spec.name, code: "internal" });
      this.#ports.measures.setUp(spec.name, false);
    });
    this.#slots.set(candidate.name, { entry, run });
  }

  #hold(candidate: Candidate, conflict: string | undefined): void {
    const entry = { candidate, instance: undefined, state: held(candidate, conflict), conflict };
    this.#ports.measures.stateChanged(candidate.name, entry.state.name);
    this.#slots.set(candidate.name, { entry, run: undefined });
  }

  #remove(name: string): void {
    const slot = this.#slots.get(name);
    this.#slots.delete(name);
    this.#ports.withdraw(name);
    this.#claims.release(name);
    if (!slot?.entry.instance || !slot.run) return this.#ports.measures.forget(name);
    slot.entry.instance.drain("removed");
    const leaving = slot.run.then(() => {
      this.#leaving.delete(leaving);
      // It may have come back in the meantime.
      if (!this.#slots.has(name)) this.#ports.measures.forget(name);
    });
    this.#leaving.add(leaving);
  }

  /** Says what keeps a plugin from running, when that is news. The kernel says what is rejected. */
  #logTrouble({ name, pending }: Candidate, known: Entry | undefined, conflict?: string): void {
    const { log } = this.#ports;
    if (conflict !== undefined && conflict !== known?.conflict) {
      const fields = { plugin: name, code: "metric_name_taken" };
      log("error", `Plugin "${name}" cannot run: ${conflict}`, fields);
    }
    if (pending && pending.digest !== known?.candidate.pending?.digest) {
      const fields = { plugin: name, code: "approval_needed" };
      log("warn", `Plugin "${name}" waits for approval. ${pending.message}`, fields);
    }
  }
}

/** Returns whether a plugin gives results, or said itself that there is nothing to watch here. */
function works({ instance, state }: Entry): boolean {
  return instance?.isHealthy === true || state.name === "inactive";
}

function describeTrouble({ candidate, instance, state, conflict }: Entry): string {
  const trouble = conflict || readDetail(state) || instance?.report.record.lastError?.message;
  return `Plugin "${candidate.name}" is ${state.name}${trouble ? `: ${trouble}` : ""}`;
}

function held(candidate: Candidate, conflict: string | undefined): PluginState {
  const discovered = { name: "discovered" } as const;
  if (candidate.disabled) return next(discovered, { name: "disable" });
  if (conflict) return next(discovered, { name: "reject", detail: conflict });
  const { pending, rejected } = candidate;
  if (pending) return next(discovered, { name: "hold", detail: pending.message });
  return next(discovered, { name: "reject", detail: rejected?.message ?? "It may not run" });
}

/** Returns whether every metric of a plugin has the plugin's name. */
function isAtHome({ name, spec }: Candidate): boolean {
  return spec?.metrics.every((metric) => metric.name.startsWith(`llm_monitor_${name}_`)) ?? true;
}

function refreshed(entry: Entry): Entry {
  return entry.instance ? { ...entry, state: entry.instance.state } : entry;
}

function describeConflict(taken: readonly { name: string; owner: string }[]): string {
  const [first] = taken;
  const more = taken.length > 1 ? ` and ${taken.length - 1} more` : "";
  return `its metric "${first?.name}"${more} belongs to plugin "${first?.owner}"; rename it`;
}
