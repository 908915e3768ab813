/** Expositions as vLLM V1 writes them, made up: names, buckets, labels and order are the engine's. */

import { BOUNDS, oneTwoFive } from "../../mock/llm/exposition/bounds.ts";

const { requestSeconds: E2E, firstTokenSeconds: FIRST_TOKEN, tokenSeconds: BETWEEN_TOKENS } =
  BOUNDS;
const TOKENS = oneTwoFive(20_000);

const HISTOGRAMS: readonly (readonly [name: string, bounds: readonly number[]])[] = [
  ["vllm:iteration_tokens_total", BOUNDS.stepTokens],
  ["vllm:request_prompt_tokens", TOKENS],
  ["vllm:request_generation_tokens", TOKENS],
  ["vllm:time_to_first_token_seconds", FIRST_TOKEN],
  ["vllm:inter_token_latency_seconds", BETWEEN_TOKENS],
  ["vllm:e2e_request_latency_seconds", E2E],
  ["vllm:request_queue_time_seconds", E2E],
  ["vllm:request_inference_time_seconds", E2E],
  ["vllm:request_prefill_time_seconds", E2E],
  ["vllm:request_decode_time_seconds", E2E],
];

const GAUGES = [
  "vllm:num_requests_running",
  "vllm:num_requests_waiting",
  "vllm:kv_cache_usage_perc",
];

const COUNTERS = [
  "vllm:prefix_cache_queries",
  "vllm:prefix_cache_hits",
  "vllm:num_preemptions",
  "vllm:prompt_tokens",
  "vllm:generation_tokens",
];

const PROCESS = ["process_virtual_memory_bytes", "process_resident_memory_bytes"];

/** One server's exposition, of 20 KB with one model and one engine. */
export function vllmText(
  { models = 1, engines = 1 }: { models?: number; engines?: number } = {},
): string {
  const lines: string[] = [];
  const add = (name: string, type: string, samples: readonly string[]) =>
    lines.push(
      `# HELP ${name} What ${name} tells of a server.`,
      `# TYPE ${name} ${type}`,
      ...samples,
    );
  const owners = Array.from({ length: models * engines }, (_, index) => ({
    labels: [
      `engine="${index % engines}"`,
      `model_name="${nameModel(Math.floor(index / engines))}"`,
    ],
    seed: index + 1,
  }));
  for (const generation of [0, 1, 2]) {
    if (generation === 0) lines.push("# HELP python_gc_objects_collected_total Objects collected.");
    lines.push(`python_gc_objects_collected_total{generation="${generation}"} 8193.0`);
  }
  add("python_info", "gauge", [
    'python_info{implementation="CPython",major="3",minor="12",patchlevel="11",version="3.12.11"} 1.0',
  ]);
  for (const name of PROCESS) add(name, "gauge", [`${name} 1.3957562368e+010`]);
  for (const name of GAUGES) {
    add(name, "gauge", owners.map(({ labels, seed }) => `${name}{${labels}} ${seed / 8}`));
  }
  for (const name of COUNTERS) {
    add(
      `${name}_total`,
      "counter",
      owners.map(({ labels, seed }) => `${name}_total{${labels}} ${decimal(seed * 27_453)}`),
    );
    add(
      `${name}_created`,
      "gauge",
      owners.map(({ labels }) => `${name}_created{${labels}} 1.7639872010551171e+09`),
    );
  }
  add(
    "vllm:request_success_total",
    "counter",
    owners.flatMap(({ labels: [engine, model], seed }) =>
      ["stop", "length", "abort", "error"].map((reason) =>
        `vllm:request_success_total{${engine},finished_reason="${reason}",${model}} ${
          decimal(seed)
        }`
      )
    ),
  );
  for (const [name, bounds] of HISTOGRAMS) {
    add(name, "histogram", owners.flatMap((owner) => writeHistogram(name, bounds, owner)));
  }
  add(
    "http_requests_total",
    "counter",
    ["/v1/completions", "/v1/chat/completions"].map((handler) =>
      `http_requests_total{handler="${handler}",method="POST",status="2xx"} 201.0`
    ),
  );
  const highest = "http_request_duration_highr_seconds";
  add(highest, "histogram", writeHistogram(highest, FIRST_TOKEN, { labels: [], seed: 1 }));
  return `${lines.join("\n")}\n`;
}

export function nameModel(index: number): string {
  return index === 0 ? "Qwen/Qwen3-8B" : `Qwen/Qwen3-8B-${index}`;
}

function writeHistogram(
  name: string,
  bounds: readonly number[],
  { labels: [engine, model], seed }: { labels: readonly string[]; seed: number },
): string[] {
  const all = [engine, model].filter((pair) => pair !== undefined).join(",");
  const braces = all === "" ? "" : `{${all}}`;
  const buckets = [...bounds.map(decimal), "+Inf"].map((bound, index) => {
    const pairs = [engine, `le="${bound}"`, model].filter((pair) => pair !== undefined);
    return `${name}_bucket{${pairs}} ${decimal(index * seed * 977)}`;
  });
  return [
    ...buckets,
    `${name}_count${braces} ${decimal(bounds.length * seed * 977)}`,
    `${name}_sum${braces} ${seed * 1234.567890123456}`,
  ];
}

/** As Python's client writes a float: 1.0, and 1.234567e+06 from a million on. */
function decimal(value: number): string {
  if (value < 1_000_000) return Number.isInteger(value) ? `${value}.0` : String(value);
  return value.toExponential().replace(/e\+(\d)$/, "e+0$1");
}
