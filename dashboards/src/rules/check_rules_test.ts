import assert from "node:assert/strict";
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
  return checkRules([group], CATALOG);
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
        'names "llm_monitor_x_upp", which nothing writes, at line 2, column 7 of the expression; did you mean llm_monitor_x_up?',
      ],
      [
        'llm_monitor_x_up{crad="0"} == 0',
        'matches the label "crad", which llm_monitor_x_up does not have, at line 1, column 18 of the expression; it has job, instance, card',
      ],
      [
        "sum by (crad) (llm_monitor_x_up) == 0",
        'groups by "crad", which none of its metrics has, at line 1, column 9 of the expression',
      ],
      [
        "rate(llm_monitor_x_up[5m]) > 0",
        "takes rate() of llm_monitor_x_up, which is no counter, at line 1, column 6 of the expression",
      ],
      [
        "llm_monitor_x_up == 0 or vector(0)",
        'hides absence by "or vector(...)" at line 1, column 26 of the expression',
      ],
      [
        'llm_monitor_x_wait_seconds_bucket{le="1"} > 0',
        'matches le="1" at line 1, column 35 of the expression: bounds are written "1.0"',
      ],
    ] as const
  ) {
    assert.deepEqual(issuesOf({ ...ALERT, expr }), [`alerts/x.ts: LlmMonitorXDown: ${said}`]);
  }
  assert.match(issuesOf({ ...ALERT, expr: "sum(" })[0] ?? "", /is no PromQL at line 1/);
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

Deno.test("renderRules writes waits only where there are some, and what a quote needs", () => {
  const group = { name: "x", source: "alerts/x.ts", rules: [{ ...ALERT, summary: "It's down" }] };
  const text = renderRules([group], [group.source]);
  assert.match(text, /^ {8}for: 5m$/m);
  assert.doesNotMatch(text, /keep_firing_for/);
  assert.match(text, /summary: 'It''s down'/);
  assert.doesNotMatch(text, /\t/);
});
