import type { ModelState } from "../../../sim/engine_view.ts";
import type { ModelSums } from "../../exposition/sums.ts";
import type { World } from "../../world.ts";

/** Sums at the last look of anybody, from which the next averages begin. */
type Looks = Map<string, ModelSums>;

/** Writes llama.cpp's metrics: no labels, and averages over the time since anybody's last look. */
export function createMetrics(world: World): (model: ModelState) => string {
  const looks: Looks = new Map();
  return (model) => {
    const sums = world.recorder.sumsOf(model.name);
    const last = looks.get(model.name);
    looks.set(model.name, sums);
    // It was started anew where it has less than before.
    const since = last && last.requests <= sums.requests ? last : undefined;
    return rowsOf(world, { sums, since }).map(([name, type, help, value]) =>
      `# HELP llamacpp:${name} ${help}\n# TYPE llamacpp:${name} ${type}\nllamacpp:${name} ${value}\n`
    ).join("");
  };
}

type Line = readonly [name: string, type: "counter" | "gauge", help: string, value: number];

function rowsOf(
  { view }: World,
  { sums, since }: { readonly sums: ModelSums; readonly since: ModelSums | undefined },
): readonly Line[] {
  const { runningRequests, waitingRequests } = view.snapshot();
  const computed = ({ promptTokens, cachedTokens }: ModelSums) => promptTokens - cachedTokens;
  const average = (tokens: (sums: ModelSums) => number, seconds: (sums: ModelSums) => number) => {
    const time = seconds(sums) - (since ? seconds(since) : 0);
    return time > 0 ? (tokens(sums) - (since ? tokens(since) : 0)) / time : 0;
  };
  // One call computes a token of every request that is in it.
  const decodes = Math.ceil(sums.generationTokens / Math.max(1, runningRequests));
  return [
    [
      "prompt_tokens_total",
      "counter",
      "Number of prompt tokens processed, excluding cached tokens",
      computed(sums),
    ],
    [
      "prompt_tokens_cached_total",
      "counter",
      "Number of prompt tokens reused from the cache",
      sums.cachedTokens,
    ],
    ["prompt_seconds_total", "counter", "Total time spent processing prompts", sums.prefillSeconds],
    [
      "tokens_predicted_total",
      "counter",
      "Number of generation tokens processed",
      sums.generationTokens,
    ],
    [
      "tokens_predicted_seconds_total",
      "counter",
      "Total time spent generating tokens",
      sums.decodeSeconds,
    ],
    [
      "n_decode_total",
      "counter",
      "Total number of llama_decode() calls, excluding speculative decoding and multimodal decoding",
      decodes,
    ],
    // A counter by its type, and yet the largest that there was.
    [
      "n_tokens_max",
      "counter",
      "Largest observed sequence length (prompt + generation)",
      sums.maxTokens,
    ],
    [
      "spec_decode_num_draft_tokens_total",
      "counter",
      "Speculative: Total draft tokens generated",
      0,
    ],
    [
      "spec_decode_num_accepted_tokens_total",
      "counter",
      "Speculative: Total draft tokens accepted by the target model",
      0,
    ],
    [
      "spec_decode_num_drafts_total",
      "counter",
      "Speculative: Total speculative decoding verification steps",
      0,
    ],
    [
      "prompt_tokens_seconds",
      "gauge",
      "Average prompt throughput in tokens/s",
      average(computed, ({ prefillSeconds }) => prefillSeconds),
    ],
    [
      "predicted_tokens_seconds",
      "gauge",
      "Average generation throughput in tokens/s",
      average(({ generationTokens }) => generationTokens, ({ decodeSeconds }) => decodeSeconds),
    ],
    ["requests_processing", "gauge", "Number of requests processing", runningRequests],
    ["requests_deferred", "gauge", "Number of requests deferred", waitingRequests],
    [
      "n_busy_slots_per_decode",
      "gauge",
      "Average number of busy slots per llama_decode() call",
      decodes === 0 ? 0 : sums.generationTokens / decodes,
    ],
  ];
}
