import { CallError, FamilySet, inactive, TroubleLog } from "@llm-monitor/sdk";
import type {
  Docker,
  DockerContainer,
  DockerDetails,
  DockerDiskUsage,
  DockerEngine,
  DockerFailure,
  DockerStats,
  Facts,
  Family,
  Inactive,
  PluginContext,
} from "@llm-monitor/sdk";
import { addContainer, addCounters, chooseLabel } from "./add_container.ts";
import { DetailsCache } from "./details_cache.ts";
import { addDiskUsage } from "./add_disk_usage.ts";
import { parseBlockLayers } from "./parse/block_layers.ts";
import type { BlockLayers } from "./parse/block_layers.ts";
import { parseCounters } from "./parse/counters.ts";
import { chooseContainers } from "./parse/filter.ts";
import { CachedAnswer } from "./cached_answer.ts";
import type { Settings } from "./settings.ts";

/** Outcomes that say something about the engine; others are faults of the set-up. */
const ENGINE_FAILURES: readonly string[] = [
  "unavailable",
  "timed_out",
  "access_denied",
  "failed",
  "too_large",
  "not_found",
];
/** States in which a container has counters. */
const ALIVE: readonly string[] = ["running", "paused"];
const STATS_AT_ONCE = 100;
const STATES = ["created", "running", "paused", "restarting", "removing", "exited", "dead"];

/** The engine's version and drivers change with an upgrade, in which it is away for a while. */
const ENGINE_AGE_MS = 10 * 60_000;

type Context = PluginContext<Settings>;
type Clock = () => number;

/** Answers that outlive a collection. */
interface Caches {
  readonly details: DetailsCache;
  readonly engine: CachedAnswer<DockerEngine>;
  readonly diskUsage: CachedAnswer<DockerDiskUsage>;
  readonly layers: CachedAnswer<BlockLayers>;
}

/** Makes a collector. It remembers details of containers between collections. */
export function createCollector(
  { nowMs }: { nowMs: Clock },
): (context: Context) => Promise<Family[] | Inactive> {
  const caches: Caches = {
    details: new DetailsCache(),
    engine: new CachedAnswer(isEngineFailure, { keepsValue: true }),
    diskUsage: new CachedAnswer(isEngineFailure, { keepsValue: false }),
    layers: new CachedAnswer(isEngineFailure, { keepsValue: true }),
  };
  const troubles = new TroubleLog();
  let wasThere = false;
  return async (context) => {
    const set = new FamilySet();
    try {
      await collect(context, { set, caches, nowMs });
      wasThere = true;
      const failures = [caches.engine, caches.diskUsage].map(({ failure }) => failure);
      troubles.note(context.log, failures.filter(Boolean).join("; "));
    } catch (error) {
      if (!(error instanceof CallError) || !isEngineFailure(error)) throw error;
      if (!wasThere && error.code === "unavailable") return inactive(error.message);
      caches.engine.expire();
      troubles.note(context.log, error.message);
      // Half of the truth would be taken for the whole.
      return new FamilySet().gauge("llm_monitor_docker_up", {}, 0).families();
    }
    return set.families();
  };
}

function isEngineFailure({ code }: CallError): boolean {
  return ENGINE_FAILURES.includes(code);
}

