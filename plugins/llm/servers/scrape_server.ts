import { FamilySet } from "@llm-monitor/sdk";
import type { Family } from "@llm-monitor/sdk";
import { isOk, isRefused, jsonOf, refusalOf } from "../http/ask.ts";
import type { Answer, Ask } from "../http/ask.ts";
import { addCapability } from "./capability.ts";
import { isOfAnother } from "./detect.ts";
import type { JsonSource, ServerKind } from "./server_kind.ts";
import { ModelNames } from "../mapping/model_names.ts";
import { derive } from "../mapping/derive.ts";
import { applyMapping } from "../mapping/apply_mapping.ts";
import { textOf } from "../http/json_fields.ts";
import { plainText } from "../mapping/plain_text.ts";
import { readMetrics } from "./read_metrics.ts";
import type { MetricsPlace, ReadMetrics } from "./read_metrics.ts";
import { TargetMetrics } from "../mapping/target_metrics.ts";

/** What is known of a server from its last scrape. */
export interface KnownServer {
  /** What computes. */
  readonly engine: string;
  /** Its model, when it has one alone; empty of others. */
  readonly onlyModel: string;
}

/** The target whose server is scraped. */
export interface ScrapedTarget extends MetricsPlace {
  readonly name: string;
  /** Models that are told apart; `*` stands for any text. The others are told together. */
  readonly models?: readonly string[];
}

/** What a server is scraped with. */
export interface Scrape {
  readonly ask: Ask;
  readonly target: ScrapedTarget;
  readonly kind: ServerKind;
  readonly known: KnownServer | undefined;
  /** Why it does not answer, when it does not. */
  readonly whyDead: () => string;
  readonly nowMs: () => number;
  readonly nowSeconds: number;
}

/** What a scrape came to. */
export interface ScrapeResult extends KnownServer {
  readonly families: readonly Family[];
  readonly isUp: boolean;
  /** What answers does not look like a server of this kind. */
  readonly isForeign: boolean;
  /** Empty when there is nothing to say. */
  readonly trouble: string;
}

/** Asks a server of a known kind for everything at once, and adds up what it answers. */
export async function scrapeServer(scrape: Scrape): Promise<ScrapeResult> {
  const { ask, target, kind, known, nowSeconds } = scrape;
  const [health, version, metrics, sources] = await askAll(scrape);
  const engine = metrics?.value?.mapping?.id ?? known?.engine ?? kind.engine ?? kind.id;
  const set = new FamilySet();
  const labels = { target: target.name, engine };
  const isUp = isOk(health.value) || isRefused(health.value);
  set.gauge("llm_monitor_llm_up", labels, isUp ? 1 : 0);
  const source = (name: string, isRead: boolean, seconds?: number) => {
    set.gauge("llm_monitor_llm_scrape_success", { ...labels, source: name }, isRead ? 1 : 0);
    set.gauge("llm_monitor_llm_scrape_duration_seconds", { ...labels, source: name }, seconds);
  };
  source("health", isUp, health.seconds);
  addCapability(set, { labels, kind, engine });
  const troubles = isUp ? [] : [healthTrouble(scrape, health.value)];
  const names = new ModelNames(target.models);
  const onlyModel = onlyModelOf(sources.map(({ value }) => value)) ?? known?.onlyModel ?? "";
  if (metrics?.value) {
    const { mapping, trouble } = metrics.value;
    source("metrics", mapping !== undefined, metrics.seconds);
    if (trouble) troubles.push(`Cannot read metrics of target "${target.name}": ${trouble}`);
    for (const name of addMetrics(set, metrics.value, { labels, onlyModel, names })) {
      troubles.push(`Target "${target.name}" tells ${name} as percent; it is divided by 100`);
    }
  }
  const own = new TargetMetrics(set, { labels, names, onlyModel, isUp, nowSeconds });
  if (isUp) own.info("info", { server: kind.id, version: versionOf(kind, version) });
  for (const { value: { source: from, answers, refused }, seconds } of sources) {
    own.startSource();
    if (answers) from.add(answers, own);
    // How long what is remembered took says nothing.
    const isFresh = from.asks.some(({ isSlow }) => !isSlow);
    if (answers || !from.isOptional) {
      source(from.name, answers !== undefined, isFresh ? seconds : undefined);
    }
    if (refused !== undefined && !from.isOptional) {
      troubles.push(`Cannot read ${from.name} of target "${target.name}": ${refused}`);
    }
  }
  own.gauge("models_folded", names.folded === 0 ? undefined : names.folded);
  const isForeign = metrics?.value?.isForeign === true || await hasOthersModels(ask, kind);
  return {
    families: set.families(),
    isUp,
    engine,
    onlyModel,
    isForeign,
    trouble: troubles[0] ?? "",
  };
}

