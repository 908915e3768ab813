/** Alerts that have to fire, as far as they show in a played world. */
import type { Look, Played } from "./played.ts";

/** So many looks, a second each, have to be bad before anybody is woken. */
const LASTING = 10;

/** What was the case in so many looks as to be no accident. */
function lasts(looks: readonly Look[], isSo: (look: Look) => boolean): boolean {
  return looks.filter(isSo).length >= LASTING;
}

/** Returns whether something is so for any engine. */
function ofAny(isSo: (engine: string, played: Played) => boolean): (played: Played) => boolean {
  return (played) => played.world.engines.some(({ spec }) => isSo(spec.name, played));
}

/** Each alert with its symptom. */
export const SYMPTOMS: Readonly<Record<string, (played: Played) => boolean>> = {
  LlmMonitorServerDown: ofAny((engine, { seen }) =>
    lasts(seen, ({ reachability }) => ["down", "hung"].includes(reachability[engine] ?? ""))
  ),
  LlmMonitorServerUnreadable: ofAny((engine, { seen }) =>
    lasts(seen, ({ reachability }) => reachability[engine] === "garbage")
  ),
  LlmMonitorQueueGrowing: ofAny((engine, { seen }) => {
    const waiting = (share: number) =>
      seen[Math.floor((seen.length - 1) * share)]?.engines[engine]?.waitingRequests ?? 0;
    return waiting(1) > 20 && waiting(1) > waiting(0.7);
  }),
  LlmMonitorSlowFirstToken: ofAny((engine, played) => played.firstToken(engine) > 2),
  LlmMonitorKvCacheFull: ofAny((engine, { seen }) =>
    lasts(seen, ({ engines }) => (engines[engine]?.kvUsageRatio ?? 0) > 0.9)
  ),
  LlmMonitorPreemptions: ofAny((engine, { seen }) =>
    (seen.at(-1)?.engines[engine]?.preemptionsTotal ?? 0) > 5
  ),
  LlmMonitorEngineHung: ofAny((engine, { seen }) =>
    lasts(seen, (look) => {
      const before = seen[seen.indexOf(look) - 5]?.engines[engine];
      const now = look.engines[engine];
      return look.reachability[engine] === "up" && (now?.runningRequests ?? 0) > 0 &&
        before !== undefined && before.runningRequests > 0 &&
        now?.generationTokensTotal === before.generationTokensTotal;
    })
  ),
  LlmMonitorModelFlapping: ({ seen }) =>
    seen.filter(({ loadedModels }, index) =>
      loadedModels !== (seen[index - 1]?.loadedModels ?? loadedModels)
    ).length >= 4,
  LlmMonitorContainerCrashLooping: ofAny((engine, { seen }) =>
    (seen.at(-1)?.containers[engine]?.restartCount ?? 0) >= 3
  ),
  LlmMonitorContainerOomKilled: ofAny((engine, { seen }) =>
    seen.some(({ containers }) => containers[engine]?.isOomKilled)
  ),
  LlmMonitorContainerMemoryHigh: ofAny((engine, { seen }) =>
    seen.some(({ containers }) => {
      const { memoryBytes = 0, memoryCacheBytes = 0, memoryLimitBytes = Infinity } =
        containers[engine] ?? {};
      return memoryBytes - memoryCacheBytes > 0.9 * memoryLimitBytes;
    })
  ),
  LlmMonitorGpuThrottled: ({ seen }) =>
    seen.some(({ cards }) => cards.some(({ hotSeconds }) => hotSeconds >= LASTING)),
  LlmMonitorGpuEccErrors: ({ seen }) =>
    seen.some(({ cards }) => cards.some(({ errors }) => errors > 0)),
  LlmMonitorGpuNeedsAttention: ({ seen }) =>
    seen.some(({ cards }) => cards.some(({ action }) => action !== "None")),
  LlmMonitorGpuLost: ({ seen }) =>
    lasts(seen, ({ cards }) => cards.some(({ state }) => state === "lost")),
  LlmMonitorGpuSourceFailing: ({ seen }) => lasts(seen, ({ nvml }) => nvml !== "ok"),
  LlmMonitorDockerDown: ({ seen }) => lasts(seen, ({ docker }) => docker !== "up"),
  LlmMonitorDiskFilling: ({ seen }) => {
    const [first = 0, last = 0] = [seen[1]?.diskRatio, seen.at(-1)?.diskRatio];
    return first < 0.9 && last > first + 0.05;
  },
  LlmMonitorDiskFull: ({ seen }) => (seen.at(-1)?.diskRatio ?? 0) > 0.97,
};

/** The alerts whose symptoms show, sorted. */
export function symptomsOf(played: Played): string[] {
  return Object.keys(SYMPTOMS).filter((alert) => SYMPTOMS[alert]?.(played)).sort();
}
