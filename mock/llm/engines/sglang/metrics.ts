import { readTable } from "../../exposition/read_table.ts";
import { ratio } from "../../exposition/values.ts";
import { rounded } from "./load.ts";
import text from "./metrics.csv" with { type: "text" };

const STAGE_SECONDS = [
  ...[0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8, 10, 20, 40, 60, 80, 100, 200, 400],
];

/** SGLang's gauges of its scheduler, and counters that move when a request ends. */
export const SGLANG_ROWS = readTable(text, "sglang/metrics.csv", {
  values: {
    roundedKvUsage: ({ snapshot }) => rounded(snapshot.kvUsageRatio),
    kvPages: ({ view }) => Math.floor(view.kvCapacityTokens / view.kvBlockTokens),
    idleHitRate: ({ sums, snapshot }) =>
      snapshot.runningRequests > 0 ? 0 : ratio(sums.cachedTokens, sums.promptTokens),
  },
  bounds: {
    firstTokenSeconds: STAGE_SECONDS,
    tokenSeconds: [
      ...[0.002, 0.004, 0.006, 0.008, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.06, 0.08],
      ...[0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8],
    ],
    requestSeconds: [...STAGE_SECONDS, 600, 1200, 1800, 2400],
    queueSeconds: [
      ...[0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 3, 4, 5, 10, 15, 20, 30, 40, 50],
      ...[60, 70, 80, 90, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000],
      ...[1200, 1400, 1600, 1800, 2000, 2500, 3000],
    ],
  },
  labels: {
    // Of the scheduler that counts.
    ranks: { tp_rank: "0", pp_rank: "0", moe_ep_rank: "0" },
    call: { endpoint: "/v1/chat/completions", method: "POST" },
  },
});
