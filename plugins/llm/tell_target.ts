import { parsePrometheus, PrometheusTextError } from "@llm-monitor/sdk";
import type { FamilySet, ParsedFamily } from "@llm-monitor/sdk";
import type { Answer, Ask } from "./ask.ts";
import { jsonOf } from "./detect.ts";
import { interpret } from "./parse/interpret.ts";
import { addLmStudioModels, addModels, addOllamaModels, ModelNames, onlyModel } from "./models.ts";
import type { EngineProfile } from "./profiles.ts";

interface Telling {
  readonly ask: Ask;
  readonly profile: EngineProfile;
  readonly labels: { readonly target: string; readonly engine: string };
  readonly unixSeconds: () => number;
}

/** Asks a server of a known kind, and adds what it tells. */
export async function tellTarget(
  set: FamilySet,
  { ask, profile, labels, unixSeconds }: Telling,
): Promise<{ isUp: boolean; trouble: string }> {
  const names = new ModelNames();
  const success = (source: string, ok: boolean) =>
    set.gauge("llm_monitor_llm_scrape_success", { ...labels, source }, ok ? 1 : 0);
  const health = await firstKnown(ask, profile.healthPaths);
  const isUp = isOk(health);
  set.gauge("llm_monitor_llm_up", labels, isUp ? 1 : 0);
  success("health", health !== undefined);
  if (!isUp) return { isUp, trouble: healthTrouble(labels.target, health) };
  await addVersion(set, { ask, profile, labels });
  if (profile.id === "ollama") {
    const [tags, loaded] = [await ask("/api/tags"), await ask("/api/ps")];
    success("models", isOk(tags) && isOk(loaded));
    addOllamaModels(set, { tags, loaded }, { labels, names, nowSeconds: unixSeconds() });
    return { isUp, trouble: "" };
  }
  if (profile.id === "lmstudio") {
    const models = await ask("/api/v0/models");
    success("models", isOk(models));
    addLmStudioModels(set, models, { labels, names });
    return { isUp, trouble: "" };
  }
  const models = await ask("/v1/models");
  if (isOk(models)) addModels(set, models, { labels, names });
  if (!profile.table) return { isUp, trouble: "" };
  const { families, trouble } = await readMetrics(ask, profile);
  success("metrics", families !== undefined);
  if (families) {
    interpret(set, profile.table, {
      families,
      labels,
      defaultModel: onlyModel(models),
      modelName: names.name,
    });
  }
  return {
    isUp,
    trouble: trouble && `Cannot read metrics of target "${labels.target}": ${trouble}`,
  };
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

async function addVersion(
  set: FamilySet,
  { ask, profile, labels }: Pick<Telling, "ask" | "profile" | "labels">,
): Promise<void> {
  const value = profile.version && jsonOf(await ask(profile.version.path))[profile.version.key];
  const version = typeof value === "string" ? value.replaceAll(/[^\x20-\x7e]/g, "?") : "";
  set.info("llm_monitor_llm_info", { ...labels, version: version.slice(0, 64) });
}

async function readMetrics(
  ask: Ask,
  { metricsPaths, enableMetrics, table }: EngineProfile,
): Promise<{ families?: readonly ParsedFamily[]; trouble: string }> {
  let status: number | undefined;
  for (const path of metricsPaths) {
    const answer = await ask(path);
    status = answer?.status ?? status;
    if (!isOk(answer)) continue;
    try {
      const families = parsePrometheus(answer?.text ?? "");
      const isTheirs = families.some(({ name }) =>
        table?.prefixes.some((prefix) => name.startsWith(prefix))
      );
      if (isTheirs) return { families, trouble: "" };
      return { trouble: `there are none of its own; ${enableMetrics}` };
    } catch (error) {
      if (!(error instanceof PrometheusTextError)) throw error;
      return { trouble: error.message };
    }
  }
  if (status === 401 || status === 403) return { trouble: `it answered ${status}: it wants a key` };
  if (status === undefined) return { trouble: "it does not answer whole and in time" };
  return { trouble: `it answered ${status}; ${enableMetrics}` };
}

function healthTrouble(target: string, health: Answer | undefined): string {
  const what = health ? `it answered ${health.status}` : "it does not answer whole and in time";
  return `Target "${target}" is not healthy: ${what}`;
}

function isOk(answer: Answer | undefined): boolean {
  return answer !== undefined && answer.status >= 200 && answer.status < 300;
}
