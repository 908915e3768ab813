import type { Board } from "../layer/board.ts";
import { closedRow, row } from "../layer/board.ts";
import { CHANGES } from "./events.ts";
import { CAPABILITIES, LLM_TILES, SERVER_STATES } from "./llm_now.ts";
import { LATENCY } from "./llm_latency.ts";
import { MODELS } from "./llm_models.ts";
import { CACHES, SATURATION, THROUGHPUT } from "./llm_load.ts";
import { DISTRIBUTION, LORA, ROUTERS, SPECULATION, STEPS } from "./llm_special.ts";
import { PROBES, SCRAPES } from "./llm_probes.ts";

/** The servers: what users feel, what is full, and what each of them can tell. */
export const llmServing: Board = {
  name: "llm-serving",
  title: "LLM serving",
  description: "What users of each server and model feel, what is full, and what comes out. " +
    "No data: nothing tells it now. Not told: this server never can, as the table of capabilities says.",
  range: "1h",
  variables: [
    {
      kind: "label",
      name: "engine",
      title: "Engine",
      metric: "llm_monitor_llm_up",
      label: "engine",
    },
    {
      kind: "label",
      name: "target",
      title: "Server",
      metric: "llm_monitor_llm_up",
      label: "target",
    },
    {
      kind: "label",
      name: "model",
      title: "Model",
      metric: "llm_monitor_llm_model_info",
      label: "model",
    },
  ],
  events: CHANGES,
  rows: [
    row("Is it up, and do users wait?", LLM_TILES),
    row("Since when?", [SERVER_STATES]),
    row("How long do users wait?", LATENCY),
    row("What comes out?", THROUGHPUT),
    row("What is full?", SATURATION),
    row("What is saved?", CACHES),
    row("Which models are there?", MODELS),
    row("What can each server tell?", [CAPABILITIES]),
    closedRow(
      "Distribution of requests: of the busiest of the chosen engines, since each has its own buckets",
      DISTRIBUTION,
    ),
    closedRow("Speculative decoding: vLLM, SGLang, llama.cpp with a draft model", SPECULATION),
    closedRow("LoRA adapters: vLLM with --enable-lora, SGLang with --enable-lora", LORA),
    closedRow("Steps and batches: vLLM, TGI, llama.cpp", STEPS),
    closedRow("Routers: what stands behind LiteLLM, SGLang's gateway and others", ROUTERS),
    closedRow("Probes: servers with probe: true", PROBES),
    closedRow("How the servers are read", SCRAPES),
  ],
};
