import type { SelfMetrics } from "./exposition/self_metrics.ts";
import type { SnapshotStore } from "./exposition/snapshot_store.ts";
import type { Supervisor } from "./supervise/supervisor.ts";

const MIN_AGE_MS = 1_000;

/** The host's own metrics are a snapshot, too: rendered when somebody asks, at most once a second. */
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
    if (nowMs - this.#renderedMs < MIN_AGE_MS) return Promise.resolve();
    this.#rendering ??= this.#render(supervisor, nowMs);
    return this.#rendering;
  }

  async #render(supervisor: Supervisor, nowMs: number): Promise<void> {
    try {
      this.#store.expire(nowMs);
      for (const { candidate } of supervisor.entries()) {
        this.#metrics.setSeries(candidate.name, this.#store.series(candidate.name));
      }
      const families = await this.#metrics.families();
      const series = families.reduce((sum, { samples }) => sum + samples.length, 0);
      this.#store.put(this.#owner, families, { series, expiresAtMs: Infinity });
      this.#renderedMs = nowMs;
    } finally {
      this.#rendering = undefined;
    }
  }
}
