/** Times how long Prometheus evaluates our rules, over as many hosts as are asked for. */
import { createBlocks } from "../../dashboards/backfill/create_blocks.ts";
import { dumpBlocks } from "../../dashboards/backfill/dump_blocks.ts";
import { OpenMetricsFile } from "../../dashboards/backfill/open_metrics_file.ts";
import { shiftBlock } from "../../dashboards/backfill/shift_block.ts";
import { startPrometheus } from "../../dashboards/prometheus_server.ts";
import { RULE_NAMES } from "../../dashboards/promtool.ts";
import { DAY_SECONDS } from "../../dashboards/simulated_data.ts";
import type { DataSet } from "../../dashboards/simulated_data.ts";
import { parseQuery } from "../../../dashboards/src/promql/parse_query.ts";
import { RULE_GROUPS } from "../../../dashboards/src/rules/all.ts";
import { REPO } from "../../repo/source_files.ts";
import { findBase, onlyBlock } from "./long_data.ts";
import { summarize } from "./time_boards.ts";
import type { Rounds } from "./time_boards.ts";

/** All groups together, in one cycle. */
export interface RulesTime extends Rounds {
  readonly hosts: number;
}

/** Often, so that there are enough rounds while the data are fresh. */
const EVERY_SECONDS = 5;
const ROUNDS = 8;
/** More than a rule without a window reads, since the data end before the rules begin. */
const LEAST_SECONDS = 10 * 60;
const BOUND = /le="[^"]*"/;
const INSTANCE = /instance="[^"]*"/;

/** Evaluates every rule over the end of the simulated day, as if so many hosts had had it. */
export async function timeRules(day: DataSet, dir: string, hosts: number): Promise<RulesTime> {
  const block = await makeHosts(day, `${dir}/hosts-${hosts}`, hosts);
  const base = findBase(day.toSeconds - DAY_SECONDS);
  // The data end when the rules begin.
  const shiftMs = Math.floor(Date.now()) - (base + DAY_SECONDS) * 1_000;
  const now = `${dir}/now-${hosts}`;
  await shiftBlock(block, now, { shiftMs, number: 0 });
  await using rules = await fastRules();
  await using prometheus = await startPrometheus({ dir: now }, {
    config: JSON.stringify({
      global: { evaluation_interval: `${EVERY_SECONDS}s` },
      rule_files: [`${rules.dir}/*.yml`],
    }),
  });
  const seconds: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_SECONDS * 1_000));
    const page = await (await fetch(`${prometheus.url}/metrics`)).text();
    const failures = sumOf(page, "prometheus_rule_evaluation_failures_total");
    if (failures > 0) throw new Error(`${failures} evaluations of rules failed`);
    // In the first one every series is new.
    if (round > 0) seconds.push(sumOf(page, "prometheus_rule_group_last_duration_seconds"));
  }
  return { ...summarize(seconds), hosts };
}

/** Writes what rules read of a day, for each host, as one block; returns its folder. */
async function makeHosts(day: DataSet, dir: string, hosts: number): Promise<string> {
  const span = { fromSeconds: day.toSeconds - DAY_SECONDS, toSeconds: day.toSeconds };
  const shift = findBase(span.fromSeconds) - span.fromSeconds;
  const windows = windowsOfRules();
  await using file = await OpenMetricsFile.create();
  for await (const { name, head, value, unixSeconds } of dumpBlocks(day.dir, span)) {
    const bound = BOUND.exec(head)?.[0] ?? "";
    const window = Math.max(windows.get(name) ?? -1, windows.get(name + bound) ?? -1);
    if (unixSeconds < span.toSeconds - window) continue;
    const end = ` ${value} ${unixSeconds + shift}\n`;
    let lines = "";
    for (let host = 1; host <= hosts; host++) {
      lines += head.replace(INSTANCE, `instance="gpu-${host}:8090"`) + end;
    }
    await file.add(lines);
  }
  await file.end();
  await createBlocks(file.path, dir);
  return await onlyBlock(dir);
}

/** The seconds of each series, or bucket, that rules look back at; a day at most: there is no more. */
function windowsOfRules(): Map<string, number> {
  const windows = new Map<string, number>();
  for (const { expr } of RULE_GROUPS.flatMap(({ rules }) => rules)) {
    for (const { metric, matchers, window = "0s" } of parseQuery(expr).selectors) {
      // Long windows read one bucket of a histogram, and there are twenty.
      const le = matchers.find(({ label }) => label === "le");
      const key = metric + (le === undefined ? "" : `le="${le.value}"`);
      const seconds = Math.min(LEAST_SECONDS + parseSeconds(window), DAY_SECONDS);
      windows.set(key, Math.max(windows.get(key) ?? 0, seconds));
    }
  }
  return windows;
}

function parseSeconds(window: string): number {
  const [, count, unit = ""] = /^(\d+)([smhd])$/.exec(window) ?? [];
  return Number(count) * ({ s: 1, m: 60, h: 3_600, d: 86_400 }[unit] ?? NaN);
}

/** The rules of the repository, of which each group is evaluated in every cycle. */
async function fastRules(): Promise<AsyncDisposable & { readonly dir: string }> {
  const dir = await Deno.makeTempDir({ prefix: "llm-monitor-rules-" });
  for (const name of RULE_NAMES) {
    const text = await Deno.readTextFile(`${REPO}/dashboards/rules/${name}.yml`);
    await Deno.writeTextFile(`${dir}/${name}.yml`, text.replaceAll(/^ {4}interval: .*\n/gm, ""));
  }
  return { dir, [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }) };
}

function sumOf(page: string, metric: string): number {
  const values = page.matchAll(new RegExp(`^${metric}\\{.*\\} (\\S+)$`, "gm"));
  return [...values].reduce((sum, [, value]) => sum + Number(value), 0);
}
