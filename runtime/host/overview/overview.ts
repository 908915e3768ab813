import type { Item, Problem } from "../../contract/item.ts";
import type { PluginsAnswer, StatusAnswer } from "../../contract/status.ts";
import { itemProblems } from "../problems/item_problems.ts";
import { monitorProblems, pluginProblems } from "../problems/plugin_problems.ts";
import { ProblemTracker, worstOf } from "../problems/problem_tracker.ts";
import type { ViewStore } from "../views/view_store.ts";

/** Everything that the page shows, as of one moment. */
export interface Snapshot {
  readonly at: string;
  readonly status: StatusAnswer;
  readonly plugins: PluginsAnswer;
  readonly items: readonly Item[];
  /** Things that there was no room for. */
  readonly leftOut: number;
  readonly problems: readonly Problem[];
  readonly state: "healthy" | Problem["severity"];
}

/** The sources of an overview. */
export interface OverviewSources {
  readonly clock: { nowMs(): number; unixMs(): number };
  readonly views: ViewStore;
  readonly status: () => StatusAnswer;
  readonly plugins: () => PluginsAnswer;
  readonly isKernelSilent: () => boolean;
  readonly hasCandidates: () => boolean;
}

/** Younger ones are handed out as they are. */
const FRESH_MS = 1_000;

/** The whole of what is known, looked at once a second at most, whoever asks. */
export class Overview {
  readonly #sources: OverviewSources;
  readonly #tracker = new ProblemTracker();
  #snapshot: Snapshot | undefined;
  #readMs = -Infinity;

  constructor(sources: OverviewSources) {
    this.#sources = sources;
  }

  read(): Snapshot {
    const nowMs = this.#sources.clock.nowMs();
    if (this.#snapshot && nowMs - this.#readMs < FRESH_MS) return this.#snapshot;
    this.#readMs = nowMs;
    this.#snapshot = this.#look(nowMs);
    return this.#snapshot;
  }

  #look(nowMs: number): Snapshot {
    const { clock, views, isKernelSilent, hasCandidates } = this.#sources;
    const status = this.#sources.status();
    const plugins = this.#sources.plugins();
    const { items, leftOut } = views.items(nowMs);
    const unixMs = clock.unixMs();
    const past = ({ kind, key }: Item, field: string) =>
      views.history.values({ kind, key, field }, nowMs);
    const problems = this.#tracker.update([
      ...monitorProblems(status, {
        isKernelSilent: isKernelSilent(),
        hasCandidates: hasCandidates(),
      }),
      ...plugins.plugins.flatMap((plugin) => pluginProblems(plugin, unixMs)),
      ...items.flatMap((item) => itemProblems(item, past)),
    ], unixMs);
    const state = worstOf(problems);
    return { at: new Date(unixMs).toISOString(), status, plugins, items, leftOut, problems, state };
  }
}
