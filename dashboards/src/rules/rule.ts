/** Rules of Prometheus as data: what is recorded, what is alerted, and why it waits. */

/** The time within which somebody has to look: now, on the same day, some day. */
export type Severity = "critical" | "warning" | "info";

/** A series that Prometheus computes ahead, named `level:metric:operation`. */
export interface Recording {
  readonly record: string;
  readonly expr: string;
  /** Labels of the series. */
  readonly labels: readonly string[];
  readonly help: string;
}

/** A time, and the reason for it. */
export interface Wait {
  readonly time: string;
  readonly because: string;
}

/** An alert. Its section in docs/runbooks.md has its name. */
export interface Alert {
  readonly alert: string;
  readonly severity: Severity;
  readonly expr: string;
  /** The condition has to hold for this long. */
  readonly lasts: Wait;
  /** It goes on firing for this long when the condition no longer holds. */
  readonly holds: Wait;
  /** One line; labels may stand in it. */
  readonly summary: string;
  /** The value, what it means, and the first thing to do. */
  readonly description: string;
}

/** Rules that are evaluated together, in their order. */
export interface RuleGroup<Rule extends Recording | Alert = Recording | Alert> {
  readonly name: string;
  /** The file that says it, for errors. */
  readonly source: string;
  /** Prometheus' own interval without it. */
  readonly interval?: string;
  readonly rules: readonly Rule[];
}

export function isAlert(rule: Recording | Alert): rule is Alert {
  return "alert" in rule;
}

/** The labels of a model on a server, and of the things around it, as `by (...)` has them. */
export const BY = {
  instance: "job, instance",
  gpu: "job, instance, gpu",
  server: "job, instance, target, engine",
  model: "job, instance, target, engine, model",
  service: "job, instance, compose_project, compose_service",
  container: "job, instance, container",
} as const;

/** The names in a list of labels. */
export function labelsIn(list: string): string[] {
  return list.split(",").map((label) => label.trim()).filter((label) => label !== "");
}

/** No wait at all, since what is seen once is a fact. */
export const AT_ONCE: Wait = {
  time: "0s",
  because: "it is a fact when it is seen once",
};
/** Goes off as soon as it is over. */
export const NOT_HELD: Wait = {
  time: "0s",
  because: "it is over when it is over, and comes back only anew",
};
/** Outlives a short recovery. */
export const HELD: Wait = {
  time: "5m",
  because: "it comes and goes, and one page is enough",
};
