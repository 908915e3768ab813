import { geometric } from "../../exposition/bounds.ts";
import { readTable } from "../../exposition/read_table.ts";
import { completed } from "../../exposition/values.ts";
import text from "./metrics.csv" with { type: "text" };

/** TEI: a family of every step of a request, for all requests and for embeddings. */
export const TEI_ROWS = readTable(text, "tei/metrics.csv", {
  observations: { tokenization: completed(({ promptTokens }) => 0.000_1 + promptTokens * 5e-7) },
  bounds: {
    seconds: geometric(0.000_01 * 1.5, 1.5, 35),
    lengths: geometric(1, 2, 15),
    batchSizes: geometric(1, 2, 13),
    batchTokens: geometric(1, 2, 21),
  },
});
