import { CallError } from "../../../contract/errors.ts";
import type { ServiceProcess } from "../../process/services/service_process.ts";
import { SingleFlight } from "../../../async/single_flight.ts";

/** The means to ask the inventory. */
export interface InventoryOptions {
  readonly timeoutMs: number;
  readonly nowMs: () => number;
}

/** The time for which an answer is kept for those who asked for it and did not wait. */
const KEPT_MS = 5 * 60_000;

/** The last answer to one question. */
type Kept = { readonly answer: unknown; readonly atMs: number; readonly takers: Set<string> };

/** Asks systeminformation, in its own process. */
export class Inventory {
  readonly #service: ServiceProcess;
  readonly #options: InventoryOptions;
  readonly #open = new SingleFlight<unknown>();
  readonly #kept = new Map<string, Kept>();

  constructor(service: ServiceProcess, options: InventoryOptions) {
    this.#service = service;
    this.#options = options;
  }

  /**
   * Asks, or answers what is known: each plugin gets an answer that is kept once.
   *
   * @param plugin who asks.
   * @param name one function of systeminformation.
   * @throws {CallError} `timed_out`, `unavailable`, `failed`.
   */
  async ask(plugin: string, name: string): Promise<unknown> {
    return this.#takeKept(plugin, name) ?? await this.#open.run(name, () => this.#call(name));
  }

  #takeKept(plugin: string, name: string): unknown {
    const kept = this.#kept.get(name);
    if (!kept || kept.takers.has(plugin)) return undefined;
    if (this.#options.nowMs() - kept.atMs >= KEPT_MS) return undefined;
    kept.takers.add(plugin);
    return kept.answer;
  }

  async #call(name: string): Promise<unknown> {
    try {
      const answer = await this.#service.call(name, [], this.#options.timeoutMs);
      this.#kept.set(name, { answer, atMs: this.#options.nowMs(), takers: new Set() });
      return answer;
    } catch (error) {
      // One that hangs keeps its programs running; the next call gets a fresh process.
      if (error instanceof CallError && error.code === "timed_out") this.#service.abandon();
      throw error;
    }
  }
}
