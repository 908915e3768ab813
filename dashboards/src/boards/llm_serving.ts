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
  description:
    "What users of each server and model experience, what is saturated, and what is produced. " +
    "No data: nothing reports it right now. Not reported: this server cannot, as the table of " +
    "capabilities shows.",
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
    row("Is it up, and are users waiting?", LLM_TILES),
    row("Since when?", [SERVER_STATES]),
    row("How long do users wait?", LATENCY),
    row("What is produced?", THROUGHPUT),
    row("What is saturated?", SATURATION),
    row("What do caches save?", CACHES),
    row("Which models are there?", MODELS),
    row("What can each server report?", [CAPABILITIES]),
    closedRow(
      "Latency distribution of the busiest selected engine; each has buckets of its own",
      DISTRIBUTION,
    ),
    closedRow("Speculative decoding: vLLM, SGLang, llama.cpp with a draft model", SPECULATION),
    closedRow("LoRA adapters: vLLM and SGLang with --enable-lora", LORA),
    closedRow("Steps and batches: vLLM, TGI, llama.cpp", STEPS),
    closedRow("Routers: the servers behind LiteLLM, SGLang's gateway and others", ROUTERS),
    closedRow("Probes: servers with probe: true", PROBES),
    closedRow("How the monitor reads the servers", SCRAPES),
  ],
};
