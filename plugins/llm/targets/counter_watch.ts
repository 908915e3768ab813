import type { Family } from "@llm-monitor/sdk";

const COUNTERS: readonly string[] = [
  "llm_monitor_llm_prompt_tokens_total",
  "llm_monitor_llm_generation_tokens_total",
  "llm_monitor_llm_requests_total",
];

/**
 * Number of collections that are remembered, and of those that may find a counter that went back.
 */
const LOOKS = 10;
const MANY = 3;

/**
 * Notices counters that go back again and again: behind one address several processes answer in turn,
 * each with numbers of its own. One that went back once was started anew.
 */
export class CounterWatch {
  #last = new Map<string, number>();
  #falls: boolean[] = [];

  /** Looks at what was told, and says whether it is nonsense. */
  look(families: readonly Family[]): boolean {
    const now = new Map<string, number>();
    for (const { name, samples } of families) {
      if (!COUNTERS.includes(name)) continue;
      for (const sample of samples) {
        if (!("value" in sample) || typeof sample.value !== "number") continue;
        now.set(`${name} ${Object.values(sample.labels ?? {}).join("\n")}`, sample.value);
      }
    }
    const fell = [...now].some(([series, value]) => value < (this.#last.get(series) ?? 0));
    this.#last = now;
    this.#falls = [...this.#falls, fell].slice(-LOOKS);
    return this.#falls.filter((one) => one).length >= MANY;
  }
}
