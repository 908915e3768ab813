import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import type { Board } from "../layer/board.ts";
import { row } from "../layer/board.ts";
import { stat } from "../layer/stat.ts";
import { rows } from "../layer/table.ts";
import { lines } from "../layer/timeseries.ts";
import { withoutProxies } from "../promql/without_proxies.ts";
import {
  IDLE_HOLDERS,
  MODEL_ENERGY,
  SERVICE_ENERGY,
  SERVICE_TOKENS,
  SERVICE_WATTS,
} from "./cost_expressions.ts";
import { CARD_LEGEND, ownTokens, withIndex } from "./expressions.ts";

const { gpu } = THRESHOLDS;
const JOULES_PER_KWH = 3_600_000;
const ENERGY = `sum(increase(llm_monitor_gpu_energy_joules_total[$__range])) / ${JOULES_PER_KWH}`;

/** Tokens of the whole time that is shown, each counted once. */
function tokensInRange(kind: "prompt" | "generation", by = ""): string {
  const increase = `increase(llm_monitor_llm_${kind}_tokens_total[$__range])`;
  return `sum ${by}(${withoutProxies(increase)})`;
}

const TOKENS = tokensInRange("generation");
const MODEL_TOKENS = tokensInRange("generation", "by (model) ");

/** Tokens in, tokens out, and the power and work that are wasted. */
export const costAndEfficiency: Board = {
  name: "cost-and-efficiency",
  title: "Cost & efficiency",
  description:
    "What the GPUs draw, what that produces, and what is wasted. Costs are in the currency of " +
    "the price. The power of a shared GPU is split by the memory that each container holds.",
  range: "24h",
  variables: [{ kind: "number", name: "price", title: "Price per kWh", value: "0.30" }],
  events: [],
  rows: [
    row("What does it cost?", [
      stat({
        title: "Energy",
        asks: "How much energy did the GPUs use in this time range?",
        unit: "kwatth",
        decimals: 1,
        expr: ENERGY,
      }),
      stat({
        title: "Energy cost",
        asks: "What did that energy cost?",
        unit: "none",
        decimals: 2,
        expr: `${ENERGY} * $price`,
      }),
      stat({
        title: "Cost per month",
        asks: "What would 30 days cost at the current power draw?",
        unit: "none",
        decimals: 0,
        expr: "sum(llm_monitor_gpu_power_draw_watts) * 0.72 * $price",
      }),
      stat({
        title: "Generated tokens",
        asks: "How many tokens were generated in this time range?",
        unit: "short",
        decimals: 1,
        expr: TOKENS,
      }),
      stat({
        title: "Tokens per joule",
        asks: "How many tokens were generated per joule?",
        unit: "none",
        decimals: 2,
        expr: TOKENS +
          " / sum(increase(llm_monitor_gpu_energy_joules_total[$__range]))",
      }),
      stat({
        title: "Cost per 1M tokens",
        asks: "What does the energy for a million generated tokens cost?",
        help: "Over the whole time range: idle GPUs cost money, too.",
        unit: "none",
        decimals: 3,
        expr: `${ENERGY} * $price * 1e6` +
          ` / ${TOKENS}`,
      }),
    ]),
    row("Which service?", [
      rows({
        title: "Services",
        asks: "How much does each service draw, and what does it produce?",
        help: "By Compose service. One without tokens is not an LLM server, or is not monitored.",
        w: 24,
        h: 9,
        sortBy: { column: "Power", isDescending: true },
        columns: [
          { title: "Service", label: "compose_service" },
          { title: "Host", label: "instance" },
          { title: "Power", expr: SERVICE_WATTS, unit: "watt" },
          { title: "Energy", expr: SERVICE_ENERGY, unit: "kwatth", decimals: 1 },
          { title: "Cost", expr: `${SERVICE_ENERGY} * $price`, decimals: 2 },
          { title: "Decode", expr: SERVICE_TOKENS, unit: "suffix: tok/s", decimals: 0 },
          {
            title: "Tokens per joule",
            expr: `${SERVICE_TOKENS} / (${SERVICE_WATTS} > 0)`,
            decimals: 2,
          },
          {
            title: "Cost per 1M tokens",
            expr: `${SERVICE_WATTS} * $price / 3.6 / (${SERVICE_TOKENS} > 0)`,
            decimals: 3,
          },
        ],
      }),
      lines({
        title: "Power by service",
        asks: "Which service draws power, and when?",
        w: 12,
        h: 8,
        unit: "watt",
        isStacked: true,
        queries: [{ expr: SERVICE_WATTS, legend: "{{compose_service}}" }],
      }),
      lines({
        title: "Tokens per joule by service",
        asks:
          "Did a service get less efficient? Small batches, long prompts or a throttled GPU do that.",
        w: 12,
        h: 8,
        unit: "none",
        decimals: 2,
        queries: [{
          expr: `${SERVICE_TOKENS} / (${SERVICE_WATTS} > 0)`,
          legend: "{{compose_service}}",
        }],
      }),
    ]),
    row("Which model?", [
      rows({
        title: "Models",
        asks: "What did each model produce in this time range, and what did it cost?",
        help:
          "A model has the energy of its server, by its share of the generated tokens. A server " +
          "has the name of its Compose service.",
        w: 24,
        h: 8,
        sortBy: { column: "Generated tokens", isDescending: true },
        columns: [
          { title: "Model", label: "model" },
          {
            title: "Prompt tokens",
            expr: tokensInRange("prompt", "by (model) "),
            unit: "short",
            decimals: 1,
          },
          {
            title: "Generated tokens",
            expr: MODEL_TOKENS,
            unit: "short",
            decimals: 1,
          },
          { title: "Energy", expr: MODEL_ENERGY, unit: "kwatth", decimals: 1 },
          { title: "Cost", expr: `${MODEL_ENERGY} * $price`, decimals: 2 },
          {
            title: "Cost per 1M tokens",
            expr: `${MODEL_ENERGY} * $price * 1e6 / (${MODEL_TOKENS} > 0)`,
            decimals: 3,
          },
        ],
      }),
      lines({
        title: "Generated tokens by model",
        asks: "Which model is used, and when?",
        w: 24,
        h: 8,
        unit: "suffix: tok/s",
        isStacked: true,
        queries: [{
          expr: `sum by (model) (${ownTokens("generation")})`,
          legend: "{{model}}",
        }],
      }),
    ]),
    row("What is wasted?", [
      rows({
        title: "Idle GPUs holding memory",
        asks: "Which GPUs did nothing for an hour, yet hold memory that others could use?",
        help: "No data is good: there are none. Unload the model, or put it to sleep.",
        w: 12,
        h: 8,
        sortBy: { column: "Power", isDescending: true },
        names: "max by (job, instance, gpu, index, name) (llm_monitor_gpu_info)" +
          ` and on (job, instance, gpu) ${IDLE_HOLDERS}`,
        columns: [
          { title: "Host", label: "instance" },
          { title: "#", label: "index", width: 50 },
          { title: "GPU", label: "name" },
          {
            title: "Held",
            expr: `llm_monitor_gpu_memory_used_bytes and on (job, instance, gpu) ${IDLE_HOLDERS}`,
            unit: "bytes",
          },
          {
            title: "Power",
            expr: `llm_monitor_gpu_power_draw_watts and on (job, instance, gpu) ${IDLE_HOLDERS}`,
            unit: "watt",
          },
        ],
      }),
      lines({
        title: "Power of idle GPUs",
        asks: "How much power is wasted?",
        w: 12,
        h: 8,
        unit: "watt",
        isStacked: true,
        queries: [{
          expr: withIndex(
            "(llm_monitor_gpu_power_draw_watts and on (job, instance, gpu)" +
              ` avg_over_time(llm_monitor_gpu_utilization_ratio[10m]) <= ${gpu.idleUtilizationRatio})`,
          ),
          legend: CARD_LEGEND,
        }],
      }),
      lines({
        title: "GPU power",
        asks: "How much do the GPUs draw, idle or not?",
        w: 12,
        h: 8,
        unit: "watt",
        isStacked: true,
        queries: [{ expr: withIndex("llm_monitor_gpu_power_draw_watts"), legend: CARD_LEGEND }],
      }),
      lines({
        title: "Watts per tensor core activity",
        asks: "Does power buy work? Watts per percent of tensor core activity; high is wasteful.",
        w: 12,
        h: 8,
        unit: "watt",
        queries: [{
          expr: withIndex(
            "llm_monitor_gpu_power_draw_watts / on (job, instance, gpu)" +
              " (llm_monitor_gpu_tensor_activity_ratio > 0.01) / 100",
          ),
          legend: CARD_LEGEND,
        }],
      }),
    ]),
  ],
};
