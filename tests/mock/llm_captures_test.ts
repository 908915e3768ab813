/** The shape of each fake against what real engines said, where the folder with that exists. */
import assert from "node:assert/strict";
import { parsePrometheus } from "@llm-monitor/sdk";
import type { ParsedFamily } from "@llm-monitor/sdk";
import { finishSome, makeChat, metricsPath, withLlm } from "./llm_servers.ts";
import { lacksCaptures, readCapture } from "../support/captures.ts";
import { shapeDifferences } from "./shape.ts";

const ignore = lacksCaptures();

/** Metrics of one capture, and what in them is not of the release that the fake imitates. */
interface MetricsCapture {
  readonly engine: string;
  readonly variant?: string;
  readonly file: string;
  /** Families that the fake leaves out, with the reason. */
  readonly without?: Readonly<Record<string, string>>;
  /** Labels that came or went with a later release. */
  readonly newLabels?: readonly string[];
  /** True if the fake has these families and no others. */
  readonly isExact?: true;
}

const METRICS: readonly MetricsCapture[] = [
  {
    engine: "vllm",
    variant: "v0",
    file: "vllm/vllm_v0_aibrix_runtime_doc.prom",
  },
  {
    engine: "vllm",
    file: "vllm/vllm_v1_design_doc_sample.prom",
    without: {
      http_request_size_bytes: "sizes of requests are no part of the simulation",
      http_response_size_bytes: "sizes of answers are no part of the simulation",
      http_request_duration_highr_seconds: "the same times as the others, with more bounds",
    },
    newLabels: ["engine"],
  },
  {
    engine: "vllm",
    variant: "rust",
    file: "vllm/vllm_rust_openmetrics_handwritten.txt",
    without: { "vllm:lora_requests_info": "the simulation has no LoRA" },
  },
  {
    engine: "sglang",
    file: "sglang/sglang_production_metrics_doc_capture.prom",
    without: {
      "sglang:time_per_output_token_seconds": "inter_token_latency_seconds since 0.4.5",
      "sglang:func_latency_seconds": "gone since",
    },
    newLabels: ["engine_type", "tp_rank", "pp_rank", "moe_ep_rank"],
  },
  {
    engine: "tgi",
    file: "tgi/tgi_handwritten.prom",
    without: { tgi_batch_concat: "the simulation knows no reasons for joining batches" },
  },
  { engine: "tei", file: "tei/tei_excerpt.prom" },
  { engine: "llamacpp", file: "llamacpp/metrics.prom", isExact: true },
  {
    engine: "litellm",
    file: "litellm/renamed_metrics_datadog.prom",
    without: { litellm_remaining_tokens_metric: "the simulation has no budgets" },
    newLabels: [
      ...["api_key_alias", "end_user", "hashed_api_key", "model", "requested_model", "team"],
      ...["team_alias", "user", "user_email"],
    ],
  },
  {
    engine: "lmdeploy",
    file: "lmdeploy/lmdeploy_handwritten.prom",
    without: { "lmdeploy:spec_decode_mean_accept_rate": "the simulation drafts no tokens" },
  },
  {
    engine: "trtllm",
    file: "trtllm-serve/trtllm_handwritten.prom",
    without: { trtllm_spec_decode_acceptance_length: "the simulation drafts no tokens" },
  },
  {
    engine: "triton",
    variant: "trtllm",
    file: "triton/triton_trtllm_readme_sample.prom",
    without: { nv_trt_llm_v1_metrics: "of models without in-flight batching" },
    newLabels: ["reason"],
  },
];

/** Type and names of labels of each family; documents leave out the middle of long lines. */
function parseShapes(text: string): Map<string, { type: string; labels: string[] }> {
  const whole = text.split("\n").filter((line) => !line.includes("...")).join("\n");
  return new Map(
    parsePrometheus(whole).filter(({ samples }) => samples.length > 0)
      .map((family) => [
        // Without a TYPE line the count of a histogram is a family.
        family.type === "untyped"
          ? family.name.replace(/(_seconds|_bytes)_count$/, "$1")
          : family.name,
        { type: family.type, labels: labelsOf(family) },
      ]),
  );
}

function labelsOf({ samples }: ParsedFamily): string[] {
  const all = samples.flatMap(({ labels }) => Object.keys(labels)).filter((name) => name !== "le");
  return [...new Set(all)].sort();
}

for (const { engine, variant, file, without = {}, newLabels = [], isExact } of METRICS) {
  Deno.test({
    name: `the metrics of the fake ${engine} have the shape of ${file}`,
    ignore,
    fn: () =>
      withLlm(engine, { ...variant !== undefined && { variant } }, async ({ view, askMetrics }) => {
        finishSome(view);
        const path = metricsPath(engine, variant) ?? "";
        const fake = parseShapes(await (await askMetrics(path)).text());
        const capture = parseShapes(await readCapture(`llm/${file}`));
        for (const [name, { type, labels }] of capture) {
          if (Object.hasOwn(without, name)) {
            assert(!fake.has(name), `${name} is there: take it out of what is left out`);
            continue;
          }
          const found = fake.get(name);
          assert(found, `${name} is not there`);
          // Samples in documents have no TYPE line.
          if (type !== "untyped") assert.equal(found.type, type, name);
          const own = found.labels.filter((label) => !newLabels.includes(label));
          assert.deepEqual(own, labels.filter((label) => !newLabels.includes(label)), name);
        }
        if (isExact) assert.deepEqual([...fake.keys()], [...capture.keys()]);
      }),
  });
}

