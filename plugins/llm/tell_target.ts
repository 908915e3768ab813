import { FamilySet } from "@llm-monitor/sdk";
import type { Family } from "@llm-monitor/sdk";
import { isOk, isRefused, jsonOf, refusalOf } from "./ask.ts";
import type { Answer, Ask } from "./ask.ts";
import { tellCapability } from "./capability.ts";
import { isOfAnother } from "./detect.ts";
import type { EngineProfile, JsonSource } from "./engine_profile.ts";
import { ModelNames } from "./model_names.ts";
import { derive } from "./parse/derive.ts";
import { interpret } from "./parse/interpret.ts";
import { textOf } from "./json_fields.ts";
import { plainText } from "./plain_text.ts";
import { readMetrics } from "./read_metrics.ts";
import type { ReadMetrics } from "./read_metrics.ts";
import type { Target } from "./targets/target.ts";
import { Teller } from "./teller.ts";

/** What a target is asked with. */
export interface Telling {
  readonly ask: Ask;
  readonly target: Target;
  readonly profile: EngineProfile;
  /** What was known of it the last time. */
  readonly known: { readonly engine: string; readonly onlyModel: string } | undefined;
  /** Why it does not answer, when it does not. */
  readonly whyDead: () => string;
  readonly nowMs: () => number;
  readonly nowSeconds: number;
}

/** What a target told. */
export interface Told {
  readonly families: readonly Family[];
  readonly isUp: boolean;
  /** What computes there. */
  readonly engine: string;
  /** Its model, when it has one alone. */
  readonly onlyModel: string;
  /** What answers does not look like a server of this kind. */
  readonly isForeign: boolean;
  /** Empty when there is nothing to say. */
  readonly trouble: string;
}

/** Asks a server of a known kind for everything at once, and tells what it answers. */
export async function tellTarget(telling: Telling): Promise<Told> {
  const { ask, target, profile, known, nowSeconds } = telling;
  const [health, version, metrics, sources] = await askAll(telling);
  const engine = metrics?.value?.table?.id ?? known?.engine ?? profile.engine ?? profile.id;
  const set = new FamilySet();
  const labels = { target: target.name, engine };
  const isUp = isOk(health.value) || isRefused(health.value);
  set.gauge("llm_monitor_llm_up", labels, isUp ? 1 : 0);
  const source = (name: string, isRead: boolean, seconds?: number) => {
    set.gauge("llm_monitor_llm_scrape_success", { ...labels, source: name }, isRead ? 1 : 0);
    set.gauge("llm_monitor_llm_scrape_duration_seconds", { ...labels, source: name }, seconds);
  };
  source("health", isUp, health.seconds);
  tellCapability(set, { labels, profile, engine });
  const troubles = isUp ? [] : [healthTrouble(telling, health.value)];
  const names = new ModelNames(target.models);
  const onlyModel = onlyModelOf(sources.map(({ value }) => value)) ?? known?.onlyModel ?? "";
  if (metrics?.value) {
    const { table, trouble } = metrics.value;
    source("metrics", table !== undefined, metrics.seconds);
    if (trouble) troubles.push(`Cannot read metrics of target "${target.name}": ${trouble}`);
    for (const name of addMetrics(set, metrics.value, { labels, onlyModel, names })) {
      troubles.push(`Target "${target.name}" tells ${name} as percent; it is divided by 100`);
    }
  }
  const teller = new Teller(set, { labels, names, onlyModel, isUp, nowSeconds });
  if (isUp) teller.info("info", { server: profile.id, version: versionOf(profile, version) });
  for (const { value: { source: from, answers, refused }, seconds } of sources) {
    teller.nextSource();
    if (answers) from.tell(answers, teller);
    // How long what is remembered took says nothing.
    const isFresh = from.asks.some(({ isSlow }) => !isSlow);
    if (answers || !from.isOptional) {
      source(from.name, answers !== undefined, isFresh ? seconds : undefined);
    }
    if (refused !== undefined && !from.isOptional) {
      troubles.push(`Cannot read ${from.name} of target "${target.name}": ${refused}`);
    }
  }
  teller.gauge("models_folded", names.folded === 0 ? undefined : names.folded);
  const isForeign = metrics?.value?.isForeign === true || await hasOthersModels(ask, profile);
  return {
    families: set.families(),
    isUp,
    engine,
    onlyModel,
    isForeign,
    trouble: troubles[0] ?? "",
  };
}

function askAll({ ask, target, profile, nowMs }: Telling) {
  const { metrics: rule } = profile;
  return Promise.all([
    timed(nowMs, () => firstKnown(ask, profile.health.paths)),
    profile.version && ask(profile.version.path, { isSlow: !isAskedAnyway(profile) }),
    rule && timed(nowMs, () => readMetrics(ask, rule, target)),
    Promise.all(profile.sources.map((source) => timed(nowMs, () => askSource(ask, source)))),
  ]);
}

/** Another server may have taken the place, at health paths that both of them know. */
async function hasOthersModels(ask: Ask, { id, sources }: EngineProfile): Promise<boolean> {
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
  const isTold = (answer: Answer | undefined): answer is Answer => {
    const isDown = answer?.status === 503;
    return isOk(answer) || (isDown && source.isToldWhenDown === true);
  };
  if (answers.every(isTold)) {
    return { source, answers: answers.map((answer) => jsonOf({ ...answer, status: 200 })) };
  }
  return { source, refused: refusalOf(answers.find((answer) => !isTold(answer))) };
}

/** Adds what the metrics tell; answers the shares that came as percent. */
function addMetrics(
  set: FamilySet,
  { families, table }: ReadMetrics,
  { labels, onlyModel, names }: {
    labels: { target: string; engine: string };
    onlyModel: string;
    names: ModelNames;
  },
): readonly string[] {
  if (!table) return [];
  const options = { families, labels, defaultModel: onlyModel, modelName: names.name };
  const percents = interpret(set, table, options);
  derive(set, table.derived ?? [], { ...options, modelLabels: table.modelLabels });
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
function isAskedAnyway({ health, version, sources }: EngineProfile): boolean {
  const asks = sources.flatMap((source) => source.asks).filter(({ isSlow }) => !isSlow);
  const paths = [...health.paths, ...asks.map(({ path }) => path)];
  return version !== undefined && paths.includes(version.path);
}

function versionOf({ version }: EngineProfile, answer: Answer | undefined): string {
  return version ? plainText(textOf(jsonOf(answer)[version.key]), 64) : "";
}

function healthTrouble({ target: { name }, whyDead }: Telling, health: Answer | undefined): string {
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
