import {
  type CallOutcome,
  COLLECTION_RESULTS,
  type CollectionResult,
  type RejectReason,
  type StopReason,
} from "../../contract/codes.ts";
import type { FamilyDeclaration, ValidFamily } from "../../contract/metric.ts";
import { PLUGIN_STATES, type PluginStateName } from "../../contract/status.ts";
import type { IsolationLayer, KernelReport, ProcessUsage } from "../../contract/syscall.ts";
import { CLOSE_REASONS, type CloseReason } from "../http/connections.ts";
import { findRoute } from "../http/routes.ts";
import { bridgeMetrics } from "./prom_bridge.ts";
import { Registry } from "./prom_client.ts";
import { createPromMetrics, type PromSet } from "./prom_metrics.ts";
import { COUNTED_SERVICES, SELF_DECLARATIONS } from "./self_declarations.ts";
import { UsageLedger } from "./usage_ledger.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * The host's own metrics, on a registry of their own. Every label value comes from a closed list,
 * is the name of an admitted plugin, or is a name that the kernel gave; what a client or a guest
 * makes up never becomes one. prom-client's default metrics read /proc, which this process cannot:
 * the kernel measures.
 */
export class SelfMetrics {
  readonly declarations: readonly FamilyDeclaration[] = Object.values(SELF_DECLARATIONS);
  readonly #registry = new Registry();
  readonly #metrics: PromSet = createPromMetrics(this.#registry);
  readonly #ledger = new UsageLedger();
  readonly #known = new Set<string>();
  #measured: ReadonlySet<string> = new Set();
  #droppedLogLines = 0;

  constructor({ version, denoVersion }: { version: string; denoVersion: string }) {
    this.#metrics.info.set({ version, deno_version: denoVersion }, 1);
    this.configReloaded(true);
    // A rate needs the value before the first increase.
    for (const reason of CLOSE_REASONS) this.#metrics.connectionsClosed.inc({ reason }, 0);
  }

  collectionFinished(
    plugin: string,
    { result, seconds, atUnixSeconds }: {
      result: CollectionResult;
      seconds: number;
      atUnixSeconds: number;
    },
  ): void {
    this.#metrics.collections.inc({ plugin, result });
    this.#metrics.collectionDuration.observe({ plugin }, seconds);
    if (result === "ok") this.#metrics.lastSuccess.set({ plugin }, atUnixSeconds);
  }

