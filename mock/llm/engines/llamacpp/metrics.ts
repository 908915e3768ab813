import { readTable } from "../../exposition/read_table.ts";
import type { ModelSums } from "../../exposition/sums.ts";
import type { Row, Value } from "../../exposition/table.ts";
import { ended, ratio } from "../../exposition/values.ts";
import text from "./metrics.csv" with { type: "text" };

/** Returns the rows for one server: its averages are over the time since anybody's last look. */
export function llamacppRows(): Row[] {
  return readTable(text, "llamacpp/metrics.csv", {
    values: {
      decodes: ({ steps }) => steps.count,
      prefillSeconds: ended((sums) => sums.prefillSeconds),
      decodeSeconds: ended((sums) => sums.decodeSeconds),
      // A counter by its type, and yet the largest that there was.
      longestRequest: ended((sums) => sums.maxTokens),
      promptRate: sinceLastLook(computedOf, ({ prefillSeconds }) => prefillSeconds),
      generationRate: sinceLastLook(
        ({ generationTokens }) => generationTokens,
        ({ decodeSeconds }) => decodeSeconds,
      ),
      busySlots: ({ steps }) => ratio(steps.tokens, steps.count),
    },
  });
}

function computedOf({ promptTokens, cachedTokens }: ModelSums): number {
  return promptTokens - cachedTokens;
}

function sinceLastLook(
  tokens: (sums: ModelSums) => number,
  seconds: (sums: ModelSums) => number,
): Value {
  const looks = new Map<string, ModelSums>();
  return ({ model, sums }) => {
    const last = looks.get(model.name);
    looks.set(model.name, sums);
    // It was started anew where it has less than before.
    const since = last && last.requests <= sums.requests ? last : undefined;
    const time = seconds(sums) - (since ? seconds(since) : 0);
    return time > 0 ? (tokens(sums) - (since ? tokens(since) : 0)) / time : 0;
  };
}
