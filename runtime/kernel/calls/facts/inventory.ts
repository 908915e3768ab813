import { CallError } from "../../../contract/errors.ts";
import { coversFact } from "../../../policy/covers_fact.ts";
import { notGranted } from "../caller.ts";
import type { Caller } from "../caller.ts";
import type { ServiceProcess } from "../../process/services/service_process.ts";
import { SingleFlight } from "../../../async/single_flight.ts";

/** How the inventory is asked. */
export interface InventoryOptions {
  readonly timeoutMs: number;
  readonly nowMs: () => number;
}

/** How long an answer is kept for those who asked for it and did not wait. */
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
   * Asks, or answers what is known: each caller gets an answer that is kept once.
   *
   * @throws {CallError} `bad_arguments`, `not_granted`, `timed_out`, `unavailable`.
   */
  async ask(caller: Caller, name: unknown): Promise<unknown> {
    if (typeof name !== "string" || !/^[a-zA-Z]{1,40}$/.test(name)) {
      throw new CallError(
        "bad_arguments",
        `Cannot ask the inventory for ${JSON.stringify(name)}: it must be the name of a function`,
      );
    }
    const item = `system:${name}`;
    if (!caller.grant.facts.some((granted) => coversFact(granted, item))) {
      throw notGranted(caller, {
        action: `ask the inventory for ${name}`,
        item: JSON.stringify(item),
        key: "facts",
      });
    }
    return this.#takeKept(caller, name) ??
      await this.#open.run(name, () => this.#call(name));
  }

  #takeKept({ name: caller }: Caller, name: string): unknown {
    const kept = this.#kept.get(name);
    if (!kept || kept.takers.has(caller)) return undefined;
    if (this.#options.nowMs() - kept.atMs >= KEPT_MS) return undefined;
    kept.takers.add(caller);
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
