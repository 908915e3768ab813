import { linear } from "../../exposition/bounds.ts";
import { readTable } from "../../exposition/read_table.ts";
import { completed, ended, inferenceSeconds } from "../../exposition/values.ts";
import text from "./metrics.csv" with { type: "text" };

/** Returns the id that the proxy gives to a deployment. */
export function modelId(name: string): string {
  let hash = 0;
  for (const letter of name) hash = (hash * 33 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash.toString(16).padStart(8, "0").repeat(8);
}

/** LiteLLM's counts of the servers behind it. */
export const LITELLM_ROWS = readTable(text, "litellm/metrics.csv", {
  values: {
    endedWithoutAbort: ended(({ requests, finished }) => requests - finished.abort),
    spend: ended((sums) => sums.promptTokens * 1e-7 + sums.generationTokens * 4e-7),
    // 0 healthy, 1 partly, 2 not at all, by what came of the last few requests.
    state: ended(({ recent }) => {
      const errors = recent.filter((reason) => reason === "error").length;
      return errors === 0 ? 0 : errors === recent.length ? 2 : 1;
    }),
  },
  observations: {
    upstreamTime: completed((request) => request.queueSeconds + inferenceSeconds(request)),
  },
  bounds: {
    seconds: [
      ...[0.005, 0.00625, 0.0125, 0.025, 0.05, 0.1, ...linear(0.5, 19)],
      ...[10, 15, 20, 25, 30, 60, 120, 180, 240, 300],
    ],
  },
  labels: {
    // People: whoever scrapes the proxy learns their names.
    who: {
      end_user: "None",
      hashed_api_key: "88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b",
      api_key_alias: "chat-app",
      team: "team-1",
      team_alias: "research",
      user: "default_user_id",
      user_email: "ada@example.test",
    },
    model: ({ model }) => ({ model: model.name }),
    deployment: ({ model }) => ({
      litellm_model_name: model.name,
      model_id: modelId(model.name),
      api_base: "http://127.0.0.1:8000/v1",
      api_provider: "openai",
    }),
  },
});
