/** Scenarios of the mock, played at once: each fires exactly the alerts that its file names. */
import assert from "node:assert/strict";
import { defaultWorld } from "../../mock/default/world.ts";
import { listNames, loadScenario, scenarioFile, scenarioNames } from "../../mock/scenario/load.ts";
import { parseQuery } from "../../dashboards/src/promql/parse_query.ts";
import { RULE_GROUPS } from "../../dashboards/src/rules/all.ts";
import { runMock } from "../mock/mock_process.ts";
import { needs } from "../support/tools.ts";
import { promtoolValues, readOpenMetrics } from "./open_metrics.ts";
import { evaluateRules } from "./promtool.ts";

/** No divisor of a minute: what turns once a minute would be seen in one state for ever. */
const STEP_SECONDS = 45;
const HOURS = 1.75;
/** A second of a scenario is a minute, so that alerts have the time that they wait. */
const PACE = "60";
const [FROM, TO] = ["10m", "75m"];
const LENGTH = Math.floor(HOURS * 3_600 / STEP_SECONDS) + 1;
const RULES = [
  ...["recording-llm", "recording-gpu", "alerts-monitor", "alerts-llm", "alerts-gpu"],
  ...["alerts-containers", "alerts-system"],
];

const REAL = 'alertstate="firing"';
const FIRED = `group by (alertname) (max_over_time(ALERTS{${REAL}}[3h]))`;
const FIRING = `group by (alertname) (ALERTS{${REAL}})`;

/** Alerts that go on half an hour after the scenario is over: what they count is of hours, or waits for a hand. */
const STAYS: Readonly<Record<string, string>> = {
  LlmMonitorFirstTokenBudgetBurn: "its windows are of hours",
  LlmMonitorAvailabilityBudgetBurn: "its windows are of hours",
  LlmMonitorGpuXidFatal: "it holds for half an hour",
  LlmMonitorGpuXidError: "it holds for half an hour",
  LlmMonitorGpuEccErrors: "it counts an hour",
  LlmMonitorGpuCorrectedErrors: "it counts an hour",
  LlmMonitorGpuNeedsAttention: "the card waits for its reset",
  LlmMonitorGpuRemapPending: "the card waits for its reset",
  LlmMonitorModelFlapping: "it counts an hour",
};

const METRICS = new Set(
  RULE_GROUPS.flatMap(({ rules }) => rules)
    .flatMap(({ expr }) => parseQuery(expr).selectors.map(({ metric }) => metric)),
);

/** Scenarios whose alerts are those of engines; all others are in a file of tests of their own. */
const OF_ENGINES: readonly string[] = [
  ...["busy", "healthy", "hung-engine", "kv-full", "model-flapping", "queue-growing", "slow-ttft"],
];

/** Tests the scenarios of engines, or all others: each file of tests has a process of its own. */
export async function testScenarios({ ofEngines }: { ofEngines: boolean }): Promise<void> {
  const names = (await scenarioNames()).filter((name) => OF_ENGINES.includes(name) === ofEngines);
  for (const name of names) testScenario(name);
}

function testScenario(name: string): void {
  Deno.test({
    name: `${name} fires the alerts that it names, and no others`,
    ignore: needs("promtool", "prometheus"),
    async fn() {
      const scenario = await loadScenario(
        await scenarioFile(name, "/"),
        listNames(defaultWorld({ hasAmd: false })),
      );
      const [before = [], ever = [], atEnd = []] = await play(name);
      assert.deepEqual(before, [], "something fires before the scenario begins");
      assert.deepEqual(ever, [...scenario.alerts].sort());
      assert.deepEqual(atEnd.filter((alert) => !(alert in STAYS)), [], "something is not resolved");
    },
  });
}

/** The alerts that fire before a scenario, that fired at all, and that fire half an hour after it. */
async function play(name: string): Promise<readonly (readonly string[])[]> {
  const file = await Deno.makeTempFile({ prefix: "llm-monitor-scenario-", suffix: ".om" });
  try {
    const { code, stderr } = await runMock([
      ...["--write", file, "--hours", String(HOURS), "--step", `${STEP_SECONDS}s`],
      ...["--scenario", name, "--pace", PACE, "--from", FROM, "--to", TO],
      ...["--until", "2026-11-26T12:00:00Z"],
    ]);
    assert.equal(code, 0, stderr);
    const series = readOpenMetrics(await Deno.readTextFile(file), {
      stepSeconds: STEP_SECONDS,
      wants: (metric) => METRICS.has(metric),
    });
    const [answers = []] = await evaluateRules([{
      name,
      interval: `${STEP_SECONDS}s`,
      input: series.map(({ head, values }) => ({
        series: head,
        values: promtoolValues(values, LENGTH),
      })),
      asks: [
        { at: "9m", expr: FIRED },
        { at: "105m", expr: FIRED },
        { at: "105m", expr: FIRING },
      ],
    }], { rules: RULES, every: `${STEP_SECONDS}s` });
    return answers;
  } finally {
    await Deno.remove(file);
  }
}
