import { FamilySet, inactive } from "@llm-monitor/sdk";
import type { Family, Inactive, PluginContext } from "@llm-monitor/sdk";
import { createAsk } from "./ask.ts";
import { detectEngine } from "./detect.ts";
import { createProber } from "./probe/prober.ts";
import type { Prober } from "./probe/prober.ts";
import { readServedModels } from "./probe/served_models.ts";
import { profileOf, PROFILES } from "./profiles.ts";
import { readTargets } from "./settings.ts";
import type { Settings, Target } from "./settings.ts";
import { tellTarget } from "./tell_target.ts";

/** What was found out is trusted for so long while it answers. */
const DETECT_AGAIN_MS = 10 * 60_000;

interface Clocks {
  readonly nowMs: () => number;
  readonly unixSeconds: () => number;
}

type Found = { readonly engine: string; readonly atMs: number };

/** Makes a collector. It remembers which engine is behind each target. */
export function createCollector(
  { nowMs, unixSeconds }: Clocks,
): (context: PluginContext<Settings>) => Promise<Family[] | Inactive> {
  const found = new Map<string, Found>();
  const troubles = new Map<string, string>();
  const prober = createProber({ nowMs, unixSeconds });
  return async (context) => {
    const targets = readTargets(context.config, PROFILES.map(({ id }) => id));
    if (targets.length === 0) {
      return inactive("No targets are configured: set plugins.llm.config.targets");
    }
    const set = new FamilySet();
    await Promise.all(targets.map(async (target) => {
      const trouble = await watch(target, { set, context, found, prober, nowMs, unixSeconds });
      if (trouble !== "" && troubles.get(target.name) !== trouble) context.log("warn", trouble);
      troubles.set(target.name, trouble);
    }));
    return set.families();
  };
}

interface Watching extends Clocks {
  readonly set: FamilySet;
  readonly context: PluginContext<Settings>;
  readonly found: Map<string, Found>;
  readonly prober: Prober;
}

/** Watches one target, and says what is wrong with it; nothing that it does costs another. */
async function watch(
  target: Target,
  { set, context, found, prober, nowMs, unixSeconds }: Watching,
): Promise<string> {
  const startMs = nowMs();
  const headers = {};
  // All that is asked of it has to come within the collection's own deadline.
  const ask = createAsk(target.url, {
    timeoutMs: context.timeoutMs / 3,
    signal: AbortSignal.any([context.signal, AbortSignal.timeout(context.timeoutMs * 0.8)]),
    headers,
  });
  const known = found.get(target.name);
  const isKnown = known !== undefined && startMs - known.atMs < DETECT_AGAIN_MS;
  const engine = target.engine ?? (isKnown ? known.engine : await detectEngine(ask));
  const profile = engine === undefined ? undefined : profileOf(engine);
  if (!profile) {
    found.delete(target.name);
    const labels = { target: target.name, engine: known?.engine ?? "unknown" };
    set.gauge("llm_monitor_llm_up", labels, 0);
    return `Cannot tell what answers at target "${target.name}": is it up, and one of ${
      PROFILES.map(({ id }) => id).join(", ")
    }?`;
  }
  const labels = { target: target.name, engine: profile.id };
  const { isUp, trouble } = await tellTarget(set, { ask, profile, labels, unixSeconds });
  set.gauge("llm_monitor_llm_scrape_duration_seconds", labels, (nowMs() - startMs) / 1000);
  if (target.probe) {
    await prober.tell(set, {
      ...labels,
      url: target.url,
      headers,
      settings: target.probe,
      isUp,
      servedModels: () => readServedModels(ask, { engine: profile.id, nowSeconds: unixSeconds() }),
      log: context.log,
    });
  }
  // Another engine may answer there by now.
  if (!isUp) found.delete(target.name);
  else if (!isKnown) found.set(target.name, { engine: profile.id, atMs: startMs });
  return trouble;
}
