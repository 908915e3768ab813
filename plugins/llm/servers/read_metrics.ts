import type { ParsedFamily } from "@llm-monitor/sdk";
import { describeRefusal, isOk, isRefused } from "../http/ask.ts";
import type { Answer, Ask } from "../http/ask.ts";
import type { MetricsPage, MetricsRule } from "./server_kind.ts";
import { parsePage } from "../mapping/parse_page.ts";
import type { MetricMapping } from "../mapping/metric_mapping.ts";
import { addModelLabel } from "../mapping/add_model_label.ts";

/** The contents of a target's metrics. */
export interface ReadMetrics {
  readonly families: readonly ParsedFamily[];
  /** The mapping for these families; undefined when they could not be read. */
  readonly mapping?: MetricMapping;
  /** There is a page, and nothing on it is of a server of this kind. */
  readonly isForeign?: boolean;
  /** Empty when there is nothing to say. */
  readonly trouble: string;
}

/** The address of a target. */
export interface MetricsPlace {
  readonly url: string;
  /** The address of its metrics, when not below `url`. */
  readonly metricsUrl?: string;
}

/** Reads the metrics of a target, wherever they are. */
export async function readMetrics(
  ask: Ask,
  rule: MetricsRule,
  target: MetricsPlace,
): Promise<ReadMetrics> {
  if (target.metricsUrl === undefined) {
    const pages = await rule.pages?.(ask);
    if (pages) return await readPages(ask, rule, pages);
  }
  let read: ReadMetrics | undefined;
  let answer: Answer | undefined;
  for (const url of listUrls(rule, target)) {
    answer = await ask(url) ?? answer;
    if (!isOk(answer)) continue;
    read = readPage(answer, rule);
    if (read.mapping) return read;
  }
  return read ?? { families: [], trouble: refusal(answer, rule) };
}

/** Several pages, each of a model of its own; one that fails costs only its model. */
async function readPages(
  ask: Ask,
  rule: MetricsRule,
  pages: readonly MetricsPage[],
): Promise<ReadMetrics> {
  const read = await Promise.all(pages.map(async ({ path, model }) => {
    const answer = await ask(path);
    const page: ReadMetrics = isOk(answer)
      ? readPage(answer, rule)
      : { families: [], trouble: refusal(answer, rule) };
    return { ...page, model };
  }));
  // Without a model that is loaded there is nothing to read, and nothing wrong.
  const [mapping] = rule.mappings;
  return {
    families: addModelLabel(read),
    ...(mapping && { mapping }),
    trouble: read.map(({ trouble }) => trouble).find((one) => one !== "") ?? "",
  };
}

function readPage(
  { text }: Answer,
  { mappings, enable, isEmptyAtFirst, rewrite = (page) => page }: MetricsRule,
): ReadMetrics {
  const { families, mapping, problem } = parsePage(rewrite(text), mappings);
  if (mapping) return { families, mapping, trouble: "" };
  if (problem !== "") return { families: [], isForeign: true, trouble: problem };
  const [first] = mappings;
  return isEmptyAtFirst && first
    ? { families: [], mapping: first, trouble: "" }
    : { families: [], isForeign: true, trouble: `there are none of its own; ${enable}` };
}

/** The usual port of servers whose metrics have a port of their own. */
const USUAL_PORT = "8000";

/** Returns where its metrics may be: the operator's word, below its address, or at their usual own port. */
function listUrls({ paths, port }: MetricsRule, { url, metricsUrl }: MetricsPlace): string[] {
  if (metricsUrl !== undefined) return [metricsUrl];
  const own = paths.map((path) => url + path);
  // At another port than the usual one there may be another server of the same kind.
  const beside = new URL(url);
  if (port === undefined || beside.port !== USUAL_PORT) return own;
  beside.port = String(port);
  return [...paths.map((path) => beside.origin + path), ...own];
}

function refusal(answer: Answer | undefined, { enable, port }: MetricsRule): string {
  const hint = port === undefined
    ? ""
    : `; set metricsUrl to its port for metrics (usually ${port})`;
  if (answer === undefined) return describeRefusal(answer) + hint;
  const isTheirs = answer.problem !== undefined || isRefused(answer);
  return isTheirs ? describeRefusal(answer) : `${describeRefusal(answer)}; ${enable}${hint}`;
}