  stateChanged(plugin: string, state: PluginStateName): void {
    if (!this.#known.has(plugin)) this.#introduce(plugin);
    for (const name of PLUGIN_STATES) {
      this.#metrics.state.set({ plugin, state: name }, name === state ? 1 : 0);
    }
  }

  /** undefined takes the series away: nothing is known, or nothing is there to be up. */
  setUp(plugin: string, up: boolean | undefined): void {
    if (up === undefined) this.#metrics.up.remove({ plugin });
    else this.#metrics.up.set({ plugin }, up ? 1 : 0);
  }

  setSeries(plugin: string, series: number): void {
    this.#metrics.series.set({ plugin }, series);
  }

  restarted(plugin: string, reason: StopReason): void {
    this.#metrics.restarts.inc({ plugin, reason });
  }

  listenerLost(): void {
    this.#metrics.listenersLost.inc();
  }

  connectionsOpen(count: number): void {
    this.#metrics.connectionsOpen.set(count);
  }

  connectionClosed(reason: CloseReason): void {
    this.#metrics.connectionsClosed.inc({ reason });
  }

  callFinished(plugin: string, service: string, outcome: CallOutcome): void {
    const known = COUNTED_SERVICES.find((name) => name === service) ?? "unknown";
    this.#metrics.serviceCalls.inc({ plugin, service: known, outcome });
  }

  familyRejected(plugin: string, reason: RejectReason): void {
    this.#metrics.rejectedFamilies.inc({ plugin, reason });
  }

  tickMissed(plugin: string): void {
    this.#metrics.missedTicks.inc({ plugin });
  }

  reloaded(plugin: string, ok: boolean): void {
    this.#metrics.reloadSuccess.set({ plugin }, ok ? 1 : 0);
  }

  upgradePending(plugin: string, isPending: boolean): void {
    this.#metrics.reloadPending.set({ plugin }, isPending ? 1 : 0);
  }

  /**
   * Takes a reading of all processes; what is not in it has ended, and its series go. A guest that
   * is still ending after its plugin was forgotten is left out.
   */
  updateUsage(processes: readonly ProcessUsage[]): void {
    const usage = this.#ledger.update(
      processes.filter(({ role, name }) => role === "guest" && this.#known.has(name)),
    );
    for (const plugin of this.#measured) {
      this.#metrics.residentMemory.remove({ plugin });
      this.#metrics.cpu.remove({ plugin });
      this.#metrics.starved.remove({ plugin });
    }
    for (const [plugin, { residentBytes, cpuSeconds, starvedSeconds }] of usage) {
      this.#metrics.residentMemory.set({ plugin }, residentBytes);
      this.#metrics.cpu.inc({ plugin }, cpuSeconds);
      if (starvedSeconds !== undefined) this.#metrics.starved.inc({ plugin }, starvedSeconds);
    }
    this.#measured = new Set(usage.keys());
    this.#updateOwnProcesses(processes);
  }

  /** Takes how long the calls of each plugin have waited so far, in seconds. */
  callsWaited(seconds: Readonly<Record<string, number>>): void {
    for (const [plugin, waited] of Object.entries(seconds)) {
      if (!this.#known.has(plugin)) continue;
      this.#metrics.callWait.remove({ plugin });
      this.#metrics.callWait.inc({ plugin }, waited);
    }
  }

  /** Takes what the kernel tells of itself and of all processes. */
  kernelReported(
    { processes, droppedLogLines, callWaitSeconds, isWatching }: KernelReport,
  ): void {
    this.updateUsage(processes);
    this.callsWaited(callWaitSeconds);
    this.#metrics.droppedLogLines.inc(droppedLogLines - this.#droppedLogLines);
    this.#droppedLogLines = droppedLogLines;
    this.#metrics.fileWatchUp.set(isWatching ? 1 : 0);
  }

  /** Takes away every series of a plugin that is gone. */
  forget(plugin: string): void {
    this.#known.delete(plugin);
    this.#ledger.forget(plugin);
    this.#metrics.forget(plugin);
  }

  httpRequest(
    { route, method, status, seconds }: {
      route: string;
      method: string;
      status: number;
      seconds: number;
    },
  ): void {
    this.#metrics.httpRequests.inc({
      route: findRoute(route),
      method: METHODS.includes(method) ? method : "other",
      code: String(status),
    });
    this.#metrics.httpDuration.observe({ route: findRoute(route) }, seconds);
  }

  configReloaded(ok: boolean): void {
    this.#metrics.configReloadSuccess.set(ok ? 1 : 0);
  }

  isolation(layers: readonly IsolationLayer[]): void {
    this.#metrics.isolation.reset();
    for (const { name, active } of layers) {
      this.#metrics.isolation.set({ layer: name }, active ? 1 : 0);
    }
  }

  /** Every family that has a sample, in an order that depends on nothing but the values. */
  async families(): Promise<ValidFamily[]> {
    return bridgeMetrics(await this.#registry.getMetricsAsJSON(), this.declarations);
  }

  /** Starts counters at zero: a rate needs the value before the first increase. */
  #introduce(plugin: string): void {
    this.#known.add(plugin);
    this.#metrics.missedTicks.inc({ plugin }, 0);
    this.#metrics.callWait.inc({ plugin }, 0);
    for (const result of COLLECTION_RESULTS) this.#metrics.collections.inc({ plugin, result }, 0);
  }

  #updateOwnProcesses(processes: readonly ProcessUsage[]): void {
    const { processMemory, processCpu, processStarved, processFds, processStart } = this.#metrics;
    const all = [processMemory, processCpu, processStarved, processFds, processStart];
    for (const metric of all) metric.reset();
    for (const usage of processes) {
      if (usage.role === "guest") continue;
      const labels = { process: usage.role === "service" ? usage.name : usage.role };
      processMemory.set(labels, usage.residentBytes);
      processFds.set(labels, usage.openFds);
      processStart.set(labels, usage.startTimeSeconds);
      processCpu.inc(labels, usage.cpuSeconds);
      const { starvedSeconds } = usage;
      if (starvedSeconds !== undefined) processStarved.inc(labels, starvedSeconds);
    }
  }
}
