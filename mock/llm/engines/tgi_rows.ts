import { geometric } from "../exposition/bounds.ts";
import {
  completed,
  DECODE,
  DURATION,
  GENERATION_TOKENS,
  INFERENCE,
  inferenceSeconds,
  PREFILL,
  PROMPT_TOKENS,
  QUEUE,
} from "../exposition/observed.ts";
import { byLabel, counter, gauge, histogram, onFirstUse } from "../exposition/table.ts";
import type { Row } from "../exposition/table.ts";

const SECONDS = geometric(0.000_1 * 1.5, 1.5, 35);
const BATCH_SIZES = Array.from({ length: 1024 }, (_, index) => index + 1);

/** A hundred bounds, as many as the largest request has tokens. */
function tokens(max: number): number[] {
  return Array.from({ length: 100 }, (_, index) => max / 100 * (index + 1));
}

const PREFILLS = { method: "prefill" };
const DECODES = { method: "decode" };

/** TGI: no labels of the model, no `_total`, no units in its names. Series begin with their first event. */
export function tgiRows(contextTokens: number): readonly Row[] {
  const lengths = tokens(contextTokens);
  return [
    counter(
      "tgi_request_success",
      "Number of successful requests",
      ({ sums: { finished } }) =>
        onFirstUse([{ labels: {}, value: finished.stop + finished.length }]),
    ),
    counter("tgi_request_count", "Total number of requests", ({ sums, snapshot }) =>
      onFirstUse([{
        labels: {},
        value: sums.requests + snapshot.runningRequests + snapshot.waitingRequests,
      }])),
    counter(
      "tgi_request_failure",
      "Number of failed requests",
      ({ sums: { finished } }) => onFirstUse(byLabel("err", { generation: finished.error })),
    ),
    counter("tgi_batch_inference_count", "Inference calls per method (prefill or decode)", (
      { sums },
    ) => onFirstUse(byLabel("method", { prefill: sums.requests, decode: sums.generationTokens }))),
    counter(
      "tgi_batch_inference_success",
      "Number of successful inference calls per method (prefill or decode)",
      ({ sums }) =>
        onFirstUse(byLabel("method", { prefill: sums.requests, decode: sums.generationTokens })),
    ),
    gauge(
      "tgi_queue_size",
      "Current number of requests in the queue",
      ({ snapshot }) => snapshot.waitingRequests,
    ),
    gauge(
      "tgi_batch_current_size",
      "Current batch size",
      ({ snapshot }) => snapshot.runningRequests,
    ),
    gauge(
      "tgi_batch_current_max_tokens",
      "Maximum number of tokens the current batch will grow to",
      ({ snapshot }) => snapshot.kvUsedTokens,
    ),
    gauge(
      "tgi_batch_max_total_tokens",
      "Maximum tokens that a batch may have",
      ({ view }) => view.kvCapacityTokens,
    ),
    histogram("tgi_request_duration", "Request duration", SECONDS, DURATION),
    histogram(
      "tgi_request_validation_duration",
      "Request validation duration",
      SECONDS,
      completed(({ promptTokens }) => 0.000_2 + promptTokens * 1e-6),
    ),
    histogram("tgi_request_queue_duration", "Time spent in queue", SECONDS, QUEUE),
    histogram("tgi_request_inference_duration", "Request inference duration", SECONDS, INFERENCE),
    histogram(
      "tgi_request_mean_time_per_token_duration",
      "Mean time per token",
      SECONDS,
      // Prefill is in it.
      completed((request) => inferenceSeconds(request) / Math.max(1, request.generationTokens)),
    ),
    histogram("tgi_request_generated_tokens", "Generated tokens", lengths, GENERATION_TOKENS),
    histogram("tgi_request_input_length", "Input token length", lengths, PROMPT_TOKENS),
    histogram("tgi_request_max_new_tokens", "Maximum new tokens", lengths, GENERATION_TOKENS),
    histogram(
      "tgi_request_skipped_tokens",
      "Number of skipped tokens per request",
      [0, ...Array.from({ length: 10 }, (_, index) => index + 1)],
      { interval: () => 0 },
    ),
    histogram(
      "tgi_batch_inference_duration",
      "Batch inference duration",
      SECONDS,
      PREFILL,
      PREFILLS,
    ),
    histogram(
      "tgi_batch_inference_duration",
      "Batch inference duration",
      SECONDS,
      { interval: (seconds) => seconds },
      DECODES,
    ),
    histogram("tgi_batch_forward_duration", "Batch forward duration", SECONDS, PREFILL, PREFILLS),
    histogram(
      "tgi_batch_decode_duration",
      "Batch decode duration",
      SECONDS,
      DECODE,
      DECODES,
    ),
    // A batch that is formed anew takes in what waits; here one request at a time.
    histogram("tgi_batch_next_size", "Batch size", BATCH_SIZES, completed(() => 1)),
  ];
}
