import { fakeContext, renderExposition } from "@llm-monitor/sdk/testing";
import { createCollector } from "../../plugins/llm/collector.ts";
import type { Settings } from "../../plugins/llm/settings.ts";
import { LLM_MANIFEST, llmSettings } from "./llm_options.ts";

/** 2026-11-24, 10:00. */
export const NOW_SECONDS = Date.UTC(2026, 10, 24, 10) / 1000;

/** Requests that would compute, load, wake, empty or betray something. */
export const UNTOUCHED = /generate|chat|completions|slots|server_info|perf_metrics|autoload=true/;

/** The metrics that the llm plugin declares. */
export const LLM_METRICS = LLM_MANIFEST.metrics;

/** The llm plugin without a sandbox, with a clock of its own; its metrics come as text. */
export function llmCollector(
  targets: readonly unknown[],
  { clock = { ms: 0 }, containers = [], discover = [], timeoutMs }: {
    clock?: { ms: number };
    containers?: Settings["containers"];
    discover?: readonly string[];
    timeoutMs?: number;
  } = {},
): { collect: () => Promise<string>; context: ReturnType<typeof fakeContext> } {
  const collector = createCollector({
    nowMs: () => clock.ms,
    unixSeconds: () => NOW_SECONDS,
    variable: () => undefined,
    file: () => Promise.reject(new Error("no file")),
  });
  const context = fakeContext({
    config: llmSettings({ targets, discover }, containers),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  const collect = async () => {
    const families = await collector(context);
    return "inactive" in families ? families.inactive : renderExposition(LLM_METRICS, families);
  };
  return { collect, context };
}
