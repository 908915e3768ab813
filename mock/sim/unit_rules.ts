import type { ModelRules } from "./model_table.ts";
import type { EngineSettings } from "./settings.ts";
import type { EngineSpec, Traffic } from "./specs.ts";
import type { Pace } from "./step_seconds.ts";

/** Starting takes this long, besides reading the weights. */
const START_SECONDS = 1.5;

/** Returns the traffic of an engine under a scenario's settings. */
export function scaleTraffic(
  { traffic }: EngineSpec,
  settings: EngineSettings,
  load: number,
): Traffic {
  return {
    requestsPerSecond: (settings.requestsPerSecond ?? traffic.requestsPerSecond) * load,
    promptTokens: settings.promptTokens ?? traffic.promptTokens,
    outputTokens: settings.outputTokens ?? traffic.outputTokens,
    sharedPrefixRatio: settings.sharedPrefixRatio ?? traffic.sharedPrefixRatio,
  };
}

/** Returns its pace under a scenario's settings. */
export function computePace(spec: EngineSpec, settings: EngineSettings, clockRatio: number): Pace {
  const { prefillTokensPerStep = spec.prefillTokensPerStep } = settings;
  const { slowdown = 1, prefillSlowdown = 1 } = settings;
  return { clockRatio, slowdown, prefillSlowdown, prefillTokensPerStep };
}

/** Returns the rules of its models under a scenario's settings. */
export function makeRules(spec: EngineSpec, settings: EngineSettings): ModelRules {
  const { onDemand, loadBytesPerSecond, kvCapacityTokens, kvBytesPerToken } = spec;
  return {
    maxLoaded: onDemand && (settings.maxLoadedModels ?? onDemand.maxLoadedModels),
    keepAliveSeconds: settings.keepAliveSeconds ?? onDemand?.keepAliveSeconds ?? Infinity,
    loadBytesPerSecond,
    extraBytes: onDemand ? kvCapacityTokens * kvBytesPerToken : 0,
  };
}

/** Returns the time until an engine answers after its start. */
export function startSeconds({ onDemand, card, models, loadBytesPerSecond }: EngineSpec): number {
  if (onDemand || card === undefined) return START_SECONDS;
  const bytes = models.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return START_SECONDS + bytes / loadBytesPerSecond;
}
