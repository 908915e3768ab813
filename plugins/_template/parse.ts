/** Raw text to families: pure, so that every case can be a file in testdata/. */
import { FamilySet } from "@llm-monitor/sdk";
import type { Family } from "@llm-monitor/sdk";

/** What one server said; no text when it did not answer. */
export interface Answer {
  readonly target: string;
  readonly text?: string;
}

/** Turns answers into families. A value that is missing gives no sample, never 0. */
export function toFamilies(answers: readonly Answer[]): Family[] {
  const set = new FamilySet();
  for (const { target, text } of answers) {
    set.gauge("llm_monitor_template_up", { target }, text === undefined ? 0 : 1);
    const values = parseStatus(text ?? "");
    set.gauge("llm_monitor_template_queue_requests", { target }, values.get("queue"));
    set.counter("llm_monitor_template_requests_total", { target }, values.get("requests"));
  }
  return set.families();
}

/** Reads `name value` lines; a line that is none is left out. */
export function parseStatus(text: string): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split("\n")) {
    const match = /^([a-z]+) (\d+(?:\.\d+)?)\s*$/.exec(line);
    if (match?.[1] !== undefined) values.set(match[1], Number(match[2]));
  }
  return values;
}
