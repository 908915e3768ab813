import { rows } from "../layer/table.ts";
import { lines } from "../layer/timeseries.ts";
import { MODEL_LEGEND, SERVER } from "./expressions.ts";
import { NO_IS_BAD } from "./mappings.ts";

const MODEL = `${SERVER}, model`;
const size = { w: 8, h: 8 };

/** A small request now and then, as a user would send it. */
export const PROBES = [
  lines({
    title: "Probe: time to first token",
    asks: "How long does a user wait, measured from outside?",
    ...size,
    unit: "s",
    queries: [{
      expr: `max by (${MODEL}) (llm_monitor_llm_probe_time_to_first_token_seconds)`,
      legend: MODEL_LEGEND,
    }],
  }),
  lines({
    title: "Probe: tokens per second",
    asks: "How fast does the answer arrive?",
    ...size,
    unit: "suffix: tok/s",
    queries: [{
      expr: `max by (${MODEL}) (llm_monitor_llm_probe_generation_tokens_per_second)`,
      legend: MODEL_LEGEND,
    }],
  }),
  lines({
    title: "Probe outcomes",
    asks: "Do probes fail, and how? Skipped probes were not sent.",
    ...size,
    unit: "suffix: /h",
    queries: [{
      expr: "sum by (target, outcome) (increase(llm_monitor_llm_probe_runs_total[1h]))",
      legend: "{{target}} {{outcome}}",
    }],
  }),
  rows({
    title: "Latest probe",
    asks: "Where did its time go, and what does probing cost?",
    help: "Own delay: time in which the plugin itself was held up, not the server.",
    w: 24,
    h: 8,
    columns: [
      { title: "Server", label: "target" },
      { title: "Model", label: "model" },
      {
        title: "Answered",
        expr: `max by (${MODEL}) (llm_monitor_llm_probe_success)`,
        mappings: NO_IS_BAD,
      },
      {
        title: "Total",
        expr: `max by (${MODEL}) (llm_monitor_llm_probe_duration_seconds)`,
        unit: "s",
      },
      {
        title: "First text",
        width: 108,
        expr: `max by (${MODEL}) (llm_monitor_llm_probe_time_to_first_content_token_seconds)`,
        unit: "s",
      },
      {
        title: "Per token",
        width: 100,
        expr: `max by (${MODEL}) (llm_monitor_llm_probe_time_per_output_token_seconds)`,
        unit: "s",
      },
      {
        title: "Queue",
        width: 68,
        expr: `max by (${MODEL}) (llm_monitor_llm_probe_queue_seconds)`,
        unit: "s",
      },
      {
        title: "Load",
        expr: `max by (${MODEL}) (llm_monitor_llm_probe_load_seconds)`,
        unit: "s",
        width: 60,
      },
      {
        title: "Own delay",
        width: 100,
        expr: `max by (${MODEL}) (llm_monitor_llm_probe_own_delay_seconds)`,
        unit: "s",
      },
      {
        title: "Tokens, 24 h",
        width: 124,
        expr: `sum by (${MODEL}) (increase(llm_monitor_llm_probe_tokens_total[1d]))`,
        unit: "short",
      },
      {
        title: "Tokens left today",
        width: 164,
        expr: `max by (${SERVER}, model) (llm_monitor_llm_probe_success * 0) + on (${SERVER})` +
          ` group_left () max by (${SERVER}) (llm_monitor_llm_probe_budget_remaining_tokens)`,
        unit: "short",
      },
      {
        title: "When",
        width: 104,
        expr: `max by (${MODEL}) (llm_monitor_llm_probe_timestamp_seconds) * 1000`,
        unit: "dateTimeFromNow",
      },
    ],
  }),
];

/** The monitor's own questions to the servers. */
export const SCRAPES = [
  rows({
    title: "Sources",
    asks: "Which part of a server cannot be read?",
    w: 12,
    h: 9,
    sortBy: { column: "Read", isDescending: false },
    columns: [
      { title: "Server", label: "target" },
      { title: "Source", label: "source" },
      {
        title: "Read",
        expr: `max by (${SERVER}, source) (llm_monitor_llm_scrape_success)`,
        mappings: NO_IS_BAD,
      },
      {
        title: "Took",
        expr: `max by (${SERVER}, source) (llm_monitor_llm_scrape_duration_seconds)`,
        unit: "s",
      },
    ],
  }),
  rows({
    title: "Versions",
    asks: "Which software answers, and in which version?",
    help: "Folded models: those beyond the first hundred, reported together as (others).",
    w: 12,
    h: 9,
    columns: [
      { title: "Server", label: "target" },
      { title: "Engine", label: "engine" },
      { title: "Software", label: "server" },
      { title: "Version", label: "version" },
      { title: "Host", label: "instance" },
      {
        title: "Folded models",
        expr: `max by (${SERVER}, engine) (llm_monitor_llm_models_folded)`,
      },
    ],
    names: `max by (${SERVER}, engine, server, version) (llm_monitor_llm_info)`,
  }),
];
