import { SLOS, THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import type { Board } from "../layer/board.ts";
import { row } from "../layer/board.ts";
import { lines } from "../layer/timeseries.ts";
import { CHANGES } from "./events.ts";
import {
  CARD_LEGEND,
  ownTokens,
  quantile,
  SERVER,
  SERVER_LEGEND,
  withIndex,
} from "./expressions.ts";
import { LOAD_TILES, MACHINE_TILES, QUEUE_TILES, UP_TILES, USER_TILES } from "./overview_tiles.ts";
import { CARDS, SERVERS } from "./overview_tables.ts";

const { llm } = THRESHOLDS;

/** The first board: what is wrong now, in the order in which an incident is looked at. */
export const overview: Board = {
  name: "overview",
  title: "Overview",
  description:
    "What is wrong now, top to bottom in the order in which an incident is worked. A coloured tile is a " +
    "problem; a tile without colour is not. No data: nothing reports it right now. Not reported: no " +
    "server here can report it.",
  range: "1h",
  variables: [],
  events: CHANGES,
  rows: [
    row("Is everything up, and is the data fresh?", UP_TILES),
    row("Are users waiting?", USER_TILES),
    row("Do requests queue up?", QUEUE_TILES),
    row("What is full, and what is produced?", LOAD_TILES),
    row("Is the hardware healthy, and what changed?", MACHINE_TILES),
    row("Where?", [SERVERS, CARDS]),
    row("Since when?", [
      lines({
        title: "Time to first token, p95",
        asks: "Since when have first tokens been slow, and on which server?",
        help: "The dashed line is the objective.",
        w: 12,
        h: 8,
        unit: "s",
        queries: [{
          expr: `max by (${SERVER}) (${
            quantile("p95", "llm_monitor_llm_time_to_first_token_seconds")
          })`,
          legend: SERVER_LEGEND,
        }],
        lines: { bad: SLOS.timeToFirstToken.seconds },
      }),
      lines({
        title: "Waiting requests",
        asks: "When did a queue start to grow, and where?",
        w: 12,
        h: 8,
        unit: "none",
        decimals: 0,
        queries: [{
          expr: `sum by (${SERVER}) (llm_monitor_llm_requests_waiting)`,
          legend: SERVER_LEGEND,
        }],
        lines: { warn: llm.waitingRequests },
      }),
      lines({
        title: "Prompt tokens",
        asks: "How much prefill is there? A sum with decode would hide a fall in either.",
        w: 12,
        h: 8,
        unit: "suffix: tok/s",
        isStacked: true,
        queries: [{
          expr: `sum by (${SERVER}) (${ownTokens("prompt")})`,
          legend: SERVER_LEGEND,
        }],
      }),
      lines({
        title: "Generated tokens",
        asks: "How many tokens are generated? A fall while requests are running points to a hang.",
        w: 12,
        h: 8,
        unit: "suffix: tok/s",
        isStacked: true,
        queries: [{
          expr: `sum by (${SERVER}) (${ownTokens("generation")})`,
          legend: SERVER_LEGEND,
        }],
      }),
      lines({
        title: "KV cache usage",
        asks: "When did a cache fill up? From then on, requests wait or are preempted.",
        w: 12,
        h: 8,
        unit: "percentunit",
        max: 1,
        queries: [{
          expr: `max by (${SERVER}) (llm_monitor_llm_kv_cache_usage_ratio)`,
          legend: SERVER_LEGEND,
        }],
        lines: { bad: llm.kvCacheFullRatio },
      }),
      lines({
        title: "GPU power",
        asks: "How much do the GPUs draw? Full utilization at low power points to a hang.",
        w: 12,
        h: 8,
        unit: "watt",
        queries: [{ expr: withIndex("llm_monitor_gpu_power_draw_watts"), legend: CARD_LEGEND }],
      }),
    ]),
  ],
};
