import { completed } from "../../exposition/observed.ts";
import { counter, global, histogram, onFirstUse, withOwnLabels } from "../../exposition/table.ts";
import type { Row } from "../../exposition/table.ts";

const CALL = { handler: "/v1/chat/completions", method: "POST" };

/** What prometheus_fastapi_instrumentator tells of calls, those of its own pages left out. */
export const HTTP_ROWS: readonly Row[] = [
  global(counter(
    "http_requests_total",
    "Total number of requests by method, status and handler.",
    ({ snapshot: { finishedTotal: { stop, length, abort, error } } }) =>
      onFirstUse([
        { labels: { ...CALL, status: "2xx" }, value: stop + length + abort },
        { labels: { ...CALL, status: "5xx" }, value: error },
      ]),
  )),
];

/** Its times of calls. The Rust front end has not got them. */
export const HTTP_TIMES: readonly Row[] = [
  withOwnLabels(histogram(
    "http_request_duration_seconds",
    "Latency with only few buckets by handler. Made to be only used if aggregation by handler " +
      "is important.",
    [0.1, 0.5, 1],
    completed(({ durationSeconds }) => durationSeconds),
    CALL,
  )),
];
