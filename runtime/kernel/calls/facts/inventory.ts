import { CallError } from "../../../contract/errors.ts";
import { coversFact } from "../../../policy/covers_fact.ts";
import { notGranted } from "../caller.ts";
import type { Caller } from "../caller.ts";
import type { ServiceProcess } from "../../process/services/service_process.ts";
import { SingleFlight } from "../../../async/single_flight.ts";

/** Asks systeminformation, in its own process. */
export class Inventory {
  readonly #service: ServiceProcess;
  readonly #timeoutMs: number;
  readonly #open = new SingleFlight<unknown>();

  constructor(service: ServiceProcess, timeoutMs: number) {
    this.#service = service;
    this.#timeoutMs = timeoutMs;
  }

  /** @throws {CallError} `bad_arguments`, `not_granted`, `timed_out`, `unavailable`. */
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
    return await this.#open.run(name, () => this.#call(name));
  }

  async #call(name: string): Promise<unknown> {
    try {
      return await this.#service.call(name, [], this.#timeoutMs);
    } catch (error) {
      // One that hangs keeps its programs running; the next call gets a fresh process.
      if (error instanceof CallError && error.code === "timed_out") this.#service.abandon();
      throw error;
    }
  }
}
