import assert from "node:assert/strict";
import { issuesOf, refuses, setQuery } from "./broken_boards.ts";

Deno.test("lint passes a board without a fault", () => {
  assert.deepEqual(issuesOf(), []);
});

refuses(
  "a metric that nobody writes",
  (board) => setQuery(board, 'sum(x_powr_watts{job=~"$job"})'),
  {
    place: 'panel "Power", query A, character 5 is x_powr_watts',
    says: "Did you mean x_power_watts",
  },
);
refuses(
  "a label that the metric does not have",
  (board) => setQuery(board, 'x_power_watts{job=~"$job", instance=~"$instance", gpus=~"$gpu"}'),
  { place: 'panel "Power", query A, character 51 is gpus', says: "Did you mean gpu" },
);
refuses(
  "a grouping by a label of no metric",
  (board) => setQuery(board, 'sum by (model) (x_power_watts{job=~"$job", instance=~"$instance"})'),
  { place: 'panel "Power", query A, character 9 is model', says: "no metric of this query" },
);
refuses(
  "what is no PromQL",
  (board) => setQuery(board, 'sum(up{job=~"$job", instance=~"$instance"}'),
  { place: 'panel "Power", query A, character 43', says: "is no PromQL" },
);
refuses(
  "a fallback that hides a dead server",
  (board) => setQuery(board, 'count(up{job=~"$job", instance=~"$instance"}) or vector(0)'),
  { place: 'panel "Power", query A', says: "draws 0 where nothing is known" },
);
refuses(
  "a rate of a gauge",
  (board) => setQuery(board, 'rate(x_power_watts{job=~"$job", instance=~"$instance"}[5m])'),
  { place: 'panel "Power", query A', says: "rate is for counters" },
);
refuses(
  "a counter without a rate",
  (board) => setQuery(board, 'sum(x_tokens_total{job=~"$job", instance=~"$instance"})'),
  { place: 'panel "Power", query A', says: "a counter by itself only rises" },
);
refuses(
  "a window of one scrape",
  (board) => setQuery(board, 'rate(x_tokens_total{job=~"$job", instance=~"$instance"}[1m])'),
  { place: 'panel "Power", query A', says: "less than 4 scrapes" },
);
refuses(
  "a short window of a subquery",
  (board) => setQuery(board, 'max_over_time(up{job=~"$job", instance=~"$instance"}[30s:10s])'),
  { place: 'panel "Power", query A', says: "less than 4 scrapes" },
);
refuses(
  "an integer bound of a bucket",
  (board) =>
    setQuery(
      board,
      'rate(x_wait_seconds_bucket{job=~"$job", instance=~"$instance", le="1"}[5m])',
    ),
  { place: 'panel "Power", query A, character 64 is 1', says: 'le=~"1|1.0"' },
);
refuses(
  "a query that ignores the choice of machines",
  (board) => setQuery(board, 'x_power_watts{job=~"$job"}'),
  { place: 'panel "Power", query A', says: "does not go by the variable instance" },
);
refuses(
  "events of a metric that nobody writes",
  (board) => board.annotations.list[0].expr = "y",
  { place: 'events "Started", character 1 is y', says: "no plugin and no rule writes it" },
);
refuses(
  "what is no LogQL",
  (board) => setQuery(board, '{container=~"$gpu"', 4),
  { place: 'panel "Logs", query A', says: "is no LogQL" },
);
refuses(
  "a label that lines do not have",
  (board) => setQuery(board, '{pod="a"} |= "$gpu"', 4),
  { place: 'panel "Logs", query A, character 2 is pod', says: "lines have no such label" },
);
