import { parsePrometheus, PrometheusTextError } from "@llm-monitor/sdk";
import type { ParsedFamily } from "@llm-monitor/sdk";
import { isOk, refusalOf } from "./ask.ts";
import type { Answer, Ask } from "./ask.ts";
import type { MetricsPage, MetricsRule } from "./engine_profile.ts";
import { familiesOf } from "./engine_table.ts";
import type { EngineTable } from "./engine_table.ts";
import type { Target } from "./targets/target.ts";

/** A proxy with a hundred models has some thousands. */
const MAX_SAMPLES = 30_000;

/** What the metrics of a target hold. */
export interface ReadMetrics {
  readonly pages: readonly {
    readonly families: readonly ParsedFamily[];
    readonly model?: string;
  }[];
  /** Which table they are read with; undefined when they could not be read. */
  readonly table?: EngineTable;
  /** Empty when there is nothing to say. */
  readonly trouble: string;
}

/** Reads the metrics of a target, wherever they are. */
export async function readMetrics(
  ask: Ask,
  rule: MetricsRule,
  target: Target,
): Promise<ReadMetrics> {
  if (target.metricsUrl === undefined) {
    const pages = await rule.pages?.(ask);
    if (pages) return await readPages(ask, rule, pages);
  }
  let answer: Answer | undefined;
  for (const url of urlsOf(rule, target)) {
    answer = await ask(url) ?? answer;
    if (isOk(answer)) return readPage(answer, rule);
  }
  return { pages: [], trouble: refusal(answer, rule) };
}

/** Several pages, each of a model of its own; one that fails costs only its model. */
async function readPages(
  ask: Ask,
  rule: MetricsRule,
  pages: readonly MetricsPage[],
): Promise<ReadMetrics> {
  const read = await Promise.all(pages.map(async ({ path, model }) => {
    const answer = await ask(path);
    if (!isOk(answer)) return { pages: [], trouble: refusal(answer, rule) };
    const { pages: [page], ...rest } = readPage(answer, rule);
    return { ...rest, pages: page ? [{ ...page, ...(model !== undefined && { model }) }] : [] };
  }));
  const table = read.map((one) => "table" in one ? one.table : undefined).find((one) => one);
  return {
    pages: read.flatMap((one) => one.pages),
    // Without a model that is loaded there is nothing to read, and nothing wrong.
    ...((table ?? rule.tables[0]) && { table: table ?? rule.tables[0] }),
    trouble: read.map(({ trouble }) => trouble).find((one) => one !== "") ?? "",
  } as ReadMetrics;
}

function readPage({ text }: Answer, { tables, enable }: MetricsRule): ReadMetrics {
  try {
    const families = parsePrometheus(text, { wanted: wantedOf(tables), maxSamples: MAX_SAMPLES });
    const table = tables.find(({ prefixes }) =>
      families.some(({ name }) => prefixes.some((prefix) => name.startsWith(prefix)))
    );
    return table
      ? { pages: [{ families }], table, trouble: "" }
      : { pages: [], trouble: `there are none of its own; ${enable}` };
  } catch (error) {
    if (!(error instanceof PrometheusTextError)) throw error;
    return { pages: [], trouble: error.message };
  }
}

const wanted = new WeakMap<readonly EngineTable[], (family: string) => boolean>();

/** The families that some table reads; all others are passed over. */
function wantedOf(tables: readonly EngineTable[]): (family: string) => boolean {
  const known = wanted.get(tables);
  if (known) return known;
  const names = new Set(tables.flatMap(familiesOf));
  const isWanted = (family: string) =>
    names.has(family) ||
    (family.endsWith("_total") && names.has(family.slice(0, -"_total".length)));
  wanted.set(tables, isWanted);
  return isWanted;
}

/** Where its metrics may be: the operator's word, else its own port, else below its address. */
function urlsOf({ paths, port }: MetricsRule, { url, metricsUrl }: Target): string[] {
  if (metricsUrl !== undefined) return [metricsUrl];
  if (port === undefined) return paths.map((path) => url + path);
  const own = new URL(url);
  own.port = String(port);
  // A target may be the metrics' own port.
  return paths.flatMap((path) => [own.origin + path, url + path]);
}

function refusal(answer: Answer | undefined, { enable, port }: MetricsRule): string {
  if (answer === undefined) {
    const hint = port === undefined ? "" : `; set metricsUrl to its port for metrics (${port})`;
    return refusalOf(answer) + hint;
  }
  const isOurs = answer.problem !== undefined || answer.status === 401 || answer.status === 403;
  return isOurs ? refusalOf(answer) : `${refusalOf(answer)}; ${enable}`;
}
