import {
  BURN_RATES,
  MINIMAL_REQUESTS_PER_SECOND,
  SLOS,
} from "../../../../runtime/contract/thresholds.ts";
import { BY } from "../rule.ts";
import type { Alert, RuleGroup, Severity, Wait } from "../rule.ts";

const MODEL = "{{ $labels.model }} on {{ $labels.target }} of {{ $labels.instance }}";
/** Digits enough for a threshold. */
const DIGITS = 4;

interface Budget {
  readonly alert: string;
  /** The recorded share of bad events, without its window. */
  readonly bad: string;
  readonly objective: number;
  readonly what: string;
  readonly first: string;
}

const BUDGETS: readonly Budget[] = [
  {
    alert: "LlmMonitorFirstTokenBudgetBurn",
    bad: "model:llm_time_to_first_token_seconds_slow:ratio_rate",
    objective: SLOS.timeToFirstToken.objective,
    what: `first tokens later than ${SLOS.timeToFirstToken.seconds} s`,
    first: "See queue, KV cache and the length of prompts.",
  },
  {
    alert: "LlmMonitorTokenLatencyBudgetBurn",
    bad: "model:llm_inter_token_latency_seconds_slow:ratio_rate",
    objective: SLOS.interTokenLatency.objective,
    what: `tokens more than ${SLOS.interTokenLatency.seconds} s apart`,
    first: "See throttling, the size of batches and long prompts between them.",
  },
  {
    alert: "LlmMonitorAvailabilityBudgetBurn",
    bad: "model:llm_requests_failed:ratio_rate",
    objective: SLOS.availability.objective,
    what: "failed requests",
    first: "See the reason in llm_monitor_llm_request_errors_total and the engine's log.",
  },
];

const WAITS: Readonly<Record<"critical" | "warning", Wait>> = {
  critical: { time: "2m", because: "the windows are the wait; this only lets both be computed" },
  warning: { time: "15m", because: "it takes days to spend the budget at this pace" },
};
const HOLDS: Wait = {
  time: "10m",
  because: "the short window recovers first, and the budget stays spent",
};

export const BUDGET_ALERTS: RuleGroup<Alert> = {
  name: "llm_budgets",
  source: "dashboards/src/rules/alerts/llm_budgets.ts",
  rules: BUDGETS.flatMap((budget) =>
    (["critical", "warning"] as const).map((severity) => makeAlert(budget, severity))
  ),
};

function makeAlert(
  { alert, bad, objective, what, first }: Budget,
  severity: Extract<Severity, "critical" | "warning">,
): Alert {
  const pairs = BURN_RATES.filter((pair) => pair.severity === severity).map(
    ({ short, long, factor }) => {
      const limit = Number((factor * (1 - objective)).toFixed(DIGITS));
      return `(
  ${bad}${long} > ${limit}
    and on (${BY.model}) ${bad}${short} > ${limit}
    and on (${BY.model}) model:llm_requests:rate${long} > ${MINIMAL_REQUESTS_PER_SECOND}
)`;
    },
  );
  const pace = severity === "critical" ? "within two days" : "within a month";
  return {
    alert,
    severity,
    expr: pairs.join("\nor\n"),
    lasts: WAITS[severity],
    holds: HOLDS,
    summary: `${MODEL} spends its error budget: ${what}`,
    description: `{{ $value | humanizePercentage }} are bad, of ${
      Number(((1 - objective) * 100).toFixed(DIGITS))
    } % that may be: at this pace the budget of 30 days is gone ${pace}. ${first}`,
  };
}