async function collect(
  { docker, facts, config }: Context,
  { set, caches, nowMs }: { set: FamilySet; caches: Caches; nowMs: Clock },
): Promise<void> {
  const timed = async <T>(question: string, ask: () => Promise<T>): Promise<T> => {
    const startMs = nowMs();
    const answer = await ask();
    const seconds = (nowMs() - startMs) / 1000;
    set.gauge("llm_monitor_docker_collection_seconds", { question }, seconds);
    return answer;
  };
  const all = await timed("containers", () => docker.containers());
  const { chosen, filtered, beyondLimit } = chooseContainers(uniquelyNamed(all), config);
  const age = { nowMs: nowMs(), retryMs: config.detailsInterval };
  const ofEngine = { ...age, maxAgeMs: ENGINE_AGE_MS };
  const ofDisk = { nowMs: nowMs(), maxAgeMs: config.diskUsageInterval };
  // Asked side by side: an engine under load takes seconds for what hardly ever changes.
  const [details, layers, engine, diskUsage] = await Promise.all([
    timed(
      "details",
      () => caches.details.of(docker, chosen, { ...age, maxAgeMs: config.detailsInterval }),
    ),
    caches.layers.get(() => readBlockLayers(facts), { ...age, maxAgeMs: config.detailsInterval }),
    caches.engine.get(() => timed("engine", () => docker.engine()), ofEngine),
    config.diskUsage
      ? caches.diskUsage.get(() => timed("disk_usage", () => docker.diskUsage()), {
        ...ofDisk,
        retryMs: config.diskUsageInterval,
      })
      : undefined,
  ]);
  set.gauge("llm_monitor_docker_up", {}, 1);
  if (engine) addEngine(set, engine);
  for (const state of STATES) {
    const count = all.filter((container) => container.state === state).length;
    set.gauge("llm_monitor_docker_containers", { state }, count);
  }
  set.gauge("llm_monitor_docker_containers_left_out", { reason: "filtered" }, filtered);
  set.gauge("llm_monitor_docker_containers_left_out", { reason: "limit" }, beyondLimit);
  for (const container of chosen) addContainer(set, container, details.get(container.id));
  if (diskUsage) addDiskUsage(set, diskUsage, chosen);
  const alive = chosen.filter(({ state }) => ALIVE.includes(state));
  await timed(
    "stats",
    () => addStats(set, docker, { alive, details, layers: layers ?? new Map() }),
  );
}

/** Which block device lies on which. */
async function readBlockLayers(facts: Facts): Promise<BlockLayers> {
  const files = await Promise.all(
    ["/sys/block/*/dev", "/sys/block/*/*/dev", "/sys/block/*/slaves/*/dev"]
      .map((pattern) => facts.readAll(pattern)),
  );
  return parseBlockLayers(new Map(files.flatMap((found) => [...found])));
}

function addEngine(
  set: FamilySet,
  { name, version, apiVersion, storageDriver, cgroupVersion }: DockerEngine,
): void {
  set.info("llm_monitor_docker_engine_info", {
    name,
    version,
    api_version: apiVersion,
    storage_driver: storageDriver,
    cgroup_version: cgroupVersion,
  });
}

async function addStats(
  set: FamilySet,
  docker: Docker,
  { alive, details, layers }: {
    alive: readonly DockerContainer[];
    details: ReadonlyMap<string, DockerDetails>;
    layers: BlockLayers;
  },
): Promise<void> {
  const unread = new Map<string, number>();
  const addUnread = (reason: string) => unread.set(reason, (unread.get(reason) ?? 0) + 1);
  const samples = await fetchStats(docker, alive.map(({ id }) => id));
  for (const container of alive) {
    const sample = samples[container.id] ?? { failed: "not_found" };
    if ("failed" in sample) {
      // One that ended meanwhile is no fault.
      if (sample.failed !== "not_found") addUnread(sample.failed);
      continue;
    }
    const counters = parseCounters(sample, layers);
    if (counters) addCounters(set, container, { counters, details: details.get(container.id) });
    else addUnread("empty");
  }
  for (const [reason, count] of unread) {
    set.gauge("llm_monitor_docker_containers_unread", { reason }, count);
  }
}

/** An answer has to fit into a frame, and a sample of a large machine has its 70 KB. */
async function fetchStats(docker: Docker, ids: readonly string[]) {
  const samples: Record<string, DockerStats | DockerFailure> = {};
  for (let start = 0; start < ids.length; start += STATS_AT_ONCE) {
    Object.assign(samples, await docker.stats(ids.slice(start, start + STATS_AT_ONCE)));
  }
  return samples;
}

/** A name belongs to one container at a time; of a race between two lists, the first one counts. */
function uniquelyNamed(containers: readonly DockerContainer[]): DockerContainer[] {
  const seen = new Set<string>();
  return containers.filter((container) => {
    const label = chooseLabel(container);
    const isNew = !seen.has(label);
    seen.add(label);
    return isNew;
  });
}
