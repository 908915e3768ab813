import { FamilySet } from "@llm-monitor/sdk";
import type { Family } from "@llm-monitor/sdk";
import { describeRefusal, isOk, isRefused, readJson } from "../http/ask.ts";
import type { Answer, Ask } from "../http/ask.ts";
import { addCapability } from "./capability.ts";
import { isOfAnother } from "./detect.ts";
import type { JsonSource, ServerKind } from "./server_kind.ts";
import { ModelNames } from "../mapping/model_names.ts";
import { derive } from "../mapping/derive.ts";
import { applyMapping } from "../mapping/apply_mapping.ts";
import { toText } from "../http/json_fields.ts";
import { plainText } from "../mapping/plain_text.ts";
import { listedModels, onlyModelIn, withListedSpelling } from "./scraped_models.ts";
import type { AskedSource } from "./scraped_models.ts";
import { addState, readState, sleeps } from "./server_state.ts";
import type { ServerState } from "./server_state.ts";
import { readMetrics } from "./read_metrics.ts";
import type { MetricsPlace, ReadMetrics } from "./read_metrics.ts";
import { TargetMetrics } from "../mapping/target_metrics.ts";

/** A server as its last scrape left it. */
export interface KnownServer {
  /** The name of what computes. */
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

/** The inputs of a scrape. */
export interface Scrape {
  readonly ask: Ask;
  readonly target: ScrapedTarget;
  readonly kind: ServerKind;
  readonly known: KnownServer | undefined;
  /** Returns the reason why it does not answer, when it does not. */
  readonly whyDead: () => string;
  readonly nowMs: () => number;
  readonly nowSeconds: number;
}

/** The outcome of a scrape. */
export interface ScrapeResult extends KnownServer {
  readonly families: readonly Family[];
  readonly state: ServerState;
  readonly isUp: boolean;
  /** The models that it lists. */
  readonly models: readonly string[];
  /** There is nothing in its metrics that a server of this kind writes. */
  readonly isForeign: boolean;
  /** Its list of models is that of another kind of server. */
  readonly isOther: boolean;
  /** Empty when there is nothing to say. */
  readonly trouble: string;
}

/** Asks a server of a known kind for everything, one question after the other, and adds it up. */
export async function scrapeServer(scrape: Scrape): Promise<ScrapeResult> {
  const { ask, target, kind, known, nowSeconds } = scrape;
  const { health, version, metrics, sources } = await askAll(scrape);
  const engine = metrics?.value.mapping?.id ?? known?.engine ?? kind.engine ?? kind.id;
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
  const state = readState(health.value);
  const troubles = isUp ? [] : [healthTrouble(scrape, health.value, state)];
  const models = listedModels(sources.map(({ value }) => value));
  const names = new ModelNames(target.models, withListedSpelling(models));
  const onlyModel = findOnlyModel(metrics?.value, models) ?? known?.onlyModel ?? "";
  if (metrics) {
    const { mapping, trouble } = metrics.value;
    source("metrics", mapping !== undefined, metrics.seconds);
    if (trouble) troubles.push(`Cannot read metrics of target "${target.name}": ${trouble}`);
    for (const name of addMetrics(set, metrics.value, { labels, onlyModel, names })) {
      troubles.push(`Target "${target.name}" has ${name} in percent; it is divided by 100`);
    }
  }
  const own = new TargetMetrics(set, { labels, names, onlyModel, isUp, nowSeconds });
  if (isUp) own.info("info", { server: kind.id, version: readVersion(kind, version) });
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
  const finalState = state === "up" && sleeps(set.families()) ? "sleeping" : state;
  addState(set, target.name, finalState);
  return {
    families: set.families(),
    state: finalState,
    isUp,
    engine,
    onlyModel,
    models,
    isForeign: metrics?.value.isForeign === true,
    isOther: await hasOthersModels(ask, kind),
    trouble: troubles[0] ?? "",
  };
}

/** A small server stalls when it is asked several things at once, so that it is asked one at a time. */
async function askAll({ ask, target, kind, nowMs }: Scrape) {
  const { metrics: rule } = kind;
  const health = await timed(nowMs, () => firstKnown(ask, kind.health.paths));
  const metrics = rule && await timed(nowMs, () => readMetrics(ask, rule, target));
  const isSlow = !isAskedAnyway(kind);
  const version = kind.version && await ask(kind.version.path, { isSlow });
  const sources = [];
  for (const source of kind.sources) {
    sources.push(await timed(nowMs, () => askSource(ask, source)));
  }
  return { health, metrics, version, sources };
}

/** Another server may have taken the place, at health paths that both of them know. */
async function hasOthersModels(ask: Ask, { id, sources }: ServerKind): Promise<boolean> {
  const paths = sources.flatMap(({ asks }) => asks.map(({ path }) => path));
  if (!paths.includes(MODELS)) return false;
  return isOfAnother(await ask(MODELS, { isSlow: true }), id);
}

const MODELS = "/v1/models";

async function askSource(ask: Ask, source: JsonSource): Promise<AskedSource> {
  const answers: (Answer | undefined)[] = [];
  for (const { path, ...how } of source.asks) answers.push(await ask(path, how));
  const isRead = (answer: Answer | undefined): answer is Answer => {
    const isDown = answer?.status === 503;
    return isOk(answer) || (isDown && source.isReadWhenDown === true);
  };
  if (answers.every(isRead)) {
    return { source, answers: answers.map((answer) => readJson({ ...answer, status: 200 })) };
  }
  return { source, refused: describeRefusal(answers.find((answer) => !isRead(answer))) };
}

/** Adds what the metrics hold; returns the shares that came as percent. */
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
  const { derived = [], modelLabels, unnamed = [] } = mapping;
  derive(set, derived, { ...options, modelLabels, unnamed });
  return percents;
}

/** Returns the model of a server that has one alone, empty of others; undefined when it did not say. */
function findOnlyModel(
  metrics: ReadMetrics | undefined,
  listed: readonly string[],
): string | undefined {
  const inMetrics = metrics?.mapping && onlyModelIn(metrics.families, metrics.mapping);
  if (inMetrics !== undefined) return withListedSpelling(listed)(inMetrics);
  if (listed.length === 0) return undefined;
  return listed.length === 1 ? listed[0] : "";
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

/** Drops cached answers to what another request asks in each collection. */
function isAskedAnyway({ health, version, sources }: ServerKind): boolean {
  const asks = sources.flatMap((source) => source.asks).filter(({ isSlow }) => !isSlow);
  const paths = [...health.paths, ...asks.map(({ path }) => path)];
  return version !== undefined && paths.includes(version.path);
}

function readVersion({ version }: ServerKind, answer: Answer | undefined): string {
  return version ? plainText(toText(readJson(answer)[version.key]), 64) : "";
}

function healthTrouble(
  { target: { name }, whyDead }: Scrape,
  health: Answer | undefined,
  state: ServerState,
): string {
  if (state === "loading") return `Target "${name}" is loading its model`;
  if (state === "sleeping") return `Target "${name}" sleeps`;
  const why = health === undefined ? whyDead() : describeRefusal(health);
  return `Target "${name}" is not healthy: ${why || describeRefusal(health)}`;
}

async function timed<Value>(
  nowMs: () => number,
  work: () => Promise<Value>,
): Promise<{ value: Value; seconds: number }> {
  const startMs = nowMs();
  const value = await work();
  return { value, seconds: (nowMs() - startMs) / 1000 };
}
