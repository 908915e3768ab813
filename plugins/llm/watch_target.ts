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
import type { Told } from "./tell_target.ts";

/** A server is looked into again after so long at the least. */
const DETECT_AGAIN_MS = 60_000;
/** How long an address may take that nobody named. */
const DISCOVER_MS = 1_000;

/** What is remembered of a target from one collection to the next. */
export interface Memory {
  /** What answers, and what computes; undefined as long as it was never found out. */
  found?: {
    readonly kind: string;
    readonly engine: string;
    readonly onlyModel: string;
  };
  /** Why another one may answer by now: it was down, or it looked strange. */
  doubt: "none" | "down" | "strange";
  /** When it was last looked into. */
  detectedMs: number;
  readonly slow: SlowAnswers;
  readonly counters: CounterWatch;
}

/** What nothing is known of yet. */
export function newMemory(): Memory {
  return {
    doubt: "none",
    detectedMs: -Infinity,
    slow: new Map(),
    counters: new CounterWatch(),
  };
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

interface Watching {
  readonly memory: Memory;
  readonly context: Pick<PluginContext, "signal" | "timeoutMs" | "log">;
  readonly surroundings: Surroundings;
  readonly prober: Prober;
}

/** Watches one target; nothing that it does costs another. */
export async function watchTarget(target: Target, watching: Watching): Promise<Watched> {
  const { memory, context, surroundings } = watching;
  const { nowMs, unixSeconds } = surroundings;
  const { key, trouble: keyTrouble } = await readApiKey(target, surroundings);
  const isNew = target.isDiscovered === true && memory.found === undefined;
  const dead = { code: "", why: "" };
  // All that is asked of it has to come within the collection's own deadline.
  const ask = createAsk(target.url, {
    timeoutMs: Math.min(Math.round(context.timeoutMs / 3), isNew ? DISCOVER_MS : Infinity),
    signal: AbortSignal.any([context.signal, AbortSignal.timeout(context.timeoutMs * 0.8)]),
    headers: target.headers,
    key,
    slow: memory.slow,
    nowMs,
    onDead: (code, why) => Object.assign(dead, { code, why }),
  });
  const kind = target.engine ?? await kindOf(ask, memory, nowMs());
  const profile = kind === undefined ? undefined : profileOf(kind);
  if (!profile) {
    memory.slow.clear();
    const families = [...strangerFamilies(target, memory), ...await probed(target, watching, key)];
    // A port that takes calls and never answers is somebody, too.
    const isNobody = dead.code === "network";
    const trouble = dead.why === ""
      ? strangerTrouble(target, memory)
      : deadTrouble(target, dead.why);
    return { families, saw: isNobody ? "nobody" : "stranger", trouble: keyTrouble || trouble };
  }
  const told = await tellTarget({
    ask,
    target,
    profile,
    known: memory.found?.kind === profile.id ? memory.found : undefined,
    whyDead: () => dead.why,
    nowMs,
    nowSeconds: unixSeconds(),
  });
  remember(memory, profile.id, told);
  const isMixed = memory.counters.look(told.families);
  return {
    families: [
      ...told.families,
      ...await probed(target, watching, key, { ask, server: profile.id, ...told }),
    ],
    saw: "server",
    trouble: keyTrouble || told.trouble || (isMixed ? mixedTrouble(target) : ""),
  };
}

/** What answers: as it was, unless there is reason to look again. */
async function kindOf(ask: Ask, memory: Memory, nowMs: number): Promise<string | undefined> {
  const { found, doubt, detectedMs } = memory;
  // What looks strange for good, or is nothing that is known, is not asked a dozen questions each time.
  const isRecent = nowMs - detectedMs < DETECT_AGAIN_MS;
  if (found && (doubt === "none" || (doubt === "strange" && isRecent))) return found.kind;
  if (await ask("/lmstudio-greeting") === undefined) return found?.kind;
  if (!found && isRecent) return undefined;
  memory.detectedMs = nowMs;
  return await detectServer(ask);
}

function remember(
  memory: Memory,
  kind: string,
  { isUp, isForeign, engine, onlyModel }: Told,
): void {
  memory.doubt = isUp ? isForeign ? "strange" : "none" : "down";
  if (!isForeign) memory.found = { kind, engine, onlyModel };
  if (memory.doubt !== "none") memory.slow.clear();
}

function strangerFamilies({ name }: Target, { found }: Memory): readonly Family[] {
  const set = new FamilySet();
  const labels = { target: name, engine: found?.engine ?? "unknown" };
  set.gauge("llm_monitor_llm_up", labels, 0);
  set.gauge("llm_monitor_llm_scrape_success", { ...labels, source: "health" }, 0);
  return set.families();
}

/** What the prober has to tell of a target, whether it is up or not. */
async function probed(
  target: Target,
  { memory: { found }, context, surroundings, prober }: Watching,
  key: string | undefined,
  told?: {
    readonly ask: Ask;
    readonly server: string;
    readonly engine: string;
    readonly isUp: boolean;
  },
): Promise<readonly Family[]> {
  const server = told?.server ?? found?.kind;
  if (!target.probe || server === undefined) return [];
  const set = new FamilySet();
  const nowSeconds = surroundings.unixSeconds();
  await prober.tell(set, {
    target: target.name,
    engine: told?.engine ?? found?.engine ?? "unknown",
    server,
    url: target.url,
    headers: ownHeaders({ headers: target.headers, key }),
    settings: target.probe,
    isUp: told?.isUp === true,
    servedModels: () =>
      told
        ? readServedModels(told.ask, { server, nowSeconds })
        : Promise.resolve({ models: [], expiresAt: new Map() }),
    log: context.log,
  });
  return set.families();
}

function deadTrouble({ name, url }: Target, why: string): string {
  return `Target "${name}" does not answer at ${url}: ${why}`;
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
