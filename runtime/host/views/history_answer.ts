import type { HistoryAnswer } from "../../contract/item.ts";
import { STEP_MS } from "./history.ts";
import type { History, SeriesId } from "./history.ts";

/** The most series of one answer; some 100 KB. */
const MAX_SERIES = 200;

/** A question for the past; what is not named is any. */
export interface HistoryQuery {
  readonly kind?: string | undefined;
  readonly key?: string | undefined;
  readonly field?: string | undefined;
}

/** `GET /api/v1/history`: the past of the series that are asked for, sorted. */
export function historyAnswer(
  history: History,
  query: HistoryQuery,
  { nowMs, unixMs }: { nowMs: number; unixMs: number },
): HistoryAnswer {
  const asked = history.ids().filter((id) =>
    (["kind", "key", "field"] as const).every((part) =>
      query[part] === undefined || query[part] === id[part]
    )
  ).sort(compareIds);
  return {
    schema_version: 1,
    step_seconds: STEP_MS / 1_000,
    end: new Date(unixMs).toISOString(),
    series: asked.slice(0, MAX_SERIES).map((id) => ({
      ...id,
      values: Array.from(history.values(id, nowMs), rounded),
    })),
    left_out: Math.max(asked.length - MAX_SERIES, 0),
  };
}

/** Of a 32-bit float seven digits are true. */
function rounded(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(7)) : null;
}

function compareIds(a: SeriesId, b: SeriesId): number {
  const [left, right] = [a, b].map(({ kind, key, field }) => `${kind}\n${key}\n${field}`) as [
    string,
    string,
  ];
  return left < right ? -1 : left > right ? 1 : 0;
}
