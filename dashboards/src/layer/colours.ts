/** Named colours of Grafana: it knows them in dark and in light, and each with a text that is legible on it. */

/** Nothing is wrong, or nothing is judged: no colour at all. */
export const CALM = "transparent";
/** Something may need a person within the day. */
export const WARN = "yellow";
/** Something needs a person now. */
export const BAD = "dark-red";

/** Bars and lines that say how much, and judge nothing. */
export const NEUTRAL = "blue";

/** Fixed colours of quantiles and the mean, the same on every board. */
export const QUANTILE_COLOURS = {
  p50: "light-blue",
  p95: "blue",
  p99: "purple",
  mean: "text",
} as const;
