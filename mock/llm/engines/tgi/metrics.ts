import { contextTokens, geometric, linear } from "../../exposition/bounds.ts";
import { readTable } from "../../exposition/read_table.ts";
import { completed, inferenceSeconds } from "../../exposition/values.ts";
import text from "./metrics.csv" with { type: "text" };

/** TGI: no labels of the model, no `_total`, no units in its names. */
export const TGI_ROWS = readTable(text, "tgi/metrics.csv", {
  values: {
    arrived: ({ sums, snapshot }) =>
      sums.requests + snapshot.runningRequests + snapshot.waitingRequests,
  },
  observations: {
    validation: completed(({ promptTokens }) => 0.000_2 + promptTokens * 1e-6),
    // Prefill is in it.
    meanTime: completed((request) =>
      inferenceSeconds(request) / Math.max(1, request.generationTokens)
    ),
    skippedTokens: { interval: () => 0 },
  },
  bounds: {
    seconds: geometric(0.000_1 * 1.5, 1.5, 35),
    lengths: (view) => linear(contextTokens(view) / 100, 100),
    batchSizes: linear(1, 1024),
  },
});
