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
import { FULL_TILES, MACHINE_TILES, UP_TILES, USER_TILES } from "./overview_tiles.ts";
import { CARDS, SERVERS } from "./overview_tables.ts";

const { llm } = THRESHOLDS;

/** The first board: what is wrong now, in the order in which an incident is looked at. */
export const overview: Board = {
  name: "overview",
  title: "Overview",
  description:
    "What is wrong now, from top to bottom in the order of an incident. A coloured tile is a problem; " +
    "a tile without colour is none. No data: nothing tells it now. Not told: no server here can.",
  range: "1h",
  variables: [],
  events: CHANGES,
  rows: [
    row("Is everything up, and is the data fresh?", UP_TILES),
    row("Do users wait?", USER_TILES),
    row("What is full, and what comes out?", FULL_TILES),
    row("Are the machines well?", MACHINE_TILES),
    row("Where?", [SERVERS, CARDS]),
    row("Since when?", [
      lines({
        title: "Time to first token, p95",
        asks: "Since when do users wait for the first token, and at which server?",
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
        title: "Requests that wait",
        asks: "Since when does a queue grow, and where?",
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
        asks:
          "How much prefill is done? A sum with generated tokens would hide that one of them fell.",
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
        asks: "How much comes out? When it falls while requests run, look at Not producing.",
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
        title: "KV cache in use",
        asks: "Since when is a cache full? From there on requests wait or are preempted.",
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
        title: "Power of the cards",
        asks: "What do the cards draw? Full use at little power is a card that hangs.",
        w: 12,
        h: 8,
        unit: "watt",
        queries: [{ expr: withIndex("llm_monitor_gpu_power_draw_watts"), legend: CARD_LEGEND }],
      }),
    ]),
  ],
};
