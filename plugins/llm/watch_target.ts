import type { Family, PluginContext } from "@llm-monitor/sdk";
import { FamilySet } from "@llm-monitor/sdk";
import { createAsk, ownHeaders } from "./ask.ts";
import type { Ask, SlowAnswers } from "./ask.ts";
import { CounterWatch } from "./counter_watch.ts";
import { detectServer } from "./detect.ts";
import type { Prober } from "./probe/prober.ts";
import { readServedModels } from "./probe/served_models.ts";
import { profileOf, PROFILES } from "./profiles.ts";
import { readApiKey } from "./targets/api_key.ts";
import type { KeyPorts } from "./targets/api_key.ts";
import type { Target } from "./targets/target.ts";
import { tellTarget } from "./tell_target.ts";

/** What was found out is trusted for so long while it answers. */
const DETECT_AGAIN_MS = 3_600_000;

/** What is remembered of a target from one collection to the next. */
export interface Memory {
  /** What answers, and what computes; undefined as long as it was never found out. */
  found?: { readonly kind: string; readonly engine: string; readonly atMs: number };
  /** It failed since: another one may answer by now. */
  isUnsure: boolean;
  readonly slow: SlowAnswers;
  readonly counters: CounterWatch;
}

/** What nothing is known of yet. */
export function newMemory(): Memory {
  return { isUnsure: false, slow: new Map(), counters: new CounterWatch() };
}

/** What the plugin needs of its surroundings. */
export interface Surroundings extends KeyPorts {
  readonly nowMs: () => number;
  readonly unixSeconds: () => number;
}

/** What came of one target. */
export interface Watched {
  readonly families: readonly Family[];
  /** What is there. */
  readonly saw: "nobody" | "stranger" | "server";
  /** What is wrong with it; empty when nothing is. */
  readonly trouble: string;
}

/** Watches one target; nothing that it does costs another. */
export async function watchTarget(
  target: Target,
  { memory, context, surroundings, prober }: {
    memory: Memory;
    context: Pick<PluginContext, "signal" | "timeoutMs" | "log">;
    surroundings: Surroundings;
    prober: Prober;
  },
): Promise<Watched> {
  const { nowMs, unixSeconds } = surroundings;
  const { key, trouble: keyTrouble } = await readApiKey(target, surroundings);
  // All that is asked of it has to come within the collection's own deadline.
  const ask = createAsk(target.url, {
    timeoutMs: context.timeoutMs / 3,
    signal: AbortSignal.any([context.signal, AbortSignal.timeout(context.timeoutMs * 0.8)]),
    headers: target.headers,
    key,
    slow: memory.slow,
    nowMs,
  });
  const kind = target.engine ?? knownKind(memory, nowMs()) ?? await detectServer(ask);
  const profile = kind === undefined ? undefined : profileOf(kind);
  if (!profile) return await nobodyKnown(target, { ask, memory, keyTrouble });
  const told = await tellTarget({
    ask,
    target,
    profile,
    knownEngine: memory.found?.kind === profile.id ? memory.found.engine : undefined,
    nowMs,
    nowSeconds: unixSeconds(),
  });
  memory.isUnsure = !told.isUp;
  if (told.isUp) {
    const isKnown = memory.found?.kind === profile.id && !isOld(memory, nowMs());
    const atMs = isKnown ? memory.found?.atMs ?? nowMs() : nowMs();
    memory.found = { kind: profile.id, engine: told.engine, atMs };
  } else memory.slow.clear();
  const isMixed = memory.counters.look(told.families);
  const probed = new FamilySet();
  if (target.probe) {
    await prober.tell(probed, {
      target: target.name,
      engine: told.engine,
      server: profile.id,
      url: target.url,
      headers: ownHeaders({ headers: target.headers, key }),
      settings: target.probe,
      isUp: told.isUp,
      servedModels: () => readServedModels(ask, { server: profile.id, nowSeconds: unixSeconds() }),
      log: context.log,
    });
  }
  return {
    families: [...told.families, ...probed.families()],
    saw: "server",
    trouble: keyTrouble || told.trouble || (isMixed ? mixedTrouble(target) : ""),
  };
}

function strangerTrouble({ name }: Target, { found }: Memory): string {
  if (found) return `Target "${name}" does not answer as ${found.kind} any more, nor as another`;
  const kinds = PROFILES.map(({ id }) => id).join(", ");
  return `Cannot tell what answers at target "${name}"; if it is one of ${kinds}, set its engine`;
}

function mixedTrouble({ name }: Target): string {
  return `Counters of target "${name}" go back again and again: several processes seem to answer in ` +
    "turn; watch each by itself, or let them share their metrics (PROMETHEUS_MULTIPROC_DIR)";
}

function knownKind(memory: Memory, nowMs: number): string | undefined {
  return memory.isUnsure || isOld(memory, nowMs) ? undefined : memory.found?.kind;
}

function isOld({ found }: Memory, nowMs: number): boolean {
  return found === undefined || nowMs - found.atMs >= DETECT_AGAIN_MS;
}

async function nobodyKnown(
  target: Target,
  { ask, memory, keyTrouble }: { ask: Ask; memory: Memory; keyTrouble: string },
): Promise<Watched> {
  memory.slow.clear();
  // Asked before: this only looks the answer up.
  const isAnswered = await ask("/lmstudio-greeting") !== undefined;
  const set = new FamilySet();
  const labels = { target: target.name, engine: memory.found?.engine ?? "unknown" };
  set.gauge("llm_monitor_llm_up", labels, 0);
  set.gauge(
    "llm_monitor_llm_scrape_success",
    { ...labels, source: "health" },
    isAnswered ? 1 : 0,
  );
  const trouble = isAnswered
    ? strangerTrouble(target, memory)
    : `Target "${target.name}" does not answer at ${target.url} whole and in time`;
  return {
    families: set.families(),
    saw: isAnswered ? "stranger" : "nobody",
    trouble: keyTrouble || trouble,
  };
}
