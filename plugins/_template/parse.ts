/** Raw text to families: pure, so that every case can be a file in testdata/. */
import { FamilySet, parsePrometheus, PrometheusTextError } from "@llm-monitor/sdk";
import type { Family, ParsedFamily } from "@llm-monitor/sdk";

/** The Prometheus page of one server; no text when it did not answer. */
export interface Page {
  readonly target: string;
  readonly text?: string;
}

/** Turns pages into families. A value that is missing gives no sample, never 0. */
export function toFamilies(pages: readonly Page[]): Family[] {
  const set = new FamilySet();
  for (const { target, text } of pages) {
    const page = text === undefined ? undefined : readPage(text);
    set.gauge("llm_monitor_template_up", { target }, page ? 1 : 0);
    set.gauge("llm_monitor_template_waiting_requests", { target }, page?.sum("app_waiting"));
    set.counter("llm_monitor_template_requests_total", { target }, page?.sum("app_requests_total"));
  }
  return set.families();
}

interface Readings {
  /** Adds up the samples of a name, whatever their labels; undefined when there is none. */
  readonly sum: (name: string) => number | undefined;
}

/** Reads what is wanted of a page; undefined when it is no Prometheus page. */
export function readPage(text: string): Readings | undefined {
  const families = parse(text);
  if (!families) return undefined;
  const samples = families.flatMap((family) => family.samples);
  return {
    sum: (name) => {
      const values = samples.filter((sample) => sample.name === name).map(({ value }) => value);
      return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value);
    },
  };
}

function parse(text: string): ParsedFamily[] | undefined {
  try {
    return parsePrometheus(text, { wanted: (family) => family.startsWith("app_") });
  } catch (error) {
    if (!(error instanceof PrometheusTextError)) throw error;
    return undefined;
  }
}
