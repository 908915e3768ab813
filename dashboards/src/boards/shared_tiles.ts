import { THRESHOLDS } from "../../../runtime/contract/thresholds.ts";
import { stat } from "../layer/stat.ts";
import { DATA_AGE, notProducing } from "./expressions.ts";

/** Tiles that several boards have. */

const { staleSeconds } = THRESHOLDS.monitor;

/** The age of what the boards show. */
export const OLDEST_DATA = stat({
  title: "Oldest data",
  asks: "How old is the oldest data on these boards?",
  unit: "s",
  decimals: 0,
  expr: `max(${DATA_AGE})`,
  judge: { warn: staleSeconds / 2, bad: staleSeconds },
});

/** Servers that hang: busy, without a token. */
export const NOT_PRODUCING = stat({
  title: "Not producing",
  asks: "Is a server running requests without producing a single token?",
  help: "It is hung: check the power draw of its GPU and its log, then restart it.",
  unit: "none",
  expr: `sum(${notProducing("5m")})`,
  judge: { bad: 1 },
});
