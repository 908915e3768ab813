import type { FamilySet } from "@llm-monitor/sdk";
import { PROBE_OUTCOMES } from "./run_probe.ts";
import type { ProbeOutcome, ProbeResult } from "./run_probe.ts";
import type { Measured } from "./timeline.ts";

/** The gauges of one measurement, after `llm_monitor_llm_probe_`. */
const GAUGES: readonly (readonly [string, (measured: Measured) => number | undefined])[] = [
  ["time_to_first_token_seconds", ({ firstTokenSeconds }) => firstTokenSeconds],
  ["time_to_first_content_token_seconds", ({ firstContentSeconds }) => firstContentSeconds],
  ["duration_seconds", ({ durationSeconds }) => durationSeconds],
  ["time_per_output_token_seconds", ({ secondsPerToken }) => secondsPerToken],
  ["generation_tokens_per_second", ({ tokensPerSecond }) => tokensPerSecond],
  ["prompt_tokens_per_second", ({ promptTokensPerSecond }) => promptTokensPerSecond],
  ["load_seconds", ({ loadSeconds }) => loadSeconds],
  ["queue_seconds", ({ queueSeconds }) => queueSeconds],
  ["prompt_tokens", ({ usage }) => usage.promptTokens],
  ["generation_tokens", ({ usage }) => usage.completionTokens],
  ["own_delay_seconds", ({ ownDelaySeconds }) => ownDelaySeconds],
  ["reasoning_tokens", ({ usage }) => usage.reasoningTokens],
];

type Totals = { readonly runs: Map<ProbeOutcome, number>; tokens: number };

/** The results of the probes of one target: totals of each model, and the last one whole. */
export class ProbeRecord {
  readonly #totals = new Map<string, Totals>();
  #last: { readonly model: string; readonly result: ProbeResult } | undefined;
  #ended: { readonly model: string; readonly atSeconds: number } | undefined;

  /** Takes a probe that ended, and what it counts as having cost. */
  ended(
    model: string,
    { result, tokens, atSeconds }: { result: ProbeResult; tokens: number; atSeconds: number },
  ): void {
    const totals = this.#count(model, result.outcome);
    totals.tokens += tokens;
    this.#last = { model, result };
    this.#ended = { model, atSeconds };
  }

  /** Takes one that was not sent: what the one before measured is no longer how things are. */
  skipped(model: string): void {
    this.#count(model, "skipped");
    this.#last = undefined;
  }

  /** Forgets the last one, which was of another engine. */
  forgetLast(): void {
    this.#last = undefined;
    this.#ended = undefined;
  }

  /** Adds the families of it. */
  add(set: FamilySet, labels: Readonly<Record<string, string>>): void {
    for (const [model, { runs, tokens }] of this.#totals) {
      const own = { ...labels, model };
      for (const outcome of PROBE_OUTCOMES) {
        const count = runs.get(outcome) ?? 0;
        set.counter("llm_monitor_llm_probe_runs_total", { ...own, outcome }, count);
      }
      set.counter("llm_monitor_llm_probe_tokens_total", own, tokens);
    }
    if (this.#ended) {
      const own = { ...labels, model: this.#ended.model };
      set.gauge("llm_monitor_llm_probe_timestamp_seconds", own, this.#ended.atSeconds);
    }
    if (!this.#last) return;
    const { model, result: { outcome, measured } } = this.#last;
    const own = { ...labels, model };
    set.gauge("llm_monitor_llm_probe_success", own, outcome === "ok" ? 1 : 0);
    if (!measured) return;
    for (const [name, read] of GAUGES) {
      set.gauge(`llm_monitor_llm_probe_${name}`, own, read(measured));
    }
  }

  #count(model: string, outcome: ProbeOutcome): Totals {
    const totals = this.#totals.get(model) ?? { runs: new Map(), tokens: 0 };
    this.#totals.set(model, totals);
    totals.runs.set(outcome, (totals.runs.get(outcome) ?? 0) + 1);
    return totals;
  }
}
