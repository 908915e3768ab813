import type { WorldSpec } from "../sim/specs.ts";
import type { MonitorAddress } from "./monitor_address.ts";
import { urlHost } from "../../runtime/cli/url_host.ts";

const TIMEOUT_MS = 2_000;
/** A monitor that has not seen everything by then never will. */
const PATIENCE_MS = 60_000;

/** Waits until the monitor has seen the whole world once: only then things may go wrong. */
export class FirstScrapeBarrier {
  readonly #url: string;
  readonly #names: readonly string[];
  readonly #untilMs = performance.now() + PATIENCE_MS;
  #isOpen = false;

  constructor({ host, port }: MonitorAddress, { cards, engines }: WorldSpec) {
    this.#url = `http://${urlHost(host)}:${port}/metrics`;
    this.#names = [
      ...cards.map(({ uuid }) => uuid),
      ...engines.flatMap(({ name }) => [`target="${name}"`, `compose_service="${name}"`]),
    ];
  }

  /** Tells whether the scenario may begin: the monitor has seen all, or had its time. */
  async isOpen(): Promise<boolean> {
    this.#isOpen ||= performance.now() >= this.#untilMs || await this.#hasAll();
    return this.#isOpen;
  }

  async #hasAll(): Promise<boolean> {
    let text: string;
    try {
      const response = await fetch(this.#url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      text = await response.text();
    } catch {
      // It does not listen yet, or is too busy to answer in time.
      return false;
    }
    return this.#names.every((name) => text.includes(name));
  }
}
