import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import type { Board } from "../layer/board.ts";
import { row } from "../layer/board.ts";
import { stat } from "../layer/stat.ts";
import { rows } from "../layer/table.ts";
import { lines } from "../layer/timeseries.ts";
import { IDLE_HOLDERS, SERVICE_TOKENS, SERVICE_WATTS } from "./cost_expressions.ts";
import { behindProxies, CARD_LEGEND, ownTokens, withIndex } from "./expressions.ts";

const { gpu } = THRESHOLDS;
const JOULES_PER_KWH = 3_600_000;
const ENERGY = `sum(increase(llm_monitor_gpu_energy_joules_total[$__range])) / ${JOULES_PER_KWH}`;

/** Tokens of the whole time that is shown, each counted once. */
function tokensInRange(kind: "prompt" | "generation", by = ""): string {
  const increase = `increase(llm_monitor_llm_${kind}_tokens_total[$__range])`;
  return `sum ${by}(${behindProxies(increase)})`;
}

const TOKENS = tokensInRange("generation");

/** Tokens in, tokens out, and the power and work that are wasted. */
export const costAndEfficiency: Board = {
  name: "cost-and-efficiency",
  title: "Cost & efficiency",
  description: "What the cards draw, what comes out for it, and what is wasted. Money is in the " +
    "currency of the price. Power of a card that is shared is split by the memory that each holds.",
  range: "24h",
  variables: [{ kind: "number", name: "price", title: "Price of a kWh", value: "0.30" }],
  events: [],
  rows: [
    row("What does it cost?", [
      stat({
        title: "Energy",
        asks: "How much energy did the cards take in this time?",
        unit: "kwatth",
        decimals: 1,
        expr: ENERGY,
      }),
      stat({
        title: "Cost of energy",
        asks: "What did it cost?",
        unit: "none",
        decimals: 2,
        expr: `${ENERGY} * $price`,
      }),
      stat({
        title: "Cost of a month",
        asks: "What would 30 days cost at the power of now?",
        unit: "none",
        decimals: 0,
        expr: "sum(llm_monitor_gpu_power_draw_watts) * 0.72 * $price",
      }),
      stat({
        title: "Tokens",
        asks: "How many tokens were generated in this time?",
        unit: "short",
        decimals: 1,
        expr: TOKENS,
      }),
      stat({
        title: "Tokens per joule",
        asks: "How many tokens did a joule bring?",
        unit: "none",
        decimals: 2,
        expr: TOKENS +
          " / sum(increase(llm_monitor_gpu_energy_joules_total[$__range]))",
      }),
      stat({
        title: "Per million tokens",
        asks: "What does the energy of a million tokens cost?",
        help: "Wall clock, not busy time: idle cards cost, too.",
        unit: "none",
        decimals: 3,
        expr: `${ENERGY} * $price * 1e6` +
          ` / ${TOKENS}`,
      }),
    ]),
    row("Which service is it?", [
      rows({
        title: "Services",
        asks: "Which service draws how much, and what does it bring?",
        help: "By Compose service. A service without tokens is no server, or is not watched.",
        w: 24,
        h: 9,
        sortBy: { column: "Power", isDescending: true },
        columns: [
          { title: "Service", label: "compose_service" },
          { title: "Machine", label: "instance" },
          { title: "Power", expr: SERVICE_WATTS, unit: "watt" },
          { title: "Cost of a day", expr: `${SERVICE_WATTS} * 0.024 * $price`, decimals: 2 },
          { title: "Decode", expr: SERVICE_TOKENS, unit: "suffix: tok/s", decimals: 0 },
          {
            title: "Tokens per joule",
            expr: `${SERVICE_TOKENS} / (${SERVICE_WATTS} > 0)`,
            decimals: 2,
          },
          {
            title: "Per million tokens",
            expr: `${SERVICE_WATTS} * $price / 3.6 / (${SERVICE_TOKENS} > 0)`,
            decimals: 3,
          },
        ],
      }),
      lines({
        title: "Power by service",
        asks: "When does which service draw power?",
        w: 12,
        h: 8,
        unit: "watt",
        isStacked: true,
        queries: [{ expr: SERVICE_WATTS, legend: "{{compose_service}}" }],
      }),
      lines({
        title: "Tokens per joule by service",
        asks:
          "Did a service get less efficient? Small batches, long prompts or a slowed card do that.",
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
    row("Which model is it?", [
      rows({
        title: "Models",
        asks: "How many tokens did each model bring in this time?",
        w: 12,
        h: 8,
        sortBy: { column: "Generated", isDescending: true },
        columns: [
          { title: "Model", label: "model" },
          {
            title: "Prompts",
            expr: tokensInRange("prompt", "by (model) "),
            unit: "short",
            decimals: 1,
          },
          {
            title: "Generated",
            expr: tokensInRange("generation", "by (model) "),
            unit: "short",
            decimals: 1,
          },
        ],
      }),
      lines({
        title: "Generated tokens by model",
        asks: "When is which model used?",
        w: 12,
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
        title: "Idle cards that hold memory",
        asks: "Which cards did nothing for an hour, and hold what others could use?",
        help: "No data is good: there is none. Unload the model, or let it sleep.",
        w: 12,
        h: 8,
        sortBy: { column: "Power", isDescending: true },
        names: "max by (job, instance, gpu, index, name) (llm_monitor_gpu_info)" +
          ` and on (job, instance, gpu) ${IDLE_HOLDERS}`,
        columns: [
          { title: "Machine", label: "instance" },
          { title: "#", label: "index", width: 50 },
          { title: "Card", label: "name" },
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
        title: "Power of cards that do nothing",
        asks: "How much is drawn for nothing?",
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
        title: "Power of the cards",
        asks: "What do the cards draw, idle or not?",
        w: 12,
        h: 8,
        unit: "watt",
        isStacked: true,
        queries: [{ expr: withIndex("llm_monitor_gpu_power_draw_watts"), legend: CARD_LEGEND }],
      }),
      lines({
        title: "Power and tensor work",
        asks: "Does power buy work? Watts per share of busy tensor cores; high is wasteful.",
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
