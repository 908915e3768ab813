import type { Issue } from "../../../runtime/contract/issue.ts";
import type { MetricCatalog } from "../metrics.ts";
import { describePosition } from "../promql/describe_position.ts";
import { parseQuery } from "../promql/parse_query.ts";
import type { Selector } from "../promql/parse_query.ts";
import { boardIssue } from "./lint.ts";
import type { QueryPlace } from "./metrics_and_labels.ts";

/** The scrape interval that README and the stack have. */
const SCRAPE_SECONDS = 30;
/** Fewer samples than that in a window, and a lost scrape is a hole. */
const SAMPLES = 4;

/** Functions that take a counter, and nothing else. */
const COUNTER_CALLS = new Set(["rate", "irate", "increase"]);
/** Functions whose result of a counter means something all the same. */
const HARMLESS_CALLS = new Set(["resets", "absent", "absent_over_time", "count_over_time"]);

/** Windows that Grafana makes, long enough by themselves. */
const GRAFANA_WINDOWS = new Set(["$__rate_interval", "$__range"]);

/** Counters whose value itself is the answer, and why. */
const READ_AS_THEY_ARE: Readonly<Record<string, string>> = {
  llm_monitor_gpu_xid_errors_total: "how many there were since the machine was started",
};

/** Returns an issue for each habit of a query that makes boards and alerts lie. */
export function habitIssues({ expr, file, place }: QueryPlace, catalog: MetricCatalog): Issue[] {
  const { selectors, subqueries, fallbacks } = parseQuery(expr);
  const issue = (at: number, rule: string, value: string, fix: string) =>
    boardIssue(file, `${place}, ${describePosition(expr, at)}`, rule, { value, fix });
  return [
    ...fallbacks.map((at) =>
      issue(
        at,
        "draws 0 where nothing is known",
        "or vector(0)",
        "Count from a series that is always there: count(x) - sum(x)",
      )
    ),
    ...selectors.flatMap((selector) => [
      ...counterIssues(selector, catalog).map(([rule, fix]) =>
        issue(selector.at, rule, selector.metric, fix)
      ),
      ...boundIssues(selector).map(([value, at]) =>
        issue(
          at,
          "an integer bound of a bucket is written in two ways",
          value,
          `Write le=~"1|1.0"`,
        )
      ),
      ...windowIssue(selector.window).map((rule) =>
        issue(selector.at, rule, selector.window ?? "", "Use $__rate_interval, or 2m and more")
      ),
    ]),
    ...subqueries.flatMap(({ window, at }) =>
      windowIssue(window).map((rule) => issue(at, rule, window, "Use $__range, or 2m and more"))
    ),
  ];
}

function counterIssues(
  { metric, call = "" }: Selector,
  catalog: MetricCatalog,
): [rule: string, fix: string][] {
  const series = catalog.find(metric);
  if (!series || series.family.type === "recorded") return [];
  if (COUNTER_CALLS.has(call) && !series.isCounter) {
    return [[`${call} is for counters, and this is a ${series.family.type}`, "Use deriv or delta"]];
  }
  if (!series.isCounter || COUNTER_CALLS.has(call) || HARMLESS_CALLS.has(call)) return [];
  if (Object.hasOwn(READ_AS_THEY_ARE, metric)) return [];
  return [["a counter by itself only rises", "Wrap it in rate or increase"]];
}

/** `le="1"` in our text and `le="1.0"` after Prometheus 3 are one bucket. */
function boundIssues({ matchers }: Selector): [value: string, at: number][] {
  return matchers.filter(({ label, operator, value }) =>
    label === "le" && operator === "=" && /^\d+$/.test(value)
  ).map(({ value, at }) => [value, at]);
}

function windowIssue(window: string | undefined): string[] {
  if (window === undefined || GRAFANA_WINDOWS.has(window)) return [];
  const seconds = parseSeconds(window);
  return seconds !== undefined && seconds < SAMPLES * SCRAPE_SECONDS
    ? [`a window of less than ${SAMPLES} scrapes has holes`]
    : [];
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Seconds of a duration of PromQL, such as `1h30m`; undefined for a variable. */
function parseSeconds(window: string): number | undefined {
  const parts = [...window.matchAll(/(\d+)([smhdw])/g)];
  if (parts.length === 0) return undefined;
  return parts.reduce((sum, [, number, unit = ""]) => sum + Number(number) * (UNITS[unit] ?? 0), 0);
}