/** Documents, and what in them the fake leaves out. */
const DOCUMENTS: readonly {
  readonly engine: string;
  readonly path: string;
  readonly file: string;
  readonly without?: readonly string[];
  readonly apiKey?: true;
}[] = [
  { engine: "vllm", path: "/version", file: "vllm/version_datadog.json" },
  { engine: "tgi", path: "/info", file: "tgi/info_handwritten.json" },
  { engine: "nim", path: "/v1/version", file: "nim/v1_version_datadog.json" },
  { engine: "lmdeploy", path: "/health", file: "lmdeploy/health_handwritten.json" },
  { engine: "triton", path: "/v2", file: "triton/v2_datadog.json" },
  { engine: "llamacpp", path: "/v1/models", file: "llamacpp/v1_models.json" },
  { engine: "llamacpp", path: "/v1/models", file: "llamacpp/doc_v1_models.json" },
  { engine: "llamacpp", path: "/props", file: "llamacpp/doc_error_401.json", apiKey: true },
  {
    engine: "llamacpp",
    path: "/props",
    file: "llamacpp/doc_props.json",
    // Settings of the sampler, which nobody reads, and what a chat is written with.
    without: ["default_generation_settings.", "chat_template", "media_marker"],
  },
  {
    engine: "llamacpp",
    path: "/slots",
    file: "llamacpp/doc_slots.json",
    // A list in newer builds, an object in older.
    without: ["[].params.", "[].next_token"],
  },
  { engine: "ollama", path: "/api/version", file: "ollama/doc_api_version.json" },
  { engine: "ollama", path: "/api/tags", file: "ollama/doc_api_tags.json" },
  { engine: "ollama", path: "/api/ps", file: "ollama/doc_api_ps.json" },
  { engine: "ollama", path: "/api/ps", file: "ollama/doc_openapi_api_ps.json" },
];

for (const { engine, path, file, without = [], apiKey } of DOCUMENTS) {
  Deno.test({
    name: `${path} of the fake ${engine} has the shape of ${file}`,
    ignore,
    fn: () =>
      withLlm(engine, { ...apiKey && { apiKey: "secret" } }, async ({ ask }) => {
        const fake: unknown = await (await ask(path)).json();
        const differences = shapeDifferences(JSON.parse(await readCapture(`llm/${file}`)), fake)
          .filter((line) => !without.some((prefix) => line.startsWith(prefix)));
        assert.deepEqual(differences, []);
      }),
  });
}

/** Streams: each kind of part of a capture is compared with the same kind of the fake. */
const STREAMS: readonly {
  readonly engine: string;
  readonly variant?: string;
  readonly path: string;
  readonly file: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly reasoningTokens?: number;
  readonly without?: readonly string[];
}[] = [
  {
    engine: "llamacpp",
    path: "/v1/chat/completions",
    file: "llamacpp/chat_stream_timings.sse",
  },
  { engine: "ollama", path: "/api/chat", file: "ollama/api_chat_stream_cold.ndjson" },
  {
    engine: "ollama",
    path: "/api/chat",
    file: "ollama/api_chat_stream_thinking.ndjson",
    reasoningTokens: 1,
  },
  {
    engine: "ollama",
    path: "/api/chat",
    file: "ollama/api_chat_sync_cold.json",
    body: { stream: false },
  },
  { engine: "openai", path: "/v1/chat/completions", file: "openai-compatible/openai_stream.sse" },
  {
    engine: "openai",
    variant: "cerebras",
    path: "/v1/chat/completions",
    file: "openai-compatible/cerebras_stream.sse",
    // The times of the service.
    without: ["time_info"],
  },
  {
    engine: "openai",
    variant: "groq",
    path: "/v1/chat/completions",
    file: "openai-compatible/groq_stream.sse",
    // It stands in the first chunk as well, for the id of the request.
    without: ["x_groq is not there"],
  },
  {
    engine: "openai",
    variant: "deepseek",
    path: "/v1/chat/completions",
    file: "openai-compatible/deepseek_stream.sse",
    // A last delta without text.
    without: ["choices[].delta.content"],
  },
  {
    engine: "openai",
    variant: "together",
    path: "/v1/chat/completions",
    file: "openai-compatible/togetherai_stream.sse",
    // Its words for completions, beside those for chats.
    without: [
      ...["choices[].text", "choices[].seed", "choices[].delta.token_id"],
      ...["choices[].delta.role", "choices[].delta.content", "choices[].delta.tool_calls"],
      "usage.cached_tokens",
    ],
  },
];

for (const { engine, variant, path, file, body, reasoningTokens, without = [] } of STREAMS) {
  Deno.test({
    name: `a chat of the fake ${variant ?? engine} has the shape of ${file}`,
    ignore,
    fn: () => {
      const options = {
        ...variant !== undefined && { variant },
        ...reasoningTokens !== undefined && { reasoningTokens },
      };
      return withLlm(engine, options, async ({ ask }) => {
        const answer = await ask(path, makeChat(body ?? { stream: true }));
        const fake = partsOf(await answer.text());
        const capture = partsOf(await readCapture(`llm/${file}`));
        // The first and the last part are of kinds of their own.
        for (const index of [0, -1]) {
          const differences = shapeDifferences(capture.at(index), fake.at(index))
            .filter((line) => !without.some((prefix) => line.startsWith(prefix)));
          assert.deepEqual(differences, [], `part ${index}`);
        }
      });
    },
  });
}

function partsOf(text: string): unknown[] {
  return text.split("\n").map((line) => line.replace(/^data: /, "").trim())
    .filter((line) => line !== "" && line !== "[DONE]")
    .map((line) => JSON.parse(line));
}
