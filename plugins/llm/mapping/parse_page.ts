import { parsePrometheus, PrometheusTextError } from "@llm-monitor/sdk";
import type { ParsedFamily } from "@llm-monitor/sdk";
import { listFamilies } from "./metric_mapping.ts";
import type { MetricMapping } from "./metric_mapping.ts";

/** A proxy with a hundred models has some thousands. */
const MAX_SAMPLES = 30_000;

/** The contents of a page of metrics. */
export interface ParsedPage {
  readonly families: readonly ParsedFamily[];
  /** The mapping for these families; undefined when nothing on the page is of a known engine. */
  readonly mapping?: MetricMapping;
  /** The reason why the page is no Prometheus text; empty when it is. */
  readonly problem: string;
}

/** Parses the families of a page that some mapping reads, and finds out which mapping it is. */
export function parsePage(text: string, mappings: readonly MetricMapping[]): ParsedPage {
  try {
    const families = parsePrometheus(text, {
      wanted: wantedBy(mappings),
      maxSamples: MAX_SAMPLES,
    });
    const mapping = mappings.find(({ prefixes }) =>
      families.some(({ name }) => prefixes.some((prefix) => name.startsWith(prefix)))
    );
    return { families, ...(mapping && { mapping }), problem: "" };
  } catch (error) {
    if (!(error instanceof PrometheusTextError)) throw error;
    // The line itself may be anything, and is nobody's business.
    const problem = `line ${error.line} is not Prometheus text: ${error.explanation}`;
    return { families: [], problem };
  }
}

const wanted = new WeakMap<readonly MetricMapping[], (family: string) => boolean>();

/** The families that some mapping reads, or is known by; all others are passed over. */
function wantedBy(mappings: readonly MetricMapping[]): (family: string) => boolean {
  const known = wanted.get(mappings);
  if (known) return known;
  const names = new Set([
    ...mappings.flatMap(listFamilies),
    ...mappings.flatMap(({ marks = [] }) => marks),
  ]);
  const prefixes = mappings.flatMap((mapping) => mapping.prefixes);
  const isWanted = (family: string) =>
    names.has(family) ||
    (family.endsWith(TOTAL) && names.has(family.slice(0, -TOTAL.length))) ||
    prefixes.includes(family);
  wanted.set(mappings, isWanted);
  return isWanted;
}

const TOTAL = "_total";
