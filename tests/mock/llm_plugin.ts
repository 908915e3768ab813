/** One collection of the llm plugin, as the host would take it. */
import assert from "node:assert/strict";
import { fakeContext } from "@llm-monitor/sdk/testing";
import { createCollector } from "../../plugins/llm/collector.ts";
import { LIMITS } from "../../runtime/contract/limits.ts";
import type { Family } from "../../runtime/contract/metric.ts";
import { validateResult } from "../../runtime/metrics/validate_result.ts";
import { LLM_MANIFEST, llmSettings } from "../support/llm_options.ts";

const DECLARED = new Map(
  LLM_MANIFEST.metrics.map((declaration) => [declaration.name, declaration]),
);

/** 2026-11-18. */
const NOW_UNIX = 1_795_000_000;

/** A server that the plugin watches. */
export interface PluginTarget {
  readonly name: string;
  readonly url: string;
  readonly engine?: string;
  readonly metricsUrl?: string;
}

/** The metrics of the plugin. Names have no llm_monitor_llm_ in front. */
export interface ScrapeResult {
  /** The sum over the series of a metric with these labels; of a histogram, its count. */
  value(metric: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** Families that the host refuses, such as `duplicate_series requests_running`. */
  readonly refused: readonly string[];
  readonly logs: readonly string[];
}

/** Lets the plugin collect once. */
export async function collectTargets(
  targets: readonly PluginTarget[],
  { timeoutMs = 10_000 }: { readonly timeoutMs?: number } = {},
): Promise<ScrapeResult> {
  const context = fakeContext({ config: llmSettings({ targets, discover: [] }), timeoutMs });
  const collector = createCollector({
    nowMs: () => 0,
    unixSeconds: () => NOW_UNIX,
    variable: () => undefined,
    file: () => Promise.reject(new Error("no file")),
  });
  const families = await collector(context);
  assert(Array.isArray(families), "the plugin is inactive");
  const result = validateResult(families, DECLARED, { seriesLimit: LIMITS.seriesPerPlugin });
  assert(result.ok, "the host would refuse the result");
  const refused = result.rejected.map(({ name, reason }) => ({ name: nameOf(name), reason }));
  const names = new Set(refused.map(({ name }) => name));
  const taken = new Map(
    families.filter(({ name }) => !names.has(nameOf(name)))
      .map((family) => [nameOf(family.name), family]),
  );
  return {
    value: (metric, labels = {}) => sumOf(taken.get(metric), labels),
    refused: refused.map(({ name, reason }) => `${reason} ${name}`),
    logs: context.logs,
  };
}

function nameOf(name: string): string {
  return name.replace("llm_monitor_llm_", "");
}

function sumOf(
  family: Family | undefined,
  labels: Readonly<Record<string, string>>,
): number | undefined {
  const found =
    family?.samples.filter((sample) =>
      Object.entries(labels).every(([name, value]) => sample.labels?.[name] === value)
    ) ?? [];
  if (found.length === 0) return undefined;
  return found.reduce((sum, one) => sum + Number("value" in one ? one.value : one.count), 0);
}
