import { FamilySet } from "@llm-monitor/sdk";
import type { Family } from "@llm-monitor/sdk";
import { isOk, jsonOf, refusalOf } from "./ask.ts";
import type { Answer, Ask } from "./ask.ts";
import { tellCapability } from "./capability.ts";
import type { EngineProfile, JsonSource } from "./engine_profile.ts";
import { ModelNames, OTHERS } from "./model_names.ts";
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
  /** What computed there the last time. */
  readonly knownEngine: string | undefined;
  readonly nowMs: () => number;
  readonly nowSeconds: number;
}

/** What a target told. */
export interface Told {
  readonly families: readonly Family[];
  readonly isUp: boolean;
  /** What computes there. */
  readonly engine: string;
  /** Empty when there is nothing to say. */
  readonly trouble: string;
}

/** Asks a server of a known kind for everything at once, and tells what it answers. */
export async function tellTarget(telling: Telling): Promise<Told> {
  const { ask, target, profile, nowMs, nowSeconds } = telling;
  const [health, version, metrics, sources] = await Promise.all([
    timed(nowMs, () => firstKnown(ask, profile.health.paths)),
    profile.version && ask(profile.version.path, { isSlow: !isAskedAnyway(profile) }),
    profile.metrics && timed(nowMs, async () => {
      const rule = profile.metrics;
      return rule && await readMetrics(ask, rule, target);
    }),
    Promise.all(profile.sources.map((source) => timed(nowMs, () => askSource(ask, source)))),
  ]);
  const engine = metrics?.value?.table?.id ?? telling.knownEngine ?? profile.engine ?? profile.id;
  const set = new FamilySet();
  const labels = { target: target.name, engine };
  const isUp = isHealthy(health.value, profile);
  set.gauge("llm_monitor_llm_up", labels, isUp ? 1 : 0);
  const source = (name: string, isRead: boolean, seconds: number) => {
    set.gauge("llm_monitor_llm_scrape_success", { ...labels, source: name }, isRead ? 1 : 0);
    set.gauge("llm_monitor_llm_scrape_duration_seconds", { ...labels, source: name }, seconds);
  };
  source("health", health.value !== undefined, health.seconds);
  tellCapability(set, { labels, profile, engine });
  if (!isUp) {
    return { families: set.families(), isUp, engine, trouble: healthTrouble(target, health.value) };
  }
  const read = sources.filter(({ value }) => value.answers !== undefined);
  const names = new ModelNames(target.models);
  let percents: readonly string[] = [];
  const onlyModel = onlyModelOf(read.map(({ value }) => value));
  if (metrics?.value) {
    source("metrics", metrics.value.table !== undefined, metrics.seconds);
    percents = addMetrics(set, metrics.value, { labels, onlyModel, names });
  }
  const teller = new Teller(set, { labels, names, onlyModel, nowSeconds });
  teller.info("info", { server: profile.id, version: versionOf(profile, version) });
  const troubles = [
    ...metrics?.value?.trouble
      ? [`Cannot read metrics of target "${target.name}": ${metrics.value.trouble}`]
      : [],
    ...percents.map((name) =>
      `Target "${target.name}" tells ${name} as percent; it is divided by 100`
    ),
  ];
  for (const { value: { source: from, answers, refused }, seconds } of sources) {
    teller.nextSource();
    if (answers) from.tell(answers, teller);
    if (answers || !from.isOptional) source(from.name, answers !== undefined, seconds);
    if (refused !== undefined && !from.isOptional) {
      troubles.push(`Cannot read ${from.name} of target "${target.name}": ${refused}`);
    }
  }
  teller.gauge("models_folded", names.folded === 0 ? undefined : names.folded);
  return { families: set.families(), isUp, engine, trouble: troubles[0] ?? "" };
}

interface Asked {
  readonly source: JsonSource;
  /** In the order that it asks; undefined when one of them did not come. */
  readonly answers?: readonly Readonly<Record<string, unknown>>[];
  readonly refused?: string;
}

async function askSource(ask: Ask, source: JsonSource): Promise<Asked> {
  const answers = await Promise.all(source.asks.map(({ path, ...how }) => ask(path, how)));
  const bad = answers.find((answer) => !isOk(answer));
  if (answers.every(isOk)) return { source, answers: answers.map(jsonOf) };
  return { source, refused: refusalOf(bad) };
}

function addMetrics(
  set: FamilySet,
  { pages, table }: ReadMetrics,
  { labels, onlyModel, names }: {
    labels: { target: string; engine: string };
    onlyModel: string;
    names: ModelNames;
  },
): readonly string[] {
  const percents = new Set<string>();
  if (!table) return [];
  const told = new Set<string>();
  for (const { families, model } of pages) {
    // Two models of one name would be one series twice.
    const name = model === undefined ? "" : names.name(model);
    if (name === OTHERS || told.has(name)) continue;
    told.add(name);
    const options = {
      families,
      labels,
      defaultModel: model ?? onlyModel,
      modelName: names.name,
    };
    for (const name of interpret(set, table, options)) percents.add(name);
    derive(set, table.derived ?? [], { ...options, modelLabels: table.modelLabels });
  }
  return [...percents];
}

/** The model of a server that has one alone; empty of others. */
function onlyModelOf(sources: readonly Asked[]): string {
  for (const { source, answers } of sources) {
    const models = answers && source.models?.(answers);
    if (models && models.length > 0) return models.length === 1 ? models[0] ?? "" : "";
  }
  return "";
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

function isHealthy(
  health: Answer | undefined,
  { health: { isUpWhenRefused } }: EngineProfile,
): boolean {
  const isRefused = health?.status === 401 || health?.status === 403;
  return isOk(health) || (isUpWhenRefused === true && isRefused);
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

function healthTrouble({ name }: Target, health: Answer | undefined): string {
  return `Target "${name}" is not healthy: ${refusalOf(health)}`;
}

async function timed<Value>(
  nowMs: () => number,
  work: () => Promise<Value>,
): Promise<{ value: Value; seconds: number }> {
  const startMs = nowMs();
  const value = await work();
  return { value, seconds: (nowMs() - startMs) / 1000 };
}
