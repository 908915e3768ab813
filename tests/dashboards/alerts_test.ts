/** Every alert three times: it fires, it is quiet when all is well, and quiet when its metric is missing. */
import assert from "node:assert/strict";
import { ALERTS, RULE_GROUPS } from "../../dashboards/src/rules/all.ts";
import { checkRunbooks } from "../../dashboards/src/rules/check_runbooks.ts";
import { RUNBOOKS } from "../../dashboards/src/rules/render_rules.ts";
import { formatIssue } from "../../runtime/contract/issue.ts";
import { REPO } from "../repo/source_files.ts";
import { needs } from "../support/tools.ts";
import type { AlertCase } from "./cases/alert_case.ts";
import { CONTAINER_CASES } from "./cases/containers.ts";
import { FLEET_CASES } from "./cases/fleet.ts";
import { GPU_CASES } from "./cases/gpu.ts";
import { LLM_CASES, NO_TRAFFIC_CASE, SLOW_BURN_CASES } from "./cases/llm.ts";
import { MONITOR_CASES } from "./cases/monitor.ts";
import { STACK_CASES } from "./cases/stack.ts";
import { SYSTEM_CASES } from "./cases/system.ts";
import { evaluateRules } from "./promtool.ts";
import type { RuleCase } from "./promtool.ts";

/** Cases with the files of rules that they need. */
const GROUPS: readonly (readonly [cases: readonly AlertCase[], rules: readonly string[]])[] = [
  [MONITOR_CASES, ["alerts-monitor"]],
  [LLM_CASES, ["recording-llm", "recording-gpu", "alerts-llm"]],
  [GPU_CASES, ["recording-gpu", "alerts-gpu"]],
  [CONTAINER_CASES, ["alerts-containers"]],
  [SYSTEM_CASES, ["alerts-system"]],
  [STACK_CASES, ["alerts-stack"]],
  [FLEET_CASES, ["alerts-fleet"]],
];
const CASES = GROUPS.flatMap(([cases]) => cases);
/** Cases that take longer are evaluated less often. */
const LONG_MINUTES = 90;
const FIRING = 'group by (alertname) (ALERTS{alertstate="firing"})';
const FIRED = 'group by (alertname) (max_over_time(ALERTS{alertstate="firing"}[24h]))';

type Variant = "fires" | "is well" | "is missing";

function ruleCase({ alert, at, series }: AlertCase, variant: Variant): RuleCase {
  const present = variant === "is missing" ? series.slice(1) : series;
  return {
    name: `${alert} ${variant}`,
    interval: "1m",
    input: present.map(({ series: name, bad, good }) => ({
      series: name,
      values: variant === "is well" ? good : bad,
    })),
    asks: [{ at, expr: variant === "fires" ? FIRING : FIRED }],
  };
}

/** The alerts of each case that is wanted, in their order. */
async function evaluateCases(
  variant: Variant,
  groups: typeof GROUPS = GROUPS,
): Promise<{ readonly alert: string; readonly fired: readonly string[] }[]> {
  const jobs = groups.flatMap(([cases, rules]) => {
    const isLong = ({ at }: AlertCase) => parseInt(at) > LONG_MINUTES;
    return [
      { cases: cases.filter((one) => !isLong(one)), evaluation: { rules, every: "1m" } },
      { cases: cases.filter(isLong), evaluation: { rules, every: "5m" } },
    ].filter(({ cases }) => cases.length > 0);
  });
  const answers = await Promise.all(jobs.map(async ({ cases, evaluation }) => {
    const given = await evaluateRules(cases.map((one) => ruleCase(one, variant)), evaluation);
    return cases.map(({ alert }, index) => ({ alert, fired: given[index]?.[0] ?? [] }));
  }));
  return answers.flat();
}

Deno.test("every alert has a case", () => {
  const names = new Set(ALERTS.map(({ alert }) => alert));
  assert.deepEqual(CASES.map(({ alert }) => alert).sort(), [...names].sort());
});

Deno.test({
  name: "every alert fires in its case",
  ignore: needs("promtool", "prometheus"),
  async fn() {
    const answers = await evaluateCases("fires");
    const silent = answers.filter(({ alert, fired }) => !fired.includes(alert));
    assert.deepEqual(silent, []);
    assert.equal(answers.length, CASES.length);
  },
});

Deno.test({
  name: "every alert is quiet when all is well, and so are those beside it",
  ignore: needs("promtool", "prometheus"),
  async fn() {
    const answers = await evaluateCases("is well");
    const loud = answers.map(({ alert, fired }) => ({
      alert,
      fired: fired.filter((name) => name !== "LlmMonitorWatchdog"),
    })).filter(({ fired }) => fired.length !== 0);
    assert.deepEqual(loud, []);
  },
});

Deno.test({
  name: "every alert is quiet when its metric is missing",
  ignore: needs("promtool", "prometheus"),
  async fn() {
    const answers = await evaluateCases("is missing");
    const constant = CASES.filter(({ isConstant }) => isConstant).map(({ alert }) => alert);
    const loud = answers.filter(({ alert, fired }) => fired.includes(alert));
    assert.deepEqual(loud.map(({ alert }) => alert), constant);
  },
});

Deno.test({
  name: "a budget that is spent slowly fires later, and a failure without traffic not at all",
  ignore: needs("promtool", "prometheus"),
  async fn() {
    const rules = ["recording-llm", "alerts-llm"];
    const [slow] = await evaluateCases("fires", [[SLOW_BURN_CASES, rules]]);
    assert.deepEqual(slow?.fired, ["LlmMonitorFirstTokenBudgetBurn"]);
    const [idle] = await evaluateCases("fires", [[[NO_TRAFFIC_CASE], rules]]);
    assert.deepEqual(idle?.fired, []);
  },
});

Deno.test("every alert has its section in the runbooks, with all four parts, and no section is over", async () => {
  const text = await Deno.readTextFile(`${REPO}/${RUNBOOKS}`);
  assert.deepEqual(checkRunbooks(RULE_GROUPS, text).map(formatIssue), []);
});
