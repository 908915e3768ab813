import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import type { Monitor } from "../support/monitor.ts";

/** The plugin that has to go on, whatever is done beside it. */
export const GOOD = "good";

const SCRAPE_INTERVAL_MS = 100;
const LONGEST_SCRAPE_MS = 2_000;
const VALUE = new RegExp(`^llm_monitor_${GOOD}_value_ratio 0\\.5$`, "gm");
const UP = new RegExp(`^llm_monitor_plugin_up\\{plugin="${GOOD}"\\} 1$`, "gm");

/** Scrapes all the while, and keeps what was wrong with the neighbour's series or with the scrape. */
export class GoodNeighbour {
  readonly #monitor: Monitor;
  readonly #wrong: string[] = [];
  readonly #scraping: Promise<void>;
  #scrapes = 0;
  /** True once a value was seen: it has to stay; the host's own metrics may come a moment later. */
  #hadValue = false;
  #wasUp = false;
  #isOver = false;

  constructor(monitor: Monitor) {
    this.#monitor = monitor;
    this.#scraping = this.#scrape();
  }

  /** Ends the watch: the scrape kept going, and the neighbour collects still, in its first process. */
  async wentOn(): Promise<void> {
    const before = await this.#collections();
    await eventually(
      "the neighbour collects",
      async () => await this.#collections() > before && this.#wasUp,
    );
    this.#isOver = true;
    await this.#scraping;
    assert.deepEqual(this.#wrong, []);
    assert.ok(this.#hadValue, `It was in none of ${this.#scrapes} scrapes`);
    const { restarts, last_error: lastError } = await this.#monitor.plugin(GOOD) ?? {};
    assert.deepEqual({ restarts, lastError }, { restarts: 0, lastError: null });
  }

  /** Stops scraping, when the test failed for another reason. */
  async close(): Promise<void> {
    this.#isOver = true;
    await this.#scraping;
  }

  async #collections(): Promise<number> {
    return (await this.#monitor.plugin(GOOD))?.collections ?? 0;
  }

  async #scrape(): Promise<void> {
    while (!this.#isOver) {
      const startMs = performance.now();
      try {
        this.#judge(await this.#monitor.get("/metrics"), performance.now() - startMs);
      } catch (error) {
        this.#wrong.push(String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, SCRAPE_INTERVAL_MS));
    }
  }

  #judge({ status, text }: { status: number; text: string }, durationMs: number): void {
    this.#scrapes++;
    if (status !== 200) this.#wrong.push(`a scrape was answered with ${status}`);
    if (durationMs > LONGEST_SCRAPE_MS) this.#wrong.push(`a scrape took ${durationMs} ms`);
    const [values, ups] = [text.match(VALUE)?.length ?? 0, text.match(UP)?.length ?? 0];
    this.#hadValue ||= values > 0;
    this.#wasUp ||= ups > 0;
    if (values !== Number(this.#hadValue) || ups !== Number(this.#wasUp)) {
      this.#wrong.push(`in scrape ${this.#scrapes} the value was there ${values} times, up ${ups}`);
    }
  }
}
