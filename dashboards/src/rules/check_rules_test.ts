import assert from "node:assert/strict";
import { formatIssue } from "../../../runtime/contract/issue.ts";
import { MetricCatalog } from "../metrics.ts";
import type { KnownFamily } from "../metrics.ts";
import { checkRules } from "./check_rules.ts";
import { renderRules } from "./render_rules.ts";
import { AT_ONCE, NOT_HELD } from "./rule.ts";
import type { Alert, Recording, RuleGroup } from "./rule.ts";

const family = (name: string, type: KnownFamily["type"], ...labels: string[]): KnownFamily => ({
  name,
  type,
  labels,
  help: "A metric.",
  source: "plugins/x/plugin.yaml",
});
const CATALOG = new MetricCatalog([
  family("llm_monitor_x_up", "gauge", "card"),
  family("llm_monitor_x_errors_total", "counter", "card"),
  family("llm_monitor_x_wait_seconds", "histogram", "card"),
]);

const ALERT: Alert = {
  alert: "LlmMonitorXDown",
  severity: "warning",
  expr: "llm_monitor_x_up == 0",
  lasts: { time: "5m", because: "it comes back" },
  holds: NOT_HELD,
  summary: "{{ $labels.card }} is down",
  description: "Up is {{ $value }}. Look at it.",
};

function issuesOf(...rules: readonly (Alert | Recording)[]): string[] {
  const group: RuleGroup = { name: "x", source: "alerts/x.ts", rules };
  return checkRules([group], CATALOG).map(formatIssue);
}

Deno.test("checkRules finds nothing wrong with what is right", () => {
  const recording: Recording = {
    record: "card:x_errors:rate5m",
    expr: "sum by (card) (rate(llm_monitor_x_errors_total[5m]))",
    labels: ["card"],
    help: "Errors a second.",
  };
  assert.deepEqual(issuesOf(recording, { ...ALERT, expr: "card:x_errors:rate5m > 1" }), []);
});

Deno.test("checkRules names file, alert and place of what nothing declares", () => {
  for (
    const [expr, said] of [
      [
        "up == 1\n  and llm_monitor_x_upp == 0",
        ", line 2, column 7 is llm_monitor_x_upp: no plugin and no rule writes it. Did you mean llm_monitor_x_up?",
      ],
      [
        'llm_monitor_x_up{crad="0"} == 0',
        ", character 18 is crad: llm_monitor_x_up has no such label. Did you mean card?",
      ],
      [
        "sum by (crad) (llm_monitor_x_up) == 0",
        ", character 9 is crad: no metric of this query has such a label",
      ],
      [
        "rate(llm_monitor_x_up[5m]) > 0",
        ", character 6 is llm_monitor_x_up: rate is for counters, and this is a gauge. Use deriv or delta",
      ],
      [
        "rate(llm_monitor_x_errors_total[1m]) > 0",
        ", character 6 is 1m: a window of less than 4 scrapes has holes. Use $__rate_interval, or 2m and more",
      ],
      [
        "llm_monitor_x_up == 0 or vector(0)",
        ", character 26 is or vector(0): draws 0 where nothing is known. " +
        "Count from a series that is always there: count(x) - sum(x)",
      ],
      [
        'rate(llm_monitor_x_wait_seconds_bucket{le="1"}[5m]) > 0',
        ', character 40 is 1: an integer bound of a bucket is written in two ways. Write le=~"1|1.0"',
      ],
    ] as const
  ) {
    assert.deepEqual(issuesOf({ ...ALERT, expr }), [`alerts/x.ts: LlmMonitorXDown${said}`]);
  }
  assert.match(issuesOf({ ...ALERT, expr: "sum(" })[0] ?? "", /character 5 is sum\(: is no PromQL/);
});

Deno.test("checkRules wants names, reasons, values and durations", () => {
  for (
    const [change, said] of [
      [{ alert: "XDown" }, "must be named LlmMonitor and what is wrong"],
      [{ lasts: { time: "5 min", because: "so" } }, 'has the duration "5 min": write it as 5m'],
      [{ holds: { ...AT_ONCE, because: " " } }, "waits 0s without a reason"],
      [{ summary: "It is down." }, "needs a summary of one line without a full stop"],
      [{ description: "Look at it." }, "needs the value in its description"],
    ] as const
  ) {
    const alert = { ...ALERT, ...change };
    assert.deepEqual(issuesOf(alert), [`alerts/x.ts: ${alert.alert}: ${said}`]);
  }
  const twice: Recording = { record: "a:b:c", expr: "llm_monitor_x_up", labels: [], help: "A." };
  assert.deepEqual(issuesOf(twice, twice), [
    "alerts/x.ts: a:b:c: is recorded twice, also at alerts/x.ts: a:b:c",
  ]);
});

Deno.test("checkRules finds a tab, with its place", () => {
  assert.deepEqual(
    issuesOf({ ...ALERT, expr: "llm_monitor_x_up == 0\n\tand up == 1", summary: "x\tis down" }),
    [
      "alerts/x.ts: LlmMonitorXDown: has a tab at line 2, column 1 of the expression; write spaces",
      "alerts/x.ts: LlmMonitorXDown: has a tab at character 2 of the summary; write spaces",
    ],
  );
});

Deno.test("renderRules writes waits only where there are some, and what a quote needs", () => {
  const group = { name: "x", source: "alerts/x.ts", rules: [{ ...ALERT, summary: "It's down" }] };
  const text = renderRules([group], [group.source]);
  assert.match(text, /^ {8}for: 5m$/m);
  assert.doesNotMatch(text, /keep_firing_for/);
  assert.match(text, /summary: 'It''s down'/);
  assert.doesNotMatch(text, /\t/);
});
