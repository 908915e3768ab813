import type { SelfMetrics } from "./exposition/self_metrics.ts";
import type { SnapshotStore } from "./exposition/snapshot_store.ts";
import type { Supervisor } from "./supervise/supervisor.ts";

/** Younger ones are handed out as they are. */
const FRESH_MS = 1_000;
/** Up to this age the next one is rendered behind the scrape that asked, and handed to those after it. */
const USABLE_MS = 2_000;

/**
 * The host's own metrics are a snapshot, too: rendered when somebody asks, at most once a second. One
 * who asks seldom waits for them; those who ask all the time do not.
 */
export class SelfSnapshot {
  readonly #owner: string;
  readonly #metrics: SelfMetrics;
  readonly #store: SnapshotStore;
  #renderedMs = -Infinity;
  #rendering: Promise<void> | undefined;

  constructor(owner: string, metrics: SelfMetrics, store: SnapshotStore) {
    this.#owner = owner;
    this.#metrics = metrics;
    this.#store = store;
  }

  refresh(supervisor: Supervisor, nowMs: number): Promise<void> {
    const ageMs = nowMs - this.#renderedMs;
    if (ageMs < FRESH_MS) return Promise.resolve();
    if (ageMs >= USABLE_MS) return this.#rendering ??= this.#render(supervisor, nowMs);
    this.#rendering ??= this.#renderLater(supervisor, nowMs);
    return Promise.resolve();
  }

  /** Once what is being answered has been answered. A failure is met again by who waits. */
  async #renderLater(supervisor: Supervisor, nowMs: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    await Promise.allSettled([this.#render(supervisor, nowMs)]);
  }

  async #render(supervisor: Supervisor, nowMs: number): Promise<void> {
    try {
      this.#store.expire(nowMs);
      for (const { candidate } of supervisor.entries()) {
        this.#metrics.setSeries(candidate.name, this.#store.series(candidate.name));
      }
      const families = await this.#metrics.families();
      const series = families.reduce((sum, { samples }) => sum + samples.length, 0);
      this.#store.put(this.#owner, families, { series, chars: 0, expiresAtMs: Infinity });
      this.#renderedMs = nowMs;
    } finally {
      this.#rendering = undefined;
    }
  }
}
