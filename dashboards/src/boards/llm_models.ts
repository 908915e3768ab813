import { rows } from "../layer/table.ts";
import { SERVER } from "./expressions.ts";
import { YES_OR_NO } from "./mappings.ts";

const MODEL = `${SERVER}, model`;

/** The models of each server. */
export const MODELS = [
  rows({
    title: "Models",
    asks: "Which models are there, which are loaded, and how much memory do they use?",
    help: "Empty: this server does not report it.",
    w: 24,
    h: 9,
    sortBy: { column: "Loaded", isDescending: true },
    names: `max by (${MODEL}, family, parameter_size, quantization) (llm_monitor_llm_model_info)`,
    columns: [
      { title: "Server", label: "target" },
      { title: "Model", label: "model" },
      { title: "Size", label: "parameter_size", width: 80 },
      { title: "Quantization", label: "quantization" },
      {
        title: "Loaded",
        expr: `max by (${MODEL}) (llm_monitor_llm_model_loaded)`,
        mappings: YES_OR_NO,
        width: 80,
      },
      {
        title: "Asleep",
        expr: `max by (${MODEL}) (llm_monitor_llm_sleeping)`,
        mappings: YES_OR_NO,
        width: 80,
      },
      {
        title: "On disk",
        expr: `max by (${MODEL}) (llm_monitor_llm_model_size_bytes)`,
        unit: "bytes",
      },
      {
        title: "Memory",
        expr: `max by (${MODEL}) (llm_monitor_llm_model_memory_bytes)`,
        unit: "bytes",
      },
      {
        title: "On GPUs",
        expr: `max by (${MODEL}) (llm_monitor_llm_model_vram_bytes)`,
        unit: "bytes",
      },
      {
        title: "Context",
        width: 90,
        expr: `max by (${MODEL}) (llm_monitor_llm_model_context_tokens)`,
        unit: "short",
      },
      {
        title: "Unloads",
        expr: `max by (${MODEL}) (llm_monitor_llm_model_expiry_timestamp_seconds) * 1000`,
        unit: "dateTimeFromNow",
      },
      {
        title: "Pinned",
        width: 80,
        expr: `max by (${MODEL}) (llm_monitor_llm_model_pinned)`,
        mappings: YES_OR_NO,
      },
    ],
  }),
];