function askAll({ ask, target, kind, nowMs }: Scrape) {
  const { metrics: rule } = kind;
  return Promise.all([
    timed(nowMs, () => firstKnown(ask, kind.health.paths)),
    kind.version && ask(kind.version.path, { isSlow: !isAskedAnyway(kind) }),
    rule && timed(nowMs, () => readMetrics(ask, rule, target)),
    Promise.all(kind.sources.map((source) => timed(nowMs, () => askSource(ask, source)))),
  ]);
}

/** Another server may have taken the place, at health paths that both of them know. */
async function hasOthersModels(ask: Ask, { id, sources }: ServerKind): Promise<boolean> {
  const paths = sources.flatMap(({ asks }) => asks.map(({ path }) => path));
  if (!paths.includes(MODELS)) return false;
  return isOfAnother(await ask(MODELS, { isSlow: true }), id);
}

const MODELS = "/v1/models";

interface Asked {
  readonly source: JsonSource;
  /** In the order that it asks; undefined when one of them did not come. */
  readonly answers?: readonly Readonly<Record<string, unknown>>[];
  readonly refused?: string;
}

async function askSource(ask: Ask, source: JsonSource): Promise<Asked> {
  const answers = await Promise.all(source.asks.map(({ path, ...how }) => ask(path, how)));
  const isRead = (answer: Answer | undefined): answer is Answer => {
    const isDown = answer?.status === 503;
    return isOk(answer) || (isDown && source.isReadWhenDown === true);
  };
  if (answers.every(isRead)) {
    return { source, answers: answers.map((answer) => jsonOf({ ...answer, status: 200 })) };
  }
  return { source, refused: refusalOf(answers.find((answer) => !isRead(answer))) };
}

/** Adds what the metrics tell; answers the shares that came as percent. */
function addMetrics(
  set: FamilySet,
  { families, mapping }: ReadMetrics,
  { labels, onlyModel, names }: {
    labels: { target: string; engine: string };
    onlyModel: string;
    names: ModelNames;
  },
): readonly string[] {
  if (!mapping) return [];
  const options = { families, labels, defaultModel: onlyModel, modelName: names.name };
  const percents = applyMapping(set, mapping, options);
  derive(set, mapping.derived ?? [], { ...options, modelLabels: mapping.modelLabels });
  return percents;
}

/** The model of a server that has one alone, empty of others; undefined when it did not say. */
function onlyModelOf(sources: readonly Asked[]): string | undefined {
  for (const { source, answers } of sources) {
    const models = answers && source.models?.(answers);
    if (models && models.length > 0) return models.length === 1 ? models[0] : "";
  }
  return undefined;
}

/** The answer of the first path that the server knows. */
async function firstKnown(ask: Ask, paths: readonly string[]): Promise<Answer | undefined> {
  let answer: Answer | undefined;
  for (const path of paths) {
    answer = await ask(path);
    if (answer?.status !== 404) return answer;
  }
  return answer;
}

/** What another question asks in each collection must not be an answer of before. */
function isAskedAnyway({ health, version, sources }: ServerKind): boolean {
  const asks = sources.flatMap((source) => source.asks).filter(({ isSlow }) => !isSlow);
  const paths = [...health.paths, ...asks.map(({ path }) => path)];
  return version !== undefined && paths.includes(version.path);
}

function versionOf({ version }: ServerKind, answer: Answer | undefined): string {
  return version ? plainText(textOf(jsonOf(answer)[version.key]), 64) : "";
}

function healthTrouble({ target: { name }, whyDead }: Scrape, health: Answer | undefined): string {
  const why = health === undefined ? whyDead() : refusalOf(health);
  return `Target "${name}" is not healthy: ${why || refusalOf(health)}`;
}

async function timed<Value>(
  nowMs: () => number,
  work: () => Promise<Value>,
): Promise<{ value: Value; seconds: number }> {
  const startMs = nowMs();
  const value = await work();
  return { value, seconds: (nowMs() - startMs) / 1000 };
}
