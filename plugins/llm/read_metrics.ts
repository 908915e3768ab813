import { parsePrometheus, PrometheusTextError } from "@llm-monitor/sdk";
import type { ParsedFamily } from "@llm-monitor/sdk";
import { isOk, isRefused, refusalOf } from "./ask.ts";
import type { Answer, Ask } from "./ask.ts";
import type { MetricsPage, MetricsRule } from "./engine_profile.ts";
import { familiesOf } from "./engine_table.ts";
import type { EngineTable } from "./engine_table.ts";
import { withModels } from "./parse/with_models.ts";
import type { Target } from "./targets/target.ts";

/** A proxy with a hundred models has some thousands. */
const MAX_SAMPLES = 30_000;

/** What the metrics of a target hold. */
export interface ReadMetrics {
  readonly families: readonly ParsedFamily[];
  /** Which table they are read with; undefined when they could not be read. */
  readonly table?: EngineTable;
  /** There is a page, and nothing on it is of a server of this kind. */
  readonly isForeign?: boolean;
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
  let read: ReadMetrics | undefined;
  let answer: Answer | undefined;
  for (const url of urlsOf(rule, target)) {
    answer = await ask(url) ?? answer;
    if (!isOk(answer)) continue;
    read = readPage(answer, rule);
    if (read.table) return read;
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
  const [table] = rule.tables;
  return {
    families: withModels(read),
    ...(table && { table }),
    trouble: read.map(({ trouble }) => trouble).find((one) => one !== "") ?? "",
  };
}

function readPage({ text }: Answer, rule: MetricsRule): ReadMetrics {
  const { tables, enable, isEmptyAtFirst } = rule;
  try {
    const families = parsePrometheus(text, { wanted: wantedOf(tables), maxSamples: MAX_SAMPLES });
    const table = tables.find(({ prefixes }) =>
      families.some(({ name }) => prefixes.some((prefix) => name.startsWith(prefix)))
    );
    if (table) return { families, table, trouble: "" };
    const [first] = tables;
    return isEmptyAtFirst && first
      ? { families: [], table: first, trouble: "" }
      : { families: [], isForeign: true, trouble: `there are none of its own; ${enable}` };
  } catch (error) {
    if (!(error instanceof PrometheusTextError)) throw error;
    // The line itself may be anything, and is nobody's business.
    const trouble = `line ${error.line} is no Prometheus text: ${error.explanation}`;
    return { families: [], isForeign: true, trouble };
  }
}

const wanted = new WeakMap<readonly EngineTable[], (family: string) => boolean>();

/** The families that some table reads, or is known by; all others are passed over. */
function wantedOf(tables: readonly EngineTable[]): (family: string) => boolean {
  const known = wanted.get(tables);
  if (known) return known;
  const names = new Set(tables.flatMap(familiesOf));
  const prefixes = tables.flatMap((table) => table.prefixes);
  const isWanted = (family: string) =>
    names.has(family) ||
    (family.endsWith(TOTAL) && names.has(family.slice(0, -TOTAL.length))) ||
    prefixes.includes(family);
  wanted.set(tables, isWanted);
  return isWanted;
}

const TOTAL = "_total";

/** The usual port of servers whose metrics have a port of their own. */
const USUAL_PORT = "8000";

/** Where its metrics may be: the operator's word, below its address, or at their usual own port. */
function urlsOf({ paths, port }: MetricsRule, { url, metricsUrl }: Target): string[] {
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
  if (answer === undefined) return refusalOf(answer) + hint;
  const isTheirs = answer.problem !== undefined || isRefused(answer);
  return isTheirs ? refusalOf(answer) : `${refusalOf(answer)}; ${enable}${hint}`;
}
